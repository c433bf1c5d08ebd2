import { z } from "zod"
import { exitProofSchema, getClaimQuote, getExitProof, quoteSchema } from "../queries/claim.ts"
import { addressInput, nodeIdInput } from "../shapes.ts"
import { publicProcedure, router } from "../trpc.ts"

export const claimRouter = router({
  quote: publicProcedure
    .input(z.object({ address: addressInput }))
    .output(quoteSchema)
    .query(({ ctx, input }) => getClaimQuote(ctx, input.address)),
  exitProof: publicProcedure
    .input(z.object({ nodeId: nodeIdInput }))
    .output(exitProofSchema)
    .query(({ ctx, input }) => getExitProof(ctx, input.nodeId)),
})
