const sizes = {
  small: { bar: 5, gap: 2, height: 18 },
  large: { bar: 11, gap: 4, height: 28 },
} as const

type BarsProps = {
  readonly taken: readonly boolean[]
  readonly label: string
  readonly size?: keyof typeof sizes
}

/** A row of chances, oldest first: tall and filled when taken, short when missed. */
export function Bars({ taken, label, size = "small" }: BarsProps) {
  if (taken.length === 0) return <span className="text-ink-faint">no chance yet</span>
  const { bar, gap, height } = sizes[size]
  const width = taken.length * (bar + gap) - gap
  const short = Math.round(height / 3)
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={label}
      className="max-w-full"
    >
      {taken.map((hit, index) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: a chance has no name but its place
          key={index}
          x={index * (bar + gap)}
          y={hit ? 0 : height - short}
          width={bar}
          height={hit ? height : short}
          rx={bar / 3.5}
          fill={hit ? "var(--accent)" : "var(--bad)"}
        />
      ))}
    </svg>
  )
}
