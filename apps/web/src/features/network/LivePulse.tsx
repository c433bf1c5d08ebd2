"use client"

import { useQueryClient } from "@tanstack/react-query"
import { useSubscription } from "@trpc/tanstack-react-query"
import { useRef } from "react"
import { useTrpc } from "../../trpc/client.ts"

/**
 * The tab's one stream. When the server says that something newer is there, what the page shows is asked for again;
 * data on screen stays until the answer is in.
 */
export function LivePulse() {
  const trpc = useTrpc()
  const queryClient = useQueryClient()
  const hadOne = useRef(false)
  useSubscription(
    trpc.live.pulse.subscriptionOptions(undefined, {
      onData: (pulse) => {
        const shown = queryClient.getQueryData(trpc.network.sync.queryKey())
        const head = shown?.sources.find(({ source }) => source === "appchain")?.height
        // The first message usually tells what the server has just rendered.
        const stale = hadOne.current || head !== pulse.headHeight
        hadOne.current = true
        if (stale) void queryClient.invalidateQueries()
      },
    }),
  )
  return null
}
