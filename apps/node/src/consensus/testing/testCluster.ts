import { createBlsScheme } from "@sextant/consensus/blsScheme"
import { epochOf } from "@sextant/consensus/validatorSet"
import { generateSecretKey, secretKeyToPublicKey, sign } from "@sextant/crypto/bls"
import { bytesEqual } from "@sextant/shared/bytes"
import { height, l2Height, unixMs } from "@sextant/shared/units"
import { type Block, EMPTY_BODY } from "@sextant/wire/block"
import { blockHash as hashOf, operationsRoot } from "@sextant/wire/blockCodec"
import type { NodeId } from "@sextant/wire/l2Event"
import type { Certificate } from "@sextant/wire/vote"
import type { Db, Logger, Metrics } from "../../ports.ts"
import { createCandidateStore } from "../candidateStore.ts"
import type { BuildRequest, ConsensusRunnerDeps, FinalBlocks, MessageKind } from "../consensusDeps.ts"
import { type ConsensusRunner, createConsensusRunner } from "../createConsensusRunner.ts"
import { createVoteLog } from "../voteLog.ts"
import type { ManualClock } from "./manualClock.ts"
import { createMemoryDb } from "./memoryDb.ts"

export const settings = { blockIntervalMs: 2_000, delayMs: 500, epochLengthBlocks: 4 }
export const START_MS = 1_000_000
const ZERO = new Uint8Array(32)
const domain = { chainId: 31_337, registry: `0x${"11".repeat(20)}`, networkId: ZERO.slice().fill(5) } as const
const scheme = createBlsScheme(domain)

export type TestNode = {
  readonly id: NodeId
  readonly db: Db
  readonly chain: Block[]
  finalization: Certificate | undefined
  runner: ConsensusRunner | undefined
  readonly reports: string[]
  /** Replaces deps of the next start. */
  overrides: Partial<ConsensusRunnerDeps>
  /** False: what was handed over never left. */
  beforeSend: (() => boolean) | undefined
}

export type TestCluster = {
  readonly nodes: readonly TestNode[]
  readonly start: (node: TestNode) => Promise<void>
  readonly stop: (node: TestNode) => Promise<void>
  readonly sent: { readonly from: NodeId; readonly kind: MessageKind; readonly bytes: Uint8Array }[]
}

/** Runners over real keys, codecs and stores, a toy chain, and a network that loses nothing. */
export function createTestCluster(
  clock: ManualClock,
  validatorCount: number,
  followerCount = 0,
): TestCluster {
  const secretKeys = Array.from({ length: validatorCount + followerCount }, (_, index) =>
    generateSecretKey(new Uint8Array(32).fill(index + 1)),
  )
  const publicKeys = secretKeys.slice(0, validatorCount).map(secretKeyToPublicKey)
  const nodes = secretKeys.map((_, index): TestNode => newNode(index))
  const sent: { from: NodeId; kind: MessageKind; bytes: Uint8Array }[] = []
  const others = (node: TestNode, limit: number) =>
    nodes.slice(0, limit).filter((other) => other !== node && other.runner !== undefined)

  function depsOf(node: TestNode, index: number): ConsensusRunnerDeps {
    const deliver = (to: TestNode, kind: MessageKind, bytes: Uint8Array) =>
      clock.schedule(1, () => receive(to, { from: node.id, kind, bytes }))
    return {
      settings,
      domain,
      scheme,
      clock,
      logger: silentLogger,
      metrics: silentMetrics,
      voteLog: createVoteLog(node.db),
      candidates: createCandidateStore(node.db),
      signBls: (message) => sign(secretKeys[index] as Uint8Array, message),
      sendToValidators({ indices }, kind, bytes) {
        if (indices?.length === 0 || node.beforeSend?.() === false) return
        sent.push({ from: node.id, kind, bytes })
        for (const to of others(node, validatorCount))
          if (indices === undefined || indices.includes(nodes.indexOf(to))) deliver(to, kind, bytes)
      },
      sendTo(to, kind, bytes) {
        const target = nodes.find((other) => other.id === to)
        if (target !== undefined) deliver(target, kind, bytes)
      },
      broadcastProposal(bytes) {
        sent.push({ from: node.id, kind: "proposal", bytes })
        for (const to of others(node, nodes.length)) deliver(to, "proposal", bytes)
      },
      broadcastCertificate(bytes) {
        for (const to of others(node, nodes.length)) deliver(to, "certificate", bytes)
      },
      certificatesOf: (epoch) => certificatesIn(node, epoch),
      isValidator: (id) => nodes.slice(0, validatorCount).some((other) => other.id === id),
      requestBlock: async (blockHash) =>
        others(node, nodes.length)
          .map((other) => other.runner?.blockByHash(blockHash) ?? findFinal(other, blockHash))
          .find((block) => block !== undefined),
      epochContext: () => contextOf(node, { index, publicKeys }),
      buildBlock: async (request) => buildBlock(request),
      validateBlock: async () => "valid",
      importFinal: async (final) => importFinal(node, final),
      catchUp: () => copyChain(node, others(node, nodes.length)),
      onEquivocation: () => node.reports.push("equivocation"),
      onMisbehaviour: ({ misdeed }) => node.reports.push(misdeed),
      onFatal: (cause) => node.reports.push(`fatal ${String(cause)}`),
      ...node.overrides,
    }
  }

  return {
    nodes,
    sent,
    async start(node) {
      node.runner = createConsensusRunner(depsOf(node, nodes.indexOf(node)))
      await node.runner.start()
    },
    async stop(node) {
      const { runner } = node
      node.runner = undefined
      await runner?.stop()
    },
  }
}

export function buildBlock(request: BuildRequest): Block {
  const header = {
    networkId: domain.networkId,
    height: height(request.parent.height + 1),
    view: request.view,
    parentHash: request.parent.blockHash,
    proposerIndex: request.proposerIndex,
    timestampMs: unixMs(request.timestampMs),
    l2: { number: l2Height(0), hash: ZERO },
    operationsRoot: operationsRoot(EMPTY_BODY),
    stateRoot: ZERO,
    randaoReveal: new Uint8Array(96),
    parentCertificate: request.parentCertificate,
  }
  return { header, body: EMPTY_BODY }
}

function receive(
  node: TestNode,
  message: { readonly from: NodeId; readonly kind: MessageKind; readonly bytes: Uint8Array },
): void {
  const { from, kind, bytes } = message
  if (kind === "vote") node.runner?.onVote(from, bytes)
  else if (kind === "certificate") node.runner?.onCertificate(from, bytes)
  else node.runner?.onProposal(from, bytes)
}

function newNode(index: number): TestNode {
  const id = String(index).repeat(64).slice(0, 64) as NodeId
  return {
    id,
    db: createMemoryDb(),
    chain: [],
    finalization: undefined,
    runner: undefined,
    reports: [],
    overrides: {},
    beforeSend: undefined,
  }
}

function contextOf(
  node: TestNode,
  { index, publicKeys }: { readonly index: number; readonly publicKeys: readonly Uint8Array[] },
) {
  const newest = node.chain.at(-1)
  const blockHash = newest === undefined ? ZERO : hashOf(newest.header)
  const headHeight = newest?.header.height ?? 0
  return {
    epoch: epochOf(headHeight + 1, settings.epochLengthBlocks),
    validators: { publicKeys, leaderOrder: publicKeys.map((_, position) => position) },
    ownIndex: index < publicKeys.length ? index : undefined,
    head: {
      blockHash,
      height: headHeight,
      timestampMs: newest?.header.timestampMs ?? START_MS,
      certificate: node.finalization,
    },
    headPublicKeys: publicKeys,
    startedAtMs: startedAtMs(node, headHeight + 1),
  }
}

function startedAtMs({ chain }: TestNode, nextHeight: number): number | undefined {
  const closing = epochOf(nextHeight, settings.epochLengthBlocks) * settings.epochLengthBlocks - 1
  return closing < 1 ? START_MS : chain[closing - 1]?.header.timestampMs
}

function importFinal(node: TestNode, { blocks, finalization }: FinalBlocks): void {
  for (const { block } of blocks) {
    if (block.header.height !== node.chain.length + 1) throw new RangeError("a block does not follow")
    node.chain.push(block)
  }
  node.finalization = finalization
}

function certificatesIn({ chain, finalization }: TestNode, epoch: number): readonly Certificate[] {
  const carried = chain.map(({ header }) => header.parentCertificate)
  return [...carried, finalization].filter((one) => one?.epoch === epoch) as Certificate[]
}

function copyChain(node: TestNode, peers: readonly TestNode[]): void {
  const peer = peers.find((other) => other.chain.length > node.chain.length)
  if (peer === undefined) return
  node.chain.push(...peer.chain.slice(node.chain.length))
  node.finalization = peer.finalization
  node.runner?.onHeadMoved()
}

function findFinal({ chain }: TestNode, blockHash: Uint8Array): Block | undefined {
  return chain.find((block) => bytesEqual(hashOf(block.header), blockHash))
}

const silentLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silentLogger,
}
const silentMetrics: Metrics = {
  count: () => {},
  gauge: () => {},
  observe: () => {},
  text: async () => "",
}
