import { z } from "zod"
import { type ReasonName, reasonBits } from "../reasons.ts"
import { nodeStateSchema } from "./nodeApi.ts"

/** `GET /v1/nodes/:id/obligations` (docs/protocol/nodeApi.md). One node's own view of another one, or of itself. */

const hex = z.string().regex(/^[0-9a-f]*$/)
const whole = z.number().int().nonnegative()

export const reasonSchema = z.enum(Object.keys(reasonBits) as [ReasonName, ...ReasonName[]])

export const obligationTestSchema = z.object({
  name: reasonSchema.exclude(["ipChange"]),
  /** `unknown`: the node that answers cannot tell now. `untested`: nothing tests it yet, or there was no chance to. */
  state: z.enum(["pass", "fail", "unknown", "untested"]),
  /** Unix ms; absent when it is not known. */
  sinceMs: whole.optional(),
  /** The chain's own tests: chances recorded, at most 8, and how many were missed. */
  chances: whole.optional(),
  missed: whole.optional(),
})

export const judgeVoteSchema = z.object({ judge: hex, reasons: z.array(reasonSchema) })

export const obligationVoteSchema = judgeVoteSchema.extend({ kind: z.string(), quorumHeight: whole })

export const verdictSchema = z.object({
  /** decommission, recommission, deregister, ipChange; equivocation: by evidence, without judges. */
  kind: z.string(),
  height: whole,
  timestampMs: whole,
  quorumHeight: whole,
  /** What every judge saw fail, and what any of them did. */
  reasonsAll: z.array(reasonSchema),
  reasonsAny: z.array(reasonSchema),
  votes: z.array(judgeVoteSchema),
})

export const obligationsSchema = z.object({
  nodeId: hex,
  registryId: whole,
  state: nodeStateSchema,
  /** The newest final block of the node that answers. */
  height: whole,
  timestampMs: whole,
  /** True when a node was asked about itself: what it cannot test by itself others know. */
  isOwn: z.boolean(),
  /** Empty for a node that has left. */
  tests: z.array(obligationTestSchema),
  /** Judges' votes that wait for a block, oldest quorum first. */
  votes: z.array(obligationVoteSchema),
  /** Recent quorums that test the node, oldest first. Their judges vote from `votesFromHeight` on. */
  quorums: z.array(z.object({ quorumHeight: whole, votesFromHeight: whole, judges: z.array(hex) })),
  /** Absent for a node that has left. `height`: when judges are to look at it next, as far as it is drawn already. */
  nextTest: z
    .object({ height: whole.optional(), averageEveryBlocks: z.number(), averageEveryMs: whole })
    .optional(),
  /** Negative once it is used up. Absent for a node that has left. */
  credit: z
    .object({
      blocks: z.number().int(),
      ms: z.number().int(),
      capBlocks: whole,
      leastToBeSetAsideBlocks: whole,
    })
    .optional(),
  outlook: z.object({
    /** What judges who saw it fail would do now. */
    whenFailing: z.enum(["decommission", "deregister", "nothing"]),
    /** From now until it may be deregistered at the earliest, if it stopped now. Absent for a node that has left. */
    deregisterableInBlocks: whole.optional(),
    deregisterableInMs: whole.optional(),
    sentence: z.string(),
  }),
  /** What judges, or evidence, did to it, newest first; at most 20. */
  verdicts: z.array(verdictSchema),
})

export type ObligationTestJson = z.infer<typeof obligationTestSchema>
export type VerdictJson = z.infer<typeof verdictSchema>
export type ObligationsJson = z.infer<typeof obligationsSchema>
