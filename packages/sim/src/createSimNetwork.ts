import { createChainStore } from "@sextant/node/chain/chainStore"
import { bytesToHex } from "@sextant/shared/bytes"
import { amountAtomic, SESH_ATOMIC } from "@sextant/shared/units"
import { epochOf } from "@sextant/state-transition/epoch"
import type { ChainState } from "@sextant/state-transition/types"
import { addNode } from "./addNode.ts"
import { createL2Controls } from "./l2Controls.ts"
import { formatLogLine } from "./memoryLogger.ts"
import { violation } from "./observer.ts"
import { beginRun, createProcessControls } from "./processControls.ts"
import { createProgressControls } from "./progressControls.ts"
import type { SimNetwork } from "./scenario.ts"
import { createSimContext, isRunning, nodeAt, type SimContext, type SimSettings } from "./simContext.ts"
import { readVoteLog } from "./startRun.ts"
import type { Trace } from "./trace.ts"

/** One simulation, from the deployment of the contracts on. */
export type Sim = {
  readonly network: SimNetwork
  /** Deploys, registers, starts the network and all nodes. */
  readonly boot: () => Promise<void>
  /** The last look. @throws SimError sim/violation. */
  readonly finish: () => void
  /** The newest facts, for the report of a failure. */
  readonly evidence: () => readonly string[]
  readonly trace: Trace
  readonly simulatedMs: () => number
  readonly steps: () => number
}

const REWARD_PER_DAY = 16_500n * SESH_ATOMIC
const BOOT_MS_MAX = 180_000

/** The same seed and settings give the same run, to the last byte on the wire. */
export function createSimNetwork(settings: SimSettings): Sim {
  const context = createSimContext(settings)
  const startMs = context.world.clock.nowMs()
  return {
    network: networkOf(context),
    boot: () => boot(context),
    finish: () => finish(context),
    evidence: () => evidenceOf(context),
    trace: context.trace,
    simulatedMs: () => context.world.clock.nowMs() - startMs,
    steps: context.world.clock.steps,
  }
}

async function boot(context: SimContext): Promise<void> {
  const { preset, random, settings, world } = context
  const { chain, clock } = world
  chain.send({ kind: "deploy", requirementAtomic: preset.stakingRequirementAtomic })
  await clock.advanceMs(1_000)
  const nodes = Array.from({ length: settings.nodeCount }, () => addNode(context))
  chain.send({ kind: "releaseRewards", atomicPerDay: amountAtomic(REWARD_PER_DAY) })
  await clock.advanceMs(2_000)
  // Some operators start their node before the network has started, some after it.
  const early = nodes.filter(() => random.chance(0.5))
  const started = early.map((node) => beginRun(context, node))
  await clock.advanceMs(random.int(0, 3_000))
  chain.send({ kind: "start" })
  await clock.advanceMs(2_000)
  started.push(...nodes.filter((node) => !early.includes(node)).map((node) => beginRun(context, node)))
  await clock.finish(Promise.all(started), BOOT_MS_MAX)
}

function networkOf(context: SimContext): SimNetwork {
  const { hub, clock, chain } = context.world
  const { observer, nodes } = context
  const note = (what: string) => context.trace.add(clock.nowMs(), what)
  const idOf = (at: number) => nodeAt(context, at).keys.nodeId
  return {
    ...createProcessControls(context),
    ...createProgressControls(context),
    ...createL2Controls(context),
    preset: context.preset,
    random: context.random,
    l2: chain,
    nowMs: clock.nowMs,
    advanceMs: clock.advanceMs,
    advanceUntil: clock.advanceUntil,
    expect(holds, sentence) {
      if (!holds) throw violation(sentence)
    },
    partition(groups) {
      note(`partition ${groups.map((group) => group.join(" ")).join(" | ")}`)
      hub.faults.partition(groups.map((group) => group.map(idOf)))
    },
    heal() {
      note("heal")
      hub.faults.heal()
    },
    slowLink: (left, right, factor) => hub.faults.slow(idOf(left), idOf(right), factor),
    setLinks: hub.faults.setBehaviour,
    nodeCount: () => nodes.length,
    isRunning: (at) => isRunning(nodeAt(context, at)),
    nodeId: idOf,
    finalHeight: (at) => observer.finalHeight(idOf(at)),
    finalHeightMax: () => Math.max(0, observer.records().length - 1),
    records: observer.records,
    states: () => statesOf(context),
    finalBlocks: (at) => finalBlocksOf(context, at),
    voteLog: (at) => readVoteLog(nodeAt(context, at), epochNow(context)),
    sentVotes: (at) => observer.sentVotes.of(idOf(at)),
  }
}

/** What every node's disk says now, and every promise about it once more. */
function finish(context: SimContext): void {
  context.observer.check()
  for (const node of context.nodes) {
    const at = context.nodes.indexOf(node)
    for (const [height, hash] of finalBlocksOf(context, at)) {
      const record = context.observer.records()[height]
      if (record !== undefined && record.hash !== hash)
        throw violation(`${node.name} has another block at height ${height} than the network`)
    }
    if (node.misdeed !== undefined) continue
    const fatal = node.logBook.lines().find((line) => line.level === "error")
    if (fatal !== undefined) throw violation(`${node.name} logged an error: ${formatLogLine(fatal)}`)
  }
  for (const { name, keys, misdeed } of context.nodes)
    if (misdeed === undefined && context.world.hub.stats.rejectedFrom.has(keys.nodeId))
      throw violation(`honest nodes have rejected messages of ${name}, which is honest`)
}

function finalBlocksOf(context: SimContext, at: number): ReadonlyMap<number, string> {
  const store = createChainStore(nodeAt(context, at).disk.durable)
  const head = store.head()?.height ?? -1
  const hashes = Array.from({ length: head + 1 }, (_, height): [number, string] => [
    height,
    bytesToHex(store.block(height)?.blockHash ?? new Uint8Array()),
  ])
  return new Map(hashes)
}

function statesOf(context: SimContext): readonly ChainState[] {
  return context.nodes.filter(isRunning).flatMap((node) => {
    const store = createChainStore(node.disk.durable)
    const head = store.head()
    const state = head && store.state(head.height)
    return state === undefined ? [] : [state]
  })
}

function epochNow({ observer, preset }: SimContext): number {
  return epochOf(preset, Math.max(0, observer.records().length))
}

function evidenceOf(context: SimContext): readonly string[] {
  const logs = context.nodes.flatMap((node) =>
    node.logBook
      .lines()
      .filter((line) => line.level === "warn" || line.level === "error")
      .slice(-8)
      .map((line) => `${node.name}: ${formatLogLine(line)}`),
  )
  return ["Newest events:", ...context.trace.tail(25), "Warnings of the nodes:", ...logs]
}
