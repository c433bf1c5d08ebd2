import { UNKNOWN } from "./amount.ts"

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/**
 * A span in its two largest units: `4 s`, `2 min 5 s`, `3 h 20 min`, `12 d 4 h`. Rounded down; under a second is `0 s`.
 *
 * @param spanMs - Milliseconds; a negative span is read as 0.
 */
export function formatDuration(spanMs: number | null | undefined): string {
  if (spanMs === null || spanMs === undefined) return UNKNOWN
  const span = Math.max(0, spanMs)
  if (span < MINUTE_MS) return `${Math.floor(span / SECOND_MS)}\u202fs`
  if (span < HOUR_MS) return pair([span, MINUTE_MS, "min"], [SECOND_MS, "s"])
  if (span < DAY_MS) return pair([span, HOUR_MS, "h"], [MINUTE_MS, "min"])
  return pair([span, DAY_MS, "d"], [HOUR_MS, "h"])
}

function pair(
  [span, largeMs, large]: readonly [number, number, string],
  [smallMs, small]: readonly [number, string],
): string {
  const count = Math.floor(span / largeMs)
  const rest = Math.floor((span % largeMs) / smallMs)
  return rest === 0 ? `${count}\u202f${large}` : `${count}\u202f${large} ${rest}\u202f${small}`
}

/** `3 s ago`, `in 2 min 5 s`, `now`. */
export function formatRelative(atMs: number, nowMs: number): string {
  const span = nowMs - atMs
  if (Math.abs(span) < SECOND_MS) return "now"
  return span > 0 ? `${formatDuration(span)} ago` : `in ${formatDuration(-span)}`
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

/** The instant in UTC, the same on every machine: `20 Nov 2026, 11:24:05 UTC`. */
export function formatInstant(atMs: number): string {
  const at = new Date(atMs)
  return `${formatDay(atMs)}, ${at.toISOString().slice(11, 19)} UTC`
}

/** `20 Nov 2026`, in UTC. */
export function formatDay(atMs: number): string {
  const at = new Date(atMs)
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`
}
