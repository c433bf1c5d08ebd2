import { z } from "zod"
import { candidateSchema, resolveSearch } from "../queries/search.ts"
import { publicProcedure, router } from "../trpc.ts"

export const searchRouter = router({
  resolve: publicProcedure
    .input(z.object({ words: z.string().max(200) }))
    .output(z.array(candidateSchema))
    .query(({ ctx, input }) => resolveSearch(ctx, input.words)),
})
