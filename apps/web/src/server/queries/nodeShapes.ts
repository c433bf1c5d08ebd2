import { z } from "zod"
import { decimal, hex, hex0x, unixMs, whole } from "../shapes.ts"

/** `joining`: registered on the L2, not yet in a final block of the appchain. */
export const nodeStates = [
  "active",
  "decommissioned",
  "exiting",
  "joining",
  "deregistered",
  "refused",
  "exited",
] as const
export const nodeStateSchema = z.enum(nodeStates)
export type NodeStateName = z.infer<typeof nodeStateSchema>

export const exitKindSchema = z.enum(["exit", "deregistered", "refused", "withoutSnapshot"])

export const nodeSummarySchema = z.object({
  registryId: whole,
  nodeId: hex,
  state: nodeStateSchema,
  operator: hex0x,
  feeBps: whole,
  stakeAtomic: decimal,
  contributorCount: whole,
  /** Decimal; null while in no swarm. */
  swarmId: decimal.nullable(),
  creditBlocks: whole.nullable(),
  registeredHeight: whole.nullable(),
  registeredAtMs: unixMs.nullable(),
  activeSinceHeight: whole.nullable(),
  earningFromHeight: whole.nullable(),
  exitRequestedHeight: whole.nullable(),
  exitHeight: whole.nullable(),
  refusedReason: z.string().nullable(),
  isValidator: z.boolean(),
  /** Newest last: true = took part. */
  votes: z.array(z.boolean()),
  proposals: z.array(z.boolean()),
  snapshots: z.array(z.boolean()),
  /** Its part of the current reward rate; null while it earns nothing or the rate is unknown. */
  earnsPerDayAtomic: decimal.nullable(),
  /** What the newest snapshot allows on the L2. */
  exitLeaf: z
    .object({ kind: exitKindSchema, eligibleAtMs: unixMs, unlockAtMs: unixMs, snapshotHeight: whole })
    .nullable(),
  /** How it left on the L2. */
  left: z
    .object({
      kind: exitKindSchema,
      atMs: unixMs,
      unlockAtMs: unixMs,
      returnedAtomic: decimal,
      txHash: hex0x,
      l2Number: whole,
    })
    .nullable(),
})

export const contributorSchema = z.object({ staker: hex0x, beneficiary: hex0x, amountAtomic: decimal })

export const nodeEventSchema = z.object({
  id: z.string(),
  source: z.enum(["evm", "appchain"]),
  height: whole,
  kind: z.string(),
  atMs: unixMs,
  txHash: hex0x.nullable(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** Of the judges' verdicts: masks of what all of them and any of them saw fail, and who they were. */
  verdict: z
    .object({
      reasonsAll: whole,
      reasonsAny: whole,
      votes: z.array(z.object({ judge: hex.nullable(), reasons: whole })),
    })
    .nullable(),
})

export const nodeDetailSchema = nodeSummarySchema.extend({
  blsPublicKey: hex,
  x25519PublicKey: hex.nullable(),
  host: z.string().nullable(),
  peerPort: whole.nullable(),
  storagePort: whole.nullable(),
  contributors: z.array(contributorSchema),
  registrationTx: hex0x.nullable(),
  events: z.array(nodeEventSchema),
  /** Height of the newest final block in the index. */
  headHeight: whole.nullable(),
  blockIntervalMs: whole.nullable(),
})

export const nodeListSchema = z.object({
  nodes: z.array(nodeSummarySchema),
  nextCursor: z.string().nullable(),
  headHeight: whole.nullable(),
  blockIntervalMs: whole.nullable(),
})

export type NodeSummary = z.infer<typeof nodeSummarySchema>
export type NodeDetail = z.infer<typeof nodeDetailSchema>
export type NodeEvent = z.infer<typeof nodeEventSchema>
