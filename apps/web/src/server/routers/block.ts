import { z } from "zod"
import { blockDetailSchema, blockListSchema, getBlock, listBlocks } from "../queries/block.ts"
import { heightInput, limitInput } from "../shapes.ts"
import { publicProcedure, router } from "../trpc.ts"

export const blockRouter = router({
  list: publicProcedure
    .input(z.object({ cursor: heightInput.optional(), limit: limitInput }).prefault({}))
    .output(blockListSchema)
    .query(({ ctx, input }) => listBlocks(ctx, input)),
  get: publicProcedure
    .input(z.object({ height: heightInput }))
    .output(blockDetailSchema)
    .query(({ ctx, input }) => getBlock(ctx, input.height)),
})
