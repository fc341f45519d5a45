import { useEffect } from 'react'
import { loadedOnce } from './on-demand'
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

const plot = loadedOnce<TimeChartProps>(() => import('./time-chart-plot').then((m) => m.TimeChartPlot))

/** Lines over time; the drawing library is loaded with the first chart. */
export function TimeChart(props: TimeChartProps) {
  const Plot = plot.useReal()
  useEffect(() => plot.begin(), [])
  return Plot ? <Plot {...props} /> : <Skeleton className="h-full w-full" />
}
