/** The mark: a sextant's limb with its graduation, the index arm, and the star it is set on. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} fill="none" aria-hidden="true" className="shrink-0">
      <g stroke="currentColor" strokeLinecap="round" strokeWidth={2}>
        <path d="M16 6.5 5 24.4M16 6.5 27 24.4" strokeOpacity={0.9} />
        <path d="M5 24.4a21 21 0 0 0 22 0" />
        <path d="M9.7 23.6l.6-1.5M13.8 24.9l.3-1.6M18.2 24.9l-.3-1.6M22.3 23.6l-.6-1.5" strokeWidth={1.3} />
      </g>
      <path d="M16 6.5 20.6 28.6" stroke="var(--accent)" strokeWidth={2.2} strokeLinecap="round" />
      <circle cx={16} cy={6} r={3} fill="var(--accent)" />
    </svg>
  )
}
