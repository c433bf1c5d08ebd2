import "server-only"
import { accountRouter } from "./routers/account.ts"
import { blockRouter } from "./routers/block.ts"
import { claimRouter } from "./routers/claim.ts"
import { liveRouter } from "./routers/live.ts"
import { networkRouter } from "./routers/network.ts"
import { nodeRouter } from "./routers/node.ts"
import { searchRouter } from "./routers/search.ts"
import { snapshotRouter } from "./routers/snapshot.ts"
import { router } from "./trpc.ts"

export const appRouter = router({
  network: networkRouter,
  node: nodeRouter,
  block: blockRouter,
  snapshot: snapshotRouter,
  account: accountRouter,
  claim: claimRouter,
  search: searchRouter,
  live: liveRouter,
})

export type AppRouter = typeof appRouter
