import { QueryClient } from "@tanstack/react-query"

/** Data stays fresh until the live stream says otherwise; the interval is for a tab whose stream cannot open. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 20_000, refetchInterval: 30_000, refetchOnWindowFocus: true, retry: 2 },
    },
  })
}
