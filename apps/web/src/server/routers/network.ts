import { getOverview, overviewSchema } from "../queries/network.ts"
import { getSync, syncSchema } from "../queries/sync.ts"
import { publicProcedure, router } from "../trpc.ts"

export const networkRouter = router({
  overview: publicProcedure.output(overviewSchema).query(({ ctx }) => getOverview(ctx)),
  sync: publicProcedure.output(syncSchema).query(({ ctx }) => getSync(ctx)),
})
