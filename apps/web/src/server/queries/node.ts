import type { Contributor, ExitLeaf, Node, NodeExit, Registration } from "@sextant/prisma/generated/client"
import { bytesTo0x, bytesToHex, hexToBytes } from "@sextant/shared/bytes"
import type { Context } from "../context.ts"
import { WebError } from "../errors.ts"
import { type ChainFacts, earningStates, getChainFacts, nodeRewardPerDay } from "./chain.ts"
import { listNodeEvents } from "./nodeEvents.ts"
import type { NodeDetail, NodeSummary } from "./nodeShapes.ts"

export type NodeRow = Node & { readonly contributors: readonly Contributor[] }
export type RegistrationRow = Registration & { readonly contributors: readonly unknown[] }

/** Everything the index knows about one registration, from both chains. */
export type NodeSources = {
  readonly node: NodeRow | undefined
  readonly registration: RegistrationRow | undefined
  readonly exitLeaf: ExitLeaf | undefined
  readonly left: NodeExit | undefined
}

const orNull = (value: bigint | null | undefined) =>
  value === null || value === undefined ? null : Number(value)

/**
 * Joins what the two chains say about each registration.
 *
 * @returns One summary per id that either chain knows, in the order of `registryIds`.
 */
export async function readNodes(
  context: Context,
  registryIds: readonly bigint[],
  facts: ChainFacts,
): Promise<NodeSummary[]> {
  const where = { registryId: { in: [...registryIds] } }
  const { prisma } = context.db
  const [nodes, registrations, leaves, exits] = await Promise.all([
    prisma.node.findMany({ where, include: { contributors: { orderBy: { position: "asc" } } } }),
    prisma.registration.findMany({ where, include: { contributors: { select: { position: true } } } }),
    prisma.exitLeaf.findMany({ where }),
    prisma.nodeExit.findMany({ where }),
  ])
  const nodeOf = new Map(nodes.map((row) => [row.registryId, row]))
  const registrationOf = new Map(registrations.map((row) => [row.registryId, row]))
  const leafOf = new Map(leaves.map((row) => [row.registryId, row]))
  const exitOf = new Map(exits.map((row) => [row.registryId, row]))
  return registryIds.flatMap((id) => {
    const sources = {
      node: nodeOf.get(id),
      registration: registrationOf.get(id),
      exitLeaf: leafOf.get(id),
      left: exitOf.get(id),
    }
    const summary = summarize(sources, facts)
    return summary === undefined ? [] : [summary]
  })
}

function summarize(sources: NodeSources, facts: ChainFacts): NodeSummary | undefined {
  const { node, registration, exitLeaf, left } = sources
  const base = node ?? registration
  if (base === undefined) return undefined
  const earns =
    node !== undefined && left === undefined && isEarning(node, facts) ? nodeRewardPerDay(facts) : null
  return {
    registryId: Number(base.registryId),
    nodeId: bytesToHex(base.nodeId),
    state: left === undefined || node?.state === "deregistered" ? (node?.state ?? "joining") : "exited",
    operator: bytesTo0x(base.operator),
    feeBps: base.feeBps,
    stakeAtomic: base.stakeAtomic.toString(),
    contributorCount: base.contributors.length,
    swarmId: node?.swarmId?.toFixed(0) ?? null,
    creditBlocks: node?.creditBlocks ?? null,
    registeredHeight: orNull(node?.registeredHeight),
    registeredAtMs: registration?.at.getTime() ?? null,
    activeSinceHeight: orNull(node?.activeSinceHeight),
    earningFromHeight: orNull(node?.earningFromHeight),
    exitRequestedHeight: orNull(node?.exitRequestedHeight),
    exitHeight: orNull(node?.exitHeight),
    refusedReason: node?.refusedReason ?? null,
    isValidator: node?.isValidator ?? false,
    votes: node?.votes ?? [],
    proposals: node?.proposals ?? [],
    snapshots: node?.snapshots ?? [],
    earnsPerDayAtomic: earns?.toString() ?? null,
    exitLeaf: toExitLeaf(exitLeaf),
    left: toLeft(left),
  }
}

function isEarning(node: NodeRow, { headHeight }: ChainFacts): boolean {
  if (!earningStates.some((state) => state === node.state)) return false
  return (
    headHeight !== null && node.earningFromHeight !== null && node.earningFromHeight <= BigInt(headHeight)
  )
}

function toExitLeaf(leaf: ExitLeaf | undefined): NodeSummary["exitLeaf"] {
  if (leaf === undefined) return null
  return {
    kind: leaf.kind,
    eligibleAtMs: leaf.eligibleAt.getTime(),
    unlockAtMs: leaf.unlockAt.getTime(),
    snapshotHeight: Number(leaf.snapshotHeight),
  }
}

function toLeft(left: NodeExit | undefined): NodeSummary["left"] {
  if (left === undefined) return null
  return {
    kind: left.kind,
    atMs: left.at.getTime(),
    unlockAtMs: left.unlockAt.getTime(),
    returnedAtomic: left.returnedAtomic.toString(),
    txHash: bytesTo0x(left.txHash),
    l2Number: Number(left.blockNumber),
  }
}

/**
 * The newest registration under a node id.
 *
 * @param nodeId - 64 lower-case hex digits.
 * @throws WebError `node/unknown`.
 */
export async function getNode(context: Context, nodeId: string): Promise<NodeDetail> {
  const { prisma } = context.db
  const key = hexToBytes(nodeId) as Uint8Array<ArrayBuffer>
  const newest = { where: { nodeId: key }, orderBy: { registryId: "desc" as const } }
  const [node, registration] = await Promise.all([
    prisma.node.findFirst({ ...newest, include: { contributors: { orderBy: { position: "asc" } } } }),
    prisma.registration.findFirst({ ...newest, include: { contributors: { orderBy: { position: "asc" } } } }),
  ])
  const base = newer(node, registration)
  if (base === undefined) throw new WebError("node/unknown", { meta: { nodeId } })
  const facts = await getChainFacts(context)
  const [[summary], events] = await Promise.all([
    readNodes(context, [base.registryId], facts),
    listNodeEvents(context, { registryId: base.registryId, nodeId: key }),
  ])
  if (summary === undefined) throw new WebError("node/unknown", { meta: { nodeId } })
  const current = node?.registryId === base.registryId ? node : undefined
  return {
    ...summary,
    blsPublicKey: bytesToHex(base.blsPublicKey),
    x25519PublicKey: current === undefined ? null : bytesToHex(current.x25519PublicKey),
    host: current?.host ?? null,
    peerPort: current?.peerPort ?? null,
    storagePort: current?.storagePort ?? null,
    contributors: base.contributors.map((row) => ({
      staker: bytesTo0x(row.staker),
      beneficiary: bytesTo0x(row.beneficiary),
      amountAtomic: row.amountAtomic.toString(),
    })),
    registrationTx: registration?.registryId === base.registryId ? bytesTo0x(registration.txHash) : null,
    events,
    headHeight: facts.headHeight,
    blockIntervalMs: facts.blockIntervalMs,
  }
}

function newer<TNode extends { registryId: bigint }, TRegistration extends { registryId: bigint }>(
  node: TNode | null,
  registration: TRegistration | null,
): TNode | TRegistration | undefined {
  if (node === null) return registration ?? undefined
  if (registration === null) return node
  return registration.registryId > node.registryId ? registration : node
}
