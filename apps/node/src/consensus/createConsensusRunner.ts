import { createCore } from "@sextant/consensus/createCore"
import { leaderOf } from "@sextant/consensus/validatorSet"
import { bytesToHex } from "@sextant/shared/bytes"
import type { Block } from "@sextant/wire/block"
import { decodeBlock } from "@sextant/wire/blockCodec"
import type { NodeId } from "@sextant/wire/l2Event"
import type { GossipVerdict, Startable } from "../ports.ts"
import { checkVoteLog, checkVoteNetwork } from "./checkVoteLog.ts"
import type { ConsensusRunnerDeps } from "./consensusDeps.ts"
import { readEpoch } from "./readEpoch.ts"
import { receiveCertificate, receiveProposal, receiveVote } from "./receive.ts"
import { runInputs } from "./runInputs.ts"
import type { Message, RunnerState } from "./runnerState.ts"

export type ConsensusStatus = {
  readonly epoch: number
  readonly view: number
  /** Newest final height. */
  readonly height: number
  readonly blockHash: Uint8Array
  readonly validatorIndex: number | undefined
  readonly validatorCount: number
  readonly leaderIndex: number
  readonly voting: boolean
}

/** Consensus, seen by the rest of the node. `from` is the authenticated peer. Before `start` and after `stop` nothing is taken in. */
export type ConsensusRunner = Startable & {
  readonly onVote: (from: NodeId, bytes: Uint8Array) => void
  readonly onCertificate: (from: NodeId, bytes: Uint8Array) => GossipVerdict
  readonly onProposal: (from: NodeId, bytes: Uint8Array) => GossipVerdict
  /**
   * The node has caught up with its peers: its log is held against the chain, and unless it lacks something the node votes
   * from now on. Fails the runner with voteLog/behind-chain otherwise. Later calls do nothing.
   */
  readonly beginVoting: () => void
  /** While false the node follows but says nothing. Starts as true. */
  readonly setVoting: (voting: boolean) => void
  /** Block sync has imported final blocks: the runner reads `epochContext` again. */
  readonly onHeadMoved: () => void
  /** Undefined before the first epoch was read. */
  readonly status: () => ConsensusStatus | undefined
  /** A block of this epoch that is not final yet, for peers that ask. */
  readonly blockByHash: (blockHash: Uint8Array) => Block | undefined
}

/** Performs what the core decides: clock, disk, network and chain are its deps. docs/protocol/consensus.md. */
export function createConsensusRunner(deps: ConsensusRunnerDeps): ConsensusRunner {
  const { runner, idle } = createState(deps)
  let hasBegun = false
  return {
    async start() {
      checkVoteNetwork(runner)
      if (deps.settings.startsSilent === true) runner.feed({ kind: "votingSet", voting: false })
      await readEpoch(runner)
      await idle()
    },
    async stop() {
      stopRunner(runner)
      await idle()
      await runner.importing
    },
    onVote: (from, bytes) => receiveVote(runner, from, bytes),
    onCertificate: (from, bytes) => receiveCertificate(runner, from, bytes),
    onProposal: (from, bytes) => receiveProposal(runner, from, bytes),
    beginVoting() {
      if (hasBegun) return
      hasBegun = true
      runner.importing = runner.importing
        .then(() => idle())
        .then(() => {
          if (runner.stopping.signal.aborted) return
          checkVoteLog(runner)
          runner.feed({ kind: "votingSet", voting: !runner.halted })
        })
        .catch(runner.fail)
    },
    setVoting: (voting) => runner.feed({ kind: "votingSet", voting: voting && !runner.halted }),
    onHeadMoved() {
      runner.importing = runner.importing.then(() => readEpoch(runner)).catch(runner.fail)
    },
    status: () => statusOf(runner),
    blockByHash: (blockHash) => findBlock(runner, blockHash),
  }
}

function createState(deps: ConsensusRunnerDeps): { runner: RunnerState; idle: () => Promise<void> } {
  const { settings, scheme } = deps
  let running = Promise.resolve()
  const feed = (message: Message, place: "first" | "last" = "last") => {
    if (runner.stopping.signal.aborted) return
    if (place === "first") runner.queue.unshift(message)
    else runner.queue.push(message)
    if (runner.busy) return
    runner.busy = true
    running = runInputs(runner)
  }
  const runner: RunnerState = {
    deps,
    logger: deps.logger.child({ room: "consensus" }),
    stopping: new AbortController(),
    core: createCore({ scheme, ...settings }),
    announcedEpoch: undefined,
    busy: false,
    queue: [],
    timers: new Map(),
    asking: new Set(),
    seenProposals: new Set(),
    suspects: new Map(),
    importing: Promise.resolve(),
    halted: false,
    feed,
    fail(cause) {
      if (runner.stopping.signal.aborted) return
      runner.logger.error({ err: cause }, "consensus stops")
      stopRunner(runner)
      deps.onFatal(cause)
    },
  }
  return { runner, idle: () => running }
}

function stopRunner({ stopping, timers, queue }: RunnerState): void {
  stopping.abort()
  for (const cancel of timers.values()) cancel()
  timers.clear()
  queue.length = 0
}

function statusOf({ core }: RunnerState): ConsensusStatus | undefined {
  const { instance, voting } = core
  if (instance === undefined) return undefined
  const { epoch, view, head, ownIndex, validators } = instance
  return {
    epoch,
    view,
    height: head.height,
    blockHash: head.blockHash,
    validatorIndex: ownIndex,
    validatorCount: validators.publicKeys.length,
    leaderIndex: leaderOf(validators, view),
    voting: voting && ownIndex !== undefined,
  }
}

function findBlock({ core, deps }: RunnerState, blockHash: Uint8Array): Block | undefined {
  const { instance } = core
  if (instance === undefined) return undefined
  const held = instance.blocks.get(bytesToHex(blockHash))
  if (held !== undefined) return held.block
  const stored = deps.candidates.readBlock(instance.epoch, blockHash)
  return stored === undefined ? undefined : decodeBlock(stored)
}
