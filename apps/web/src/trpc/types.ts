import type { inferRouterOutputs } from "@trpc/server"
import type { AppRouter } from "../server/root.ts"

export type Outputs = inferRouterOutputs<AppRouter>
