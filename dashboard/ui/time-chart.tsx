import { lazy, Suspense } from 'react'
import { Skeleton } from './skeleton'

/** The series keep their order: it chooses colour and dash. At most four. */
export type TimeChartProps = {
  /** Says what the drawing shows; its figures stand in the frame's table. */
  label: string
  series: readonly { name: string }[]
  points: readonly { at: string; values: readonly number[] }[]
  format: (value: number) => string
  /** Time flows the way the text does. */
  direction: 'ltr' | 'rtl'
}

const Plot = lazy(() => import('./time-chart-plot').then((m) => ({ default: m.TimeChartPlot })))

/** Lines over time; the drawing library is loaded with the first chart. */
export function TimeChart(props: TimeChartProps) {
  return (
    <Suspense fallback={<Skeleton className="h-full w-full" />}>
      <Plot {...props} />
    </Suspense>
  )
}
