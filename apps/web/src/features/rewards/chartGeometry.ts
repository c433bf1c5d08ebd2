export type ChartPoint = { readonly atMs: number; readonly value: number }
export type ChartSize = { readonly width: number; readonly height: number }

const TOP = 14
const BOTTOM = 10

/**
 * Turns points into SVG paths. Time runs left to right; the smallest value stands just above the base, the largest just
 * below the top. A single point, or points of one instant or one value, give a level line.
 *
 * @param points - At least one, in rising time.
 */
export function chartGeometry(points: readonly ChartPoint[], { width, height }: ChartSize) {
  const values = points.map(({ value }) => value)
  const low = Math.min(...values)
  const high = Math.max(...values)
  const startMs = points[0]?.atMs ?? 0
  const spanMs = (points.at(-1)?.atMs ?? 0) - startMs
  const x = (atMs: number) => round(spanMs === 0 ? width - 6 : ((atMs - startMs) / spanMs) * (width - 6))
  const y = (value: number) =>
    round(
      high === low ? height / 2 : height - BOTTOM - ((value - low) / (high - low)) * (height - TOP - BOTTOM),
    )
  const placed = points.map(({ atMs, value }) => [x(atMs), y(value)] as const)
  const level = placed.length === 1 || spanMs === 0 ? [[0, placed[0]?.[1] ?? 0] as const, ...placed] : placed
  const line = level.map(([px, py], index) => `${index === 0 ? "M" : "L"}${px} ${py}`).join("")
  const end = level.at(-1) ?? ([0, 0] as const)
  return { line, area: `${line}L${end[0]} ${height}L0 ${height}Z`, end }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
