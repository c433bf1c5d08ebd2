import "server-only"
import { dehydrate, HydrationBoundary } from "@tanstack/react-query"
import { TRPCError } from "@trpc/server"
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query"
import { notFound } from "next/navigation"
import { cache, type ReactNode } from "react"
import { createContext } from "../server/context.ts"
import { appRouter } from "../server/root.ts"
import { makeQueryClient } from "./queryClient.ts"

/** One cache per request. */
export const getQueryClient = cache(makeQueryClient)

export const trpc = createTRPCOptionsProxy({
  ctx: createContext,
  router: appRouter,
  queryClient: getQueryClient,
})

/** Hands what the server fetched to the browser, which then needs no request of its own. */
export function Hydrate({ children }: { children: ReactNode }) {
  return <HydrationBoundary state={dehydrate(getQueryClient())}>{children}</HydrationBoundary>
}

/** Waits for a query; what does not exist shows the not-found page, anything else the error page. */
export async function orNotFound<T>(query: Promise<T>): Promise<T> {
  try {
    return await query
  } catch (error) {
    if (error instanceof TRPCError && (error.code === "NOT_FOUND" || error.code === "BAD_REQUEST")) notFound()
    throw error
  }
}
