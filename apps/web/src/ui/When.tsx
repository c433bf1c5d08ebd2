"use client"

import { formatInstant, formatRelative } from "../format/time.ts"
import { useNowMs } from "./Now.tsx"

/** An instant: how long ago, with the exact time in UTC behind it; or the exact time when `exact` is set. */
export function When({ atMs, exact = false }: { atMs: number; exact?: boolean }) {
  const nowMs = useNowMs()
  const instant = formatInstant(atMs)
  return (
    <time
      dateTime={new Date(atMs).toISOString()}
      title={instant}
      className={exact ? "" : "whitespace-nowrap"}
    >
      {exact ? instant : formatRelative(atMs, nowMs)}
    </time>
  )
}
