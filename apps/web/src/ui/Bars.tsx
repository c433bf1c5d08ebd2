/** A row of chances, oldest first: tall and filled when taken, short when missed. */
export function Bars({ taken, label }: { taken: readonly boolean[]; label: string }) {
  if (taken.length === 0) return <span className="text-ink-faint">no chance yet</span>
  const width = taken.length * 7 - 2
  return (
    <svg viewBox={`0 0 ${width} 18`} width={width} height={18} role="img" aria-label={label} className="max-w-full">
      {taken.map((hit, index) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: a chance has no name but its place
          key={index}
          x={index * 7}
          y={hit ? 1 : 11}
          width={5}
          height={hit ? 16 : 6}
          rx={1.5}
          fill={hit ? "var(--accent)" : "var(--bad)"}
        />
      ))}
    </svg>
  )
}
