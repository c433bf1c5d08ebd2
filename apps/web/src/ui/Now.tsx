"use client"

import { createContext, type ReactNode, useContext, useSyncExternalStore } from "react"
import { clock } from "./clock.ts"

const ServerNow = createContext(0)

/** Gives the first paint the server's clock, so that the browser's first render says the same. */
export function NowProvider({ serverNowMs, children }: { serverNowMs: number; children: ReactNode }) {
  return <ServerNow value={serverNowMs}>{children}</ServerNow>
}

/** The time, moving once per second. */
export function useNowMs(): number {
  const serverNowMs = useContext(ServerNow)
  return useSyncExternalStore(clock.subscribe, clock.nowMs, () => serverNowMs)
}
