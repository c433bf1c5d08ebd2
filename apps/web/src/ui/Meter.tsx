/** How much of a whole is used; the text beside it says the same. */
export function Meter({
  share,
  label,
  tone = "accent",
}: {
  share: number
  label: string
  tone?: "accent" | "warn"
}) {
  const percent = Math.max(0, Math.min(100, share * 100))
  return (
    <svg
      viewBox="0 0 100 4"
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
      className="h-1.5 w-full overflow-hidden rounded-full"
    >
      <rect width={100} height={4} fill="var(--line)" />
      <rect width={percent} height={4} fill={tone === "warn" ? "var(--warn)" : "var(--accent)"} />
    </svg>
  )
}
