import { useLocale } from 'use-intl'
import { ChartFrame } from '@/ui/chart-frame'
import { TimeChart } from '@/ui/time-chart'
import { useChartWords } from '@/words/ui-words'
import { Part } from './frame'
import { useSamples } from './samples'

const DAYS = 14
const DAY_MS = 86_400_000
const FIRST_DAY = Date.UTC(2026, 10, 9)

export function Charts() {
  const samples = useSamples()
  const words = useChartWords()
  const locale = useLocale()
  const number = new Intl.NumberFormat(locale)
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' })
  const points = Array.from({ length: DAYS }, (_, index) => ({
    at: day.format(FIRST_DAY + index * DAY_MS),
    values: [220 + ((index * 83) % 140) + index * 6, 180 + ((index * 59) % 120) + index * 4, 8 + ((index * 13) % 22)],
  }))
  const series = [samples.received, samples.sentSeries, samples.failed]
  return (
    <Part name="chart frame, lines over time" wide>
      <ChartFrame
        title={samples.chartTitle}
        text={samples.chartText}
        words={words}
        columns={[samples.day, ...series]}
        rows={points.map(({ at, values }) => [at, ...values.map((value) => number.format(value))])}
      >
        <TimeChart label={samples.chartLabel} series={series.map((name) => ({ name }))} points={points} format={(value) => number.format(value)} direction={locale === 'ar' ? 'rtl' : 'ltr'} />
      </ChartFrame>
    </Part>
  )
}
