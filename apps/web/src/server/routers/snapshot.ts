import { z } from "zod"
import { getSnapshot, listSnapshots, snapshotDetailSchema, snapshotListSchema } from "../queries/snapshot.ts"
import { heightInput, limitInput } from "../shapes.ts"
import { publicProcedure, router } from "../trpc.ts"

export const snapshotRouter = router({
  list: publicProcedure
    .input(z.object({ cursor: heightInput.optional(), limit: limitInput }).prefault({}))
    .output(snapshotListSchema)
    .query(({ ctx, input }) => listSnapshots(ctx, input)),
  get: publicProcedure
    .input(z.object({ height: heightInput }))
    .output(snapshotDetailSchema)
    .query(({ ctx, input }) => getSnapshot(ctx, input.height)),
})
