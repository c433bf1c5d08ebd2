import { createBlsScheme } from "@sextant/consensus/blsScheme"
import { sign } from "@sextant/crypto/bls"
import type { Preset } from "@sextant/shared/params"
import type { ChainState, Rules } from "@sextant/state-transition/types"
import { buildBlock, type OfferedOperations } from "./chain/buildBlock.ts"
import { type AppliedBlock, createChainStore } from "./chain/chainStore.ts"
import { type Chain, createChain } from "./chain/createChain.ts"
import { createEquivocationPool, type EquivocationPool } from "./chain/createEquivocationPool.ts"
import { createSync, type Sync } from "./chain/createSync.ts"
import { certificatesOf, epochContext } from "./chain/epochContext.ts"
import { importFinal } from "./chain/importFinal.ts"
import { snapshotStateRows } from "./chain/snapshotStates.ts"
import { validateBlock } from "./chain/validateBlock.ts"
import { isRemembered, validatorsAt } from "./chain/validatorsAt.ts"
import { createCandidateStore } from "./consensus/candidateStore.ts"
import { type ConsensusRunner, createConsensusRunner } from "./consensus/createConsensusRunner.ts"
import { createVoteLog } from "./consensus/voteLog.ts"
import { verdictRows } from "./deregistration/verdictRows.ts"
import { protocolName, topicName } from "./networkNames.ts"
import type { NodeSettings } from "./nodeSettings.ts"
import type { DbWrite, Ports, Startable } from "./ports.ts"
import { createSnapshots, type Snapshots } from "./snapshots/createSnapshots.ts"
import { snapshotRows } from "./snapshots/snapshotRows.ts"
import { createSnapshotStore, type SnapshotStore } from "./snapshots/snapshotStore.ts"
import { type Obligations, wireObligations } from "./wireObligations.ts"

/** The rooms that live once the network has started. */
export type ChainRooms = {
  readonly chain: Chain
  readonly sync: Sync
  readonly consensus: ConsensusRunner
  readonly snapshots: Snapshots
  readonly snapshotStore: SnapshotStore
  readonly obligations: Obligations
  readonly equivocations: EquivocationPool
  /** In the order of their start. */
  readonly parts: readonly Startable[]
}

/** Wires the rooms that need the chain. The store must hold a head. */
export function wireChain(
  ports: Ports,
  settings: NodeSettings,
  life: { readonly rules: Rules; readonly onFatal: (cause: unknown) => void },
): ChainRooms {
  const { preset, domain } = life.rules
  const { nodeId } = ports.network
  const signBls = (message: Uint8Array) => sign(settings.keys.blsSecretKey, message)
  const chain = createChain({
    ...ports,
    store: createChainStore(ports.db),
    rules: life.rules,
    signBls,
    nodeId,
    companionsOf: (block) => companionsOf(preset, block),
  })
  const snapshotStore = createSnapshotStore(ports.db)
  const snapshots = createSnapshots({ ...ports, store: snapshotStore, preset, domain, nodeId, signBls })
  const sync = createSync({
    ...ports,
    chain,
    pendingBlock: (blockHash) => consensus.blockByHash(blockHash),
    onHeadMoved: () => consensus.onHeadMoved(),
    onCaughtUp: () => consensus.beginVoting(),
  })
  const equivocations = createEquivocationPool({ ...ports, chain })
  const obligations = wireObligations(ports, settings, { chain, isSyncing: sync.isSyncing })
  const offered = (parent: ChainState) => ({
    stateChanges: obligations.votes.pending(),
    equivocations: equivocations.pending(),
    signedSnapshots: snapshots.offered(parent),
  })
  const consensus = wireConsensus(ports, {
    chain,
    sync,
    offered,
    equivocations,
    signBls,
    onFatal: life.onFatal,
  })
  chain.onFinal(({ state }) => snapshots.onFinal(state))
  ports.network.onPeersChanged(() => ports.metrics.gauge("peers", ports.network.peers().length))
  return {
    chain,
    sync,
    consensus,
    snapshots,
    snapshotStore,
    obligations,
    equivocations,
    parts: [
      ...obligations.parts,
      snapshots,
      equivocations,
      wireMessages(ports, { chain, consensus }),
      consensus,
      sync,
    ],
  }
}

/** What other rooms keep of a final block, in the same write. */
export function companionsOf(preset: Preset, { block, state }: AppliedBlock): readonly DbWrite[] {
  return [
    ...snapshotRows(preset, state),
    ...snapshotStateRows(preset, state),
    ...verdictRows({ block, state }),
  ]
}

type ConsensusParts = {
  readonly chain: Chain
  readonly sync: Sync
  readonly equivocations: EquivocationPool
  /** What waits for a block on this parent. */
  readonly offered: (parent: ChainState) => OfferedOperations
  readonly signBls: (message: Uint8Array) => Uint8Array
  readonly onFatal: (cause: unknown) => void
}

function wireConsensus(ports: Ports, parts: ConsensusParts): ConsensusRunner {
  const { chain, sync, equivocations, offered, signBls, onFatal } = parts
  const { preset, domain } = chain.deps.rules
  const { network, logger } = ports
  const topic = (name: string) => topicName(domain.networkId, name)
  const protocol = (name: string) => protocolName(domain.networkId, name)
  const publish = (name: string, bytes: Uint8Array) =>
    void network.publish(topic(name), bytes).catch((error) => {
      logger.warn({ topic: name, error: String(error) }, "could not publish")
    })
  return createConsensusRunner({
    ...ports,
    settings: {
      blockIntervalMs: preset.blockIntervalMs,
      delayMs: preset.consensusDelayMs,
      startsSilent: !isAlone(chain),
      epochLengthBlocks: preset.epochLengthBlocks,
    },
    domain,
    scheme: createBlsScheme(domain),
    voteLog: createVoteLog(ports.db),
    candidates: createCandidateStore(ports.db),
    signBls,
    sendToValidators({ epoch, indices }, kind, bytes) {
      for (const to of validatorsAt(chain, epoch, indices))
        if (to !== network.nodeId) network.send(to, protocol(kind), bytes)
    },
    sendTo: (to, kind, bytes) => void network.send(to, protocol(kind), bytes),
    broadcastProposal: (bytes) => publish("proposal", bytes),
    broadcastCertificate: (bytes) => publish("certificate", bytes),
    isValidator: (nodeId) => isRemembered(chain, nodeId),
    requestBlock: sync.fetchBlock,
    epochContext: () => epochContext(chain),
    certificatesOf: (epoch) => certificatesOf(chain, epoch),
    buildBlock: (request) => buildBlock(chain, request, offered),
    validateBlock: (request) => validateBlock(chain, request),
    importFinal: (final) => importFinal(chain, final),
    catchUp: ({ from }) => sync.catchUp(from),
    onEquivocation: equivocations.found,
    onMisbehaviour({ misdeed, from }) {
      ports.metrics.count(`misdeeds_${misdeed}_total`)
      if (from !== undefined) network.penalize(from, misdeed === "unreadable" ? "garbage" : "forgery")
    },
    onFatal,
  })
}

/** With nobody else to ask nothing can be older than what others know. */
function isAlone(chain: Chain): boolean {
  const { members, ownIndex } = epochContext(chain)
  return members.length === 1 && ownIndex === 0
}

/** Brings what peers send to consensus. */
function wireMessages(
  { network }: Ports,
  { chain, consensus }: { readonly chain: Chain; readonly consensus: ConsensusRunner },
): Startable {
  const { networkId } = chain.deps.rules.domain
  const { onVote, onCertificate, onProposal } = consensus
  return {
    async start() {
      await network.onMessage(protocolName(networkId, "vote"), onVote, { bodyBytesMax: 4_096 })
      await network.onMessage(
        protocolName(networkId, "certificate"),
        (from, body) => void onCertificate(from, body),
        { bodyBytesMax: 32 * 1024 },
      )
      await network.onMessage(
        protocolName(networkId, "proposal"),
        (from, body) => void onProposal(from, body),
        { ratePerS: 10, burst: 100 },
      )
      network.subscribe(topicName(networkId, "proposal"), async (from, body) => onProposal(from, body))
      network.subscribe(topicName(networkId, "certificate"), async (from, body) => onCertificate(from, body))
    },
    stop: async () => undefined,
  }
}
