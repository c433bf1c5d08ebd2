import { height, l2Height } from "@sextant/shared/units"
import type { ChainState, ExitRecord, NodeRecord } from "@sextant/state-transition/types"
import { type Block, EMPTY_BODY, type Equivocation } from "@sextant/wire/block"
import type { L2Event, NodeId, RegistryId } from "@sextant/wire/l2Event"
import { networkIdOf } from "@sextant/wire/messages"
import type { Snapshot } from "@sextant/wire/snapshot"
import type { VoteKind, VoteStatement } from "@sextant/wire/vote"
import { describe, expect, it } from "vitest"
import { addNode } from "../addNode.ts"
import { genesisOf, startBlock } from "../genesisOf.ts"
import type { L2Block, L2Chain } from "../l2/l2Chain.ts"
import type { FinalRecord } from "../scenario.ts"
import { createSimContext } from "../simContext.ts"
import type { SimView } from "./invariant.ts"
import { l2EventsExactlyOnce } from "./l2EventsExactlyOnce.ts"
import { moneyConserved } from "./moneyConserved.ts"
import { nobodyPunishedUnjustly } from "./nobodyPunishedUnjustly.ts"
import { snapshotsTrue } from "./snapshotsTrue.ts"
import { stakesConserved } from "./stakesConserved.ts"
import { votesConsistent } from "./votesConsistent.ts"

const { chain, genesis } = await startedChain()
const nothingSaid = new Map<NodeId, readonly VoteStatement[]>()
const viewOf = (records: readonly FinalRecord[], l2: L2Chain = chain): SimView => ({
  records,
  l2,
  statements: nothingSaid,
  conduct: { isHonest: () => true, lastExcuseMs: () => Number.NEGATIVE_INFINITY },
  memoryBlocks: 22,
})
const recordOf = (state: ChainState, block?: Block): FinalRecord => ({
  height: block === undefined ? 0 : block.header.height,
  hash: "00",
  block,
  state,
})

describe("moneyConserved", () => {
  const paid = (issuedMilli: bigint, carryMilli: bigint, amountMilli: bigint): ChainState => ({
    ...genesis,
    rewards: { ...genesis.rewards, issuedMilli, carryMilli },
    ledger: { accounts: ["0x01"], amountsMilli: [amountMilli] },
  })

  it("holds while paid and carry make up what was issued", () => {
    expect(
      moneyConserved.check(viewOf([recordOf(paid(10n, 3n, 7n)), recordOf(paid(20n, 1n, 19n))])),
    ).toBeUndefined()
  })

  it("sees a thousandth too much, and rewards that fall", () => {
    expect(moneyConserved.check(viewOf([recordOf(paid(10n, 3n, 8n))]))).toContain("is not issued")
    expect(
      moneyConserved.check(viewOf([recordOf(paid(10n, 0n, 10n)), recordOf(paid(10n, 5n, 5n))])),
    ).toContain("have fallen")
  })
})

describe("stakesConserved", () => {
  const [first] = genesis.nodes

  it("holds at genesis", () => {
    expect(stakesConserved.check(viewOf([recordOf(genesis)]))).toBeUndefined()
  })

  it("sees a stake that is nowhere, twice there, or of another size", () => {
    const lost = { ...genesis, nodes: genesis.nodes.slice(1) }
    expect(stakesConserved.check(viewOf([recordOf(lost)]))).toContain("stands nowhere")
    const exit = { registryId: first?.registryId } as ExitRecord
    expect(stakesConserved.check(viewOf([recordOf({ ...genesis, exits: [exit] })]))).toContain("has left")
    const shrunk = genesis.nodes.map((node) => ({ ...node, contributors: [] }))
    expect(stakesConserved.check(viewOf([recordOf({ ...genesis, nodes: shrunk })]))).toContain(
      "not what was paid in",
    )
    const stranger = { registryId: 99 as RegistryId } as ExitRecord
    expect(stakesConserved.check(viewOf([recordOf({ ...genesis, exits: [stranger] })]))).toContain(
      "holds no stake",
    )
  })
})

describe("l2EventsExactlyOnce", () => {
  const event: L2Event = {
    kind: "exitRequested",
    registryId: 1 as RegistryId,
    l2Height: l2Height(genesis.latestHeader.l2.number + 1),
    logIndex: 0,
  }
  const tip: L2Block = {
    ...chain.tip(),
    number: event.l2Height,
    parent: startBlock(chain.tip()),
    events: [event],
  }
  const l2 = { ...chain, tip: () => tip }
  const carrying = (l2Events: readonly L2Event[], hash = tip.hash) =>
    viewOf(
      [
        recordOf(genesis),
        recordOf(genesis, {
          header: { ...genesis.latestHeader, height: height(1), l2: { number: tip.number, hash } },
          body: { ...EMPTY_BODY, l2Events },
        }),
      ],
      l2,
    )

  it("holds when a block carries its range", () => {
    expect(l2EventsExactlyOnce.check(carrying([event]))).toBeUndefined()
  })

  it("sees an event that is missing, doubled or changed, and a block of another branch", () => {
    expect(l2EventsExactlyOnce.check(carrying([]))).toContain("carries 0 L2 events")
    expect(l2EventsExactlyOnce.check(carrying([event, event]))).toContain("carries 2")
    expect(l2EventsExactlyOnce.check(carrying([{ ...event, registryId: 2 as RegistryId }]))).toContain(
      "not the 1",
    )
    expect(l2EventsExactlyOnce.check(carrying([event], new Uint8Array(32)))).toContain(
      "not on the L2's chain",
    )
  })
})

describe("snapshotsTrue", () => {
  it("sees a snapshot that the chain never made", () => {
    const zeros = new Uint8Array(32)
    const snapshot: Snapshot = {
      height: height(0),
      l2Number: l2Height(1),
      timestampS: 1,
      blockHash: zeros,
      stateRoot: zeros,
      rewardsRoot: zeros,
      exitsRoot: zeros,
    }
    const taking = (at: number) => {
      const tip = chain.tip()
      const state = { ...tip.state, snapshots: [{ ...snapshot, height: height(at) }] }
      return { ...chain, tip: () => ({ ...tip, state }) }
    }
    expect(snapshotsTrue.check(viewOf([recordOf(genesis)]))).toBeUndefined()
    expect(snapshotsTrue.check(viewOf([recordOf(genesis)], taking(0)))).toContain("differs")
    expect(snapshotsTrue.check(viewOf([recordOf(genesis)], taking(5)))).toContain("not final")
  })
})

describe("votesConsistent", () => {
  const say = (kind: VoteKind, view: number, byte: number): VoteStatement => ({
    kind,
    epoch: 0,
    view,
    blockHash: new Uint8Array(32).fill(byte),
  })
  const check = (...said: VoteStatement[]) =>
    votesConsistent.check({ ...viewOf([]), statements: new Map([["aa" as NodeId, said]]) })

  it("lets a node notarize, then give up, and vote again in the next view", () => {
    expect(
      check(say("notarize", 1, 1), say("nullify", 1, 0), say("notarize", 2, 2), say("finalize", 2, 2)),
    ).toBe(undefined)
  })

  it("sees two blocks in one view, and a view given up and finalized", () => {
    expect(check(say("notarize", 1, 1), say("notarize", 1, 2))).toContain("notarize for two blocks")
    expect(check(say("finalize", 1, 1), say("finalize", 1, 2))).toContain("finalize for two blocks")
    expect(check(say("nullify", 1, 0), say("finalize", 1, 2))).toContain("nullify and finalize")
  })
})

describe("nobodyPunishedUnjustly", () => {
  const [first, ...others] = genesis.nodes as [NodeRecord, ...NodeRecord[]]
  const header = { ...genesis.latestHeader, height: height(1) }
  const aside = { ...genesis, nodes: [{ ...first, status: "decommissioned" as const }, ...others] }
  const block: Block = { header, body: EMPTY_BODY }
  const judged = (state: ChainState, conduct: Partial<SimView["conduct"]> = {}, body = block.body) => {
    const view = viewOf([recordOf(genesis), recordOf(state, { ...block, body })])
    return nobodyPunishedUnjustly.check({ ...view, conduct: { ...view.conduct, ...conduct } })
  }

  it("sees a node set aside or deregistered that did all its duties", () => {
    expect(judged(genesis)).toBeUndefined()
    expect(judged(aside)).toContain("is decommissioned, which did all")
    const exit = { nodeId: first.nodeId, kind: "deregistered" } as ExitRecord
    expect(judged({ ...genesis, nodes: others, exits: [exit] })).toContain("is deregistered, which did all")
  })

  it("lets be punished who was away, and who is no honest node", () => {
    expect(judged(aside, { lastExcuseMs: () => genesis.latestHeader.timestampMs })).toBeUndefined()
    expect(judged(aside, { lastExcuseMs: () => genesis.latestHeader.timestampMs - 1 })).toBeDefined()
    expect(judged(aside, { isHonest: () => false })).toBeUndefined()
  })

  it("sees an honest node convicted, away or not", () => {
    const equivocations = [{ nodeId: first.nodeId, first: { view: 3 } } as Equivocation]
    const convicting = { ...EMPTY_BODY, equivocations }
    const away = { lastExcuseMs: () => Number.POSITIVE_INFINITY }
    expect(judged(genesis, away, convicting)).toContain("convicted over view 3")
    expect(judged(genesis, { isHonest: () => false }, convicting)).toBeUndefined()
  })
})

async function startedChain() {
  const context = createSimContext({ nodeCount: 4, seed: "invariants" })
  const { world, preset, domain } = context
  world.chain.send({ kind: "deploy", requirementAtomic: preset.stakingRequirementAtomic })
  await world.clock.advanceMs(1_000)
  for (let at = 0; at < 4; at++) addNode(context)
  await world.clock.advanceMs(1_000)
  world.chain.send({ kind: "start" })
  await world.clock.advanceMs(1_000)
  const start = startBlock(world.chain.tip())
  if (start === undefined) throw new Error("not started")
  const rules = { preset, domain: { ...domain, networkId: networkIdOf(domain, start.hash) } }
  return { chain: world.chain, genesis: genesisOf(rules, world.chain.tip()) }
}
