import { z } from "zod"
import { accountSchema, claimListSchema, getAccount, listClaims } from "../queries/account.ts"
import { getLiveRewards, liveSchema } from "../queries/claim.ts"
import { addressInput, limitInput } from "../shapes.ts"
import { publicProcedure, router } from "../trpc.ts"

export const accountRouter = router({
  get: publicProcedure
    .input(z.object({ address: addressInput }))
    .output(accountSchema)
    .query(({ ctx, input }) => getAccount(ctx, input.address)),
  live: publicProcedure
    .input(z.object({ address: addressInput }))
    .output(liveSchema)
    .query(({ ctx, input }) => getLiveRewards(ctx, input.address)),
  claims: publicProcedure
    .input(
      z.object({
        address: addressInput,
        cursor: z
          .string()
          .regex(/^\d{1,15}:\d{1,9}$/)
          .optional(),
        limit: limitInput,
      }),
    )
    .output(claimListSchema)
    .query(({ ctx, input }) => listClaims(ctx, input)),
})
