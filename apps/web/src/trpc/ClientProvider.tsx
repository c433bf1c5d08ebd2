"use client"

import { QueryClientProvider } from "@tanstack/react-query"
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from "@trpc/client"
import { type ReactNode, useState } from "react"
import type { AppRouter } from "../server/root.ts"
import { TrpcProvider } from "./client.ts"
import { makeQueryClient } from "./queryClient.ts"

const URL_LENGTH_MAX = 2_000

/** Gives every page the query cache and the way to the server. On the server nothing is fetched through it: pages prefetch. */
export function ClientProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient)
  const [trpcClient] = useState(() => {
    const url = "/api/trpc"
    return createTRPCClient<AppRouter>({
      links: [
        splitLink({
          condition: (operation) => operation.type === "subscription",
          true: httpSubscriptionLink({ url }),
          false: httpBatchLink({ url, maxURLLength: URL_LENGTH_MAX }),
        }),
      ],
    })
  })
  return (
    <QueryClientProvider client={queryClient}>
      <TrpcProvider trpcClient={trpcClient} queryClient={queryClient}>
        {children}
      </TrpcProvider>
    </QueryClientProvider>
  )
}
