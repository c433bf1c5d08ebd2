import { z } from "zod"

/** The node's HTTP answers (docs/protocol/nodeApi.md). Amounts are decimal strings of atomic units. */

const hex = z.string().regex(/^[0-9a-f]*$/)
const hex0x = z.string().regex(/^0x[0-9a-f]*$/)
const amount = z.string().regex(/^\d+$/)
const whole = z.number().int().nonnegative()

export const statusSchema = z.object({
  nodeId: hex,
  version: z.string(),
  networkId: hex,
  height: whole,
  finalizedHeight: whole,
  view: whole,
  epoch: whole,
  l2: z.object({ number: whole, hash: hex0x }),
  peers: whole,
  syncing: z.boolean(),
})

export const certificateSchema = z.object({
  kind: z.enum(["notarize", "nullify", "finalize"]),
  epoch: whole,
  view: whole,
  /** Node ids of the signers, in validator-set order. */
  signers: z.array(hex),
  /** SSZ bits, least significant first, one per validator. */
  bitmap: hex,
  validatorCount: whole,
  signature: hex,
})

export const contributorSchema = z.object({ staker: hex0x, beneficiary: hex0x, amountAtomic: amount })

export const l2EventSchema = z.object({
  kind: z.enum([
    "nodeRegistered",
    "exitRequested",
    "nodeExited",
    "nodeLiquidated",
    "stakingRequirementSet",
    "rewardRateSet",
  ]),
  l2Height: whole,
  logIndex: whole,
  registryId: whole.optional(),
  nodeId: hex.optional(),
  operator: hex0x.optional(),
  feeBps: whole.optional(),
  contributors: z.array(contributorSchema).optional(),
  /** Who paid the stake: the operator, or a contract such as a pool. */
  payer: hex0x.optional(),
  amountAtomic: amount.optional(),
})

export const blockSchema = z.object({
  height: whole,
  hash: hex,
  networkId: hex,
  epoch: whole,
  view: whole,
  parentHash: hex,
  proposerIndex: whole,
  /** Absent for genesis. */
  proposerNodeId: hex.optional(),
  timestampMs: whole,
  l2: z.object({ number: whole, hash: hex0x }),
  operationsRoot: hex,
  stateRoot: hex,
  randaoReveal: hex,
  sizeBytes: whole,
  operations: z.object({
    l2Events: z.array(l2EventSchema),
    /** `reasons`: a bit for each test that any judge saw fail (`reasons.ts`); `reasonsAll`: that all of them did. */
    stateChanges: z.array(
      z.object({
        kind: z.string(),
        nodeId: hex,
        quorumHeight: whole,
        reasons: whole,
        reasonsAll: whole,
        /** `judge`: node id; absent when the node that answers did not see the quorum. */
        votes: z.array(z.object({ judgeIndex: whole, judge: hex.optional(), reasons: whole })),
      }),
    ),
    equivocations: z.array(z.object({ nodeId: hex })),
    /** The snapshot whose signers the block makes known. */
    signedSnapshots: z.array(z.object({ height: whole, signerCount: whole })),
  }),
  /** Absent for genesis. */
  certificate: certificateSchema.optional(),
  /** Reward issued by this block, atomic units with three more decimals (thousandths). */
  issuedMilli: amount,
})

export const nodeStateSchema = z.enum([
  "active",
  "decommissioned",
  "exiting",
  "exited",
  "deregistered",
  "refused",
])

export const nodeSchema = z.object({
  nodeId: hex,
  registryId: whole,
  state: nodeStateSchema,
  operator: hex0x,
  blsPublicKey: hex,
  x25519PublicKey: hex,
  feeBps: whole,
  stakeAtomic: amount,
  contributors: z.array(contributorSchema),
  registeredHeight: whole,
  /** Height since which it is active; rewards start after the earning delay. */
  activeSinceHeight: whole.optional(),
  earningFromHeight: whole.optional(),
  exitRequestedHeight: whole.optional(),
  /** Height at which a requested exit becomes possible. */
  exitHeight: whole.optional(),
  /** Why the chain refused the registration. */
  refusedReason: z.string().optional(),
  creditBlocks: whole,
  /** Decimal; absent while the node is in no swarm. */
  swarmId: amount.optional(),
  contact: z.object({ host: z.string(), peerPort: whole, storagePort: whole }).optional(),
  participation: z.object({
    /** Newest last: true = signed the certificate the next block carries. */
    votes: z.array(z.boolean()),
    /** Newest last: true = proposed in a view it led. */
    proposals: z.array(z.boolean()),
    /** Newest last: true = signed the snapshot. */
    snapshots: z.array(z.boolean()),
  }),
  isValidator: z.boolean(),
})

export const nodesSchema = z.object({ height: whole, nodes: z.array(nodeSchema) })

export const exitLeafSchema = z.object({
  registryId: whole,
  kind: z.enum(["exit", "deregistered", "refused"]),
  eligibleAtS: whole,
  unlockAtS: whole,
})

export const snapshotSchema = z.object({
  height: whole,
  l2Number: whole,
  timestampS: whole,
  blockHash: hex,
  stateRoot: hex,
  rewardsRoot: hex0x,
  exitsRoot: hex0x,
  /** The 32 bytes the nodes sign. */
  message: hex0x,
  /** Node ids of the signers, in node-id order. */
  signers: z.array(hex),
  bitmap: hex,
  nodeCount: whole,
  /** Compressed G2; empty while fewer than a quorum have signed. */
  signature: hex,
  /** The L2 transaction with which the contract accepted it. */
  submittedTx: hex0x.optional(),
  rewards: z.array(z.object({ account: hex0x, lifetimeAmountAtomic: amount })),
  exits: z.array(exitLeafSchema),
})

export const accountSchema = z.object({
  address: hex0x,
  /** Whole atomic units earned up to the newest final block. */
  lifetimeAmountAtomic: amount,
  /** Present once a snapshot that the contract accepted holds the account. */
  claim: z
    .object({
      snapshotHeight: whole,
      lifetimeAmountAtomic: amount,
      claimedAtomic: amount,
      proof: z.array(hex0x),
    })
    .optional(),
})

export const exitSchema = z.object({ leaf: exitLeafSchema, proof: z.array(hex0x), snapshotHeight: whole })

export const errorSchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    meta: z.record(z.string(), z.unknown()).optional(),
  }),
})

export type StatusJson = z.infer<typeof statusSchema>
export type BlockJson = z.infer<typeof blockSchema>
export type CertificateJson = z.infer<typeof certificateSchema>
export type NodeJson = z.infer<typeof nodeSchema>
export type NodesJson = z.infer<typeof nodesSchema>
export type SnapshotJson = z.infer<typeof snapshotSchema>
export type AccountJson = z.infer<typeof accountSchema>
export type ExitJson = z.infer<typeof exitSchema>
