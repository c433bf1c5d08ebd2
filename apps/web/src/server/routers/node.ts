import { z } from "zod"
import { getNode } from "../queries/node.ts"
import { countNodes, listNodes, nodeListInput } from "../queries/nodeList.ts"
import { nodeDetailSchema, nodeListSchema, nodeStateSchema } from "../queries/nodeShapes.ts"
import { getObligations, obligationsOutput } from "../queries/obligations.ts"
import { nodeIdInput, whole } from "../shapes.ts"
import { publicProcedure, router } from "../trpc.ts"

export const nodeRouter = router({
  list: publicProcedure
    .input(nodeListInput.prefault({}))
    .output(nodeListSchema)
    .query(({ ctx, input }) => listNodes(ctx, input)),
  counts: publicProcedure.output(z.record(nodeStateSchema, whole)).query(({ ctx }) => countNodes(ctx)),
  get: publicProcedure
    .input(z.object({ nodeId: nodeIdInput }))
    .output(nodeDetailSchema)
    .query(({ ctx, input }) => getNode(ctx, input.nodeId)),
  obligations: publicProcedure
    .input(z.object({ nodeId: nodeIdInput }))
    .output(obligationsOutput)
    .query(({ ctx, input }) => getObligations(ctx, input.nodeId)),
})
