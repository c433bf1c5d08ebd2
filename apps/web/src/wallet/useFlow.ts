"use client"

import { useQueryClient } from "@tanstack/react-query"
import { useReducer } from "react"
import { useConfig } from "wagmi"
import { useTrpc } from "../trpc/client.ts"
import { advance, type Flow, type Hash, idle, isBusy } from "./flow.ts"
import { type ContractCall, runFlow } from "./runFlow.ts"

export type FlowControl = {
  readonly flow: Flow
  /** Starts on a click and only on a click; ignored while a transaction is under way. */
  readonly start: (account: Hash, prepare: () => Promise<ContractCall>) => void
  readonly dismiss: () => void
}

/** One transaction at a time, driven by the person and never by an effect. */
export function useFlow(): FlowControl {
  const [flow, dispatch] = useReducer(advance, idle)
  const config = useConfig()
  const trpc = useTrpc()
  const queryClient = useQueryClient()
  const start: FlowControl["start"] = (account, prepare) => {
    if (isBusy(flow)) return
    const deps = {
      config,
      account,
      dispatch,
      nowMs: Date.now,
      sleepMs: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
      indexedL2Number: async () => {
        const sync = await queryClient.fetchQuery({ ...trpc.network.sync.queryOptions(), staleTime: 0 })
        return sync.sources.find(({ source }) => source === "evm")?.height ?? null
      },
    }
    void runFlow(deps, prepare).then(() => queryClient.invalidateQueries())
  }
  return { flow, start, dismiss: () => dispatch({ kind: "dismissed" }) }
}
