"use client"

import { useQueryClient } from "@tanstack/react-query"
import { useEffect, useReducer, useRef } from "react"
import { useConfig } from "wagmi"
import { useTrpc } from "../trpc/client.ts"
import { advance, type Flow, type FlowEvent, type Hash, idle, isBusy } from "./flow.ts"
import { keepPendingHash, readPendingHash } from "./pendingHash.ts"
import { type ContractCall, type FlowDeps, resumeFlow, runFlow } from "./runFlow.ts"

export type FlowControl = {
  readonly flow: Flow
  /** Starts on a click and only on a click; ignored while a transaction is under way. */
  readonly start: (prepare: () => Promise<ContractCall>) => void
  readonly dismiss: () => void
}

/**
 * One transaction at a time, started by the person and never by an effect. One that was sent before the page was loaded
 * again is followed to its end.
 */
export function useFlow(account: Hash, purpose: string): FlowControl {
  const [flow, dispatch] = useReducer(advance, idle)
  const config = useConfig()
  const trpc = useTrpc()
  const queryClient = useQueryClient()
  const place = { chainId: config.chains[0].id, account, purpose }

  const depsOf = (): FlowDeps => ({
    config,
    account,
    dispatch: (event: FlowEvent) => {
      keepPendingHash(window.sessionStorage, place, event)
      dispatch(event)
    },
    nowMs: Date.now,
    sleepMs: (ms) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
    indexedL2Number: async () => {
      const sync = await queryClient.fetchQuery({ ...trpc.network.sync.queryOptions(), staleTime: 0 })
      return sync.sources.find(({ source }) => source === "evm")?.height ?? null
    },
  })
  const refresh = () => queryClient.invalidateQueries()

  const lookedBack = useRef(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the part appears
  useEffect(() => {
    if (lookedBack.current) return
    lookedBack.current = true
    const hash = readPendingHash(window.sessionStorage, place)
    if (hash !== undefined) void resumeFlow(depsOf(), hash).then(refresh)
  }, [])

  return {
    flow,
    start(prepare) {
      if (!isBusy(flow)) void runFlow(depsOf(), prepare).then(refresh)
    },
    dismiss: () => dispatch({ kind: "dismissed" }),
  }
}
