import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import type { TimeChartProps } from './time-chart'

const STROKES = ['var(--chart-1)', 'var(--chart-2)', 'var(--chart-3)', 'var(--chart-4)']
/** Colour is never the only sign. */
const DASHES = ['', '6 4', '2 3', '9 3 2 3']

const axis = { fontSize: 11, fill: 'var(--text-3)' }

/** The real drawing behind time-chart.tsx. */
export function TimeChartPlot({ label, series, points, format, direction }: TimeChartProps) {
  return (
    <div className="flex h-full flex-col gap-2">
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-text-2">
        {series.map(({ name }, index) => (
          <li key={name} className="flex items-center gap-1.5">
            <svg aria-hidden viewBox="0 0 20 4" className="h-1 w-5">
              <path d="M0 2H20" stroke={STROKES[index]} strokeWidth="2.5" strokeDasharray={DASHES[index]} />
            </svg>
            {name}
          </li>
        ))}
      </ul>
      <div role="img" aria-label={label} dir="ltr" className="min-h-0 min-w-0 flex-1">
        <ResponsiveContainer width="100%" height="100%">
          <LineChart data={[...points]} accessibilityLayer={false} margin={{ top: 6, right: 8, bottom: 0, left: 8 }}>
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis dataKey="at" tick={{ ...axis, direction }} tickLine={false} axisLine={{ stroke: 'var(--line-strong)' }} minTickGap={24} reversed={direction === 'rtl'} />
            <YAxis tick={axis} tickLine={false} axisLine={false} width={36} tickFormatter={format} orientation={direction === 'rtl' ? 'right' : 'left'} />
            <Tooltip
              isAnimationActive={false}
              formatter={(value) => format(Number(value))}
              contentStyle={{ background: 'var(--raised)', border: '1px solid var(--line-strong)', borderRadius: 8, fontSize: 12, direction }}
              labelStyle={{ color: 'var(--text-2)' }}
              itemStyle={{ color: 'var(--text)', padding: 0 }}
            />
            {series.map(({ name }, index) => (
              <Line key={name} name={name} dataKey={(point: TimeChartProps['points'][number]) => point.values[index] ?? null} type="linear" stroke={STROKES[index]} strokeDasharray={DASHES[index]} strokeWidth={2} dot={false} isAnimationActive={false} />
            ))}
          </LineChart>
        </ResponsiveContainer>
      </div>
    </div>
  )
}
