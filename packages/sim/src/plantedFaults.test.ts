import type { RunnerState } from "@sextant/node/consensus/runnerState"
import type { VoteLog } from "@sextant/node/consensus/voteLog"
import type { Ports } from "@sextant/node/ports"
import type { SnapshotBody } from "@sextant/node/snapshots/snapshotRow"
import { describe, expect, it, vi } from "vitest"
import { runScenario } from "./runScenario.ts"
import { allScenarios } from "./scenarios/allScenarios.ts"

/** A fault that was put into the product, the story that meets it, and how it shows. */
type Planted = {
  readonly fault: string
  readonly scenario: string
  readonly firstSeed?: number
  readonly shows: RegExp
}

const SEEDS_MAX = 20
const TIMEOUT_MS = 300_000

const faults: readonly Planted[] = [
  {
    fault: "a quorum is one vote too small",
    scenario: "partitionHaltsAndHeals",
    firstSeed: 3,
    shows: /without a quorum|holds .* for final at height/,
  },
  {
    fault: "a view that was given up is finalized",
    scenario: "killedNodeDoesNotVoteTwice",
    shows: /sent a finalize vote .* not in its log|said nullify and finalize/,
  },
  {
    fault: "a vote leaves before it is on disk",
    scenario: "fourNodesAgree",
    shows: /sent a .* vote .* not in its log/,
  },
  {
    fault: "the vote log is not read at the start",
    scenario: "killedNodeDoesNotVoteTwice",
    shows: /voteLog\/contradiction|said .* for two blocks|said nullify and finalize/,
  },
  {
    fault: "a block is not kept before it is voted for",
    scenario: "wholeNetworkKilled",
    firstSeed: 2,
    shows: /liveness|lost/,
  },
  {
    fault: "the last event of the L2 is left out, and nobody looks",
    scenario: "l2Reorg",
    shows: /l2EventsExactlyOnce|stakesConserved/,
  },
  { fault: "validators do not look at the L2", scenario: "lyingProvider", shows: /l2EventsExactlyOnce/ },
  {
    fault: "evidence is not kept",
    scenario: "byzantineThird",
    firstSeed: 2,
    shows: /contradicts itself is not deregistered/,
  },
  {
    fault: "credit does not matter",
    scenario: "nodesJudged",
    shows: /not taken back|had credit|fate was|set aside|not deregistered/,
  },
  {
    fault: "judges expect proofs too soon",
    scenario: "haltPunishesNobody",
    shows: /nobodyPunishedUnjustly|decommission at height/,
  },
  {
    fault: "the rest of a division of rewards is dropped",
    scenario: "fourNodesAgree",
    shows: /moneyConserved/,
  },
  { fault: "a node that leaves leaves no record", scenario: "nodeJoinsAndExits", shows: /stakesConserved/ },
  {
    fault: "a snapshot has the rewards of another height",
    scenario: "fourNodesAgree",
    shows: /snapshotsTrue|took no snapshot|has taken no snapshot/,
  },
]

const planted = vi.hoisted(() => ({ fault: undefined as string | undefined }))

vi.mock("@sextant/wire/quorum", async (original) => {
  const real = await original<{ quorumOf: (count: number) => number }>()
  const less = () => (planted.fault === "a quorum is one vote too small" ? 1 : 0)
  return { ...real, quorumOf: (count: number) => real.quorumOf(count) - less() }
})

vi.mock("@sextant/node/consensus/sendVote", async (original) => {
  const real = await original<typeof import("@sextant/node/consensus/sendVote")>()
  return {
    ...real,
    async storeCertificate(...args: Parameters<typeof real.storeCertificate>) {
      await real.storeCertificate(...args)
      const [runner, { certificate }] = args
      const { kind, epoch, view, blockHash } = certificate
      const given = runner.core.instance?.own.get(view)?.nullify === true
      if (planted.fault === "a view that was given up is finalized" && kind === "notarize" && given)
        real.resendVote(runner, {
          kind: "resendVote",
          statement: { kind: "finalize", epoch, view, blockHash },
          to: undefined,
        })
    },
  }
})

vi.mock("@sextant/node/consensus/voteLog", async (original) => {
  const real = await original<typeof import("@sextant/node/consensus/voteLog")>()
  return {
    ...real,
    createVoteLog(db: Ports["db"]): VoteLog {
      const log = real.createVoteLog(db)
      if (planted.fault !== "a vote leaves before it is on disk") return log
      return {
        ...log,
        append: async (statement) => {
          void log.append(statement)
        },
      }
    },
  }
})

vi.mock("@sextant/node/consensus/readEpoch", async (original) => {
  const real = await original<typeof import("@sextant/node/consensus/readEpoch")>()
  return {
    readEpoch(runner: RunnerState) {
      if (planted.fault !== "the vote log is not read at the start") return real.readEpoch(runner)
      const deps = { ...runner.deps, voteLog: { ...runner.deps.voteLog, read: () => [] } }
      const forgetful = new Proxy(runner, {
        get: (state, key) => (key === "deps" ? deps : Reflect.get(state, key)),
      })
      return real.readEpoch(forgetful)
    },
  }
})

vi.mock("@sextant/node/consensus/candidateStore", async (original) => {
  const real = await original<typeof import("@sextant/node/consensus/candidateStore")>()
  return {
    createCandidateStore(db: Ports["db"]) {
      const store = real.createCandidateStore(db)
      const forgets = planted.fault === "a block is not kept before it is voted for"
      return forgets ? { ...store, putBlock: async () => undefined } : store
    },
  }
})

vi.mock("@sextant/node/chain/chooseL2Range", async (original) => {
  const real = await original<typeof import("@sextant/node/chain/chooseL2Range")>()
  return {
    ...real,
    async chooseL2Range(...args: Parameters<typeof real.chooseL2Range>) {
      const range = await real.chooseL2Range(...args)
      return planted.fault === "the last event of the L2 is left out, and nobody looks"
        ? { ...range, l2Events: range.l2Events.slice(0, -1) }
        : range
    },
  }
})

vi.mock("@sextant/node/chain/checkL2Range", async (original) => {
  const real = await original<typeof import("@sextant/node/chain/checkL2Range")>()
  const blind = ["the last event of the L2 is left out, and nobody looks", "validators do not look at the L2"]
  return {
    checkL2Range: async (...args: Parameters<typeof real.checkL2Range>) =>
      blind.includes(planted.fault ?? "") || real.checkL2Range(...args),
  }
})

vi.mock("@sextant/node/chain/createEquivocationPool", async (original) => {
  const real = await original<typeof import("@sextant/node/chain/createEquivocationPool")>()
  return {
    createEquivocationPool(...args: Parameters<typeof real.createEquivocationPool>) {
      const pool = real.createEquivocationPool(...args)
      return planted.fault === "evidence is not kept" ? { ...pool, pending: () => [] } : pool
    },
  }
})

vi.mock("@sextant/state-transition/verdict", async (original) => {
  const real = await original<typeof import("@sextant/state-transition/verdict")>()
  const harsh = <TVerdict>(verdict: TVerdict) =>
    planted.fault === "credit does not matter" && verdict === "decommission" ? "deregister" : verdict
  return {
    verdictOn: (...args: Parameters<typeof real.verdictOn>) => harsh(real.verdictOn(...args)),
    punishmentOf: (...args: Parameters<typeof real.punishmentOf>) => harsh(real.punishmentOf(...args)),
  }
})

vi.mock("@sextant/node/deregistration/testPeer", async (original) => {
  const real = await original<typeof import("@sextant/node/deregistration/testPeer")>()
  return {
    ...real,
    testPeer(input: Parameters<typeof real.testPeer>[0]) {
      if (planted.fault !== "judges expect proofs too soon") return real.testPeer(input)
      return real.testPeer({ ...input, preset: { ...input.preset, uptimeProofValidityS: 1 } })
    },
  }
})

vi.mock("@sextant/state-transition/rewards", async (original) => {
  const real = await original<typeof import("@sextant/state-transition/rewards")>()
  return {
    payRewards(...args: Parameters<typeof real.payRewards>) {
      const paid = real.payRewards(...args)
      if (planted.fault !== "the rest of a division of rewards is dropped") return paid
      return { ...paid, state: { ...paid.state, rewards: { ...paid.state.rewards, carryMilli: 0n } } }
    },
  }
})

vi.mock("@sextant/state-transition/exits", async (original) => {
  const real = await original<typeof import("@sextant/state-transition/exits")>()
  return {
    ...real,
    leaveDueNodes(...args: Parameters<typeof real.leaveDueNodes>) {
      const left = real.leaveDueNodes(...args)
      if (planted.fault !== "a node that leaves leaves no record") return left
      return { ...left, state: { ...left.state, exits: args[0].exits } }
    },
  }
})

vi.mock("@sextant/node/snapshots/snapshotRows", async (original) => {
  const real = await original<typeof import("@sextant/node/snapshots/snapshotRows")>()
  const roots = new Map<number, Uint8Array>()
  return {
    ...real,
    snapshotBodyOf(...args: Parameters<typeof real.snapshotBodyOf>): SnapshotBody | undefined {
      const body = real.snapshotBodyOf(...args)
      if (body === undefined || planted.fault !== "a snapshot has the rewards of another height") return body
      const { taken } = body
      const { height, rewardsRoot } = taken.snapshot
      roots.set(height, rewardsRoot)
      const [preset] = args
      const older = roots.get(height - preset.snapshotIntervalBlocks) ?? new Uint8Array(32)
      return { ...body, taken: { ...taken, snapshot: { ...taken.snapshot, rewardsRoot: older } } }
    },
  }
})

describe("the simulation", () => {
  it.each(faults)(
    "notices that $fault",
    async ({ fault, scenario: name, firstSeed = 1, shows }) => {
      const scenario = allScenarios.find((candidate) => candidate.name === name)
      if (scenario === undefined) throw new Error(`there is no scenario ${name}`)
      planted.fault = fault
      try {
        for (let seed = firstSeed; seed < firstSeed + SEEDS_MAX; seed++) {
          const { violation } = await runScenario(scenario, { seed, nodeCount: undefined, blocks: undefined })
          if (violation === undefined) continue
          expect(violation).toMatch(shows)
          return
        }
      } finally {
        planted.fault = undefined
      }
      expect.fail(`no violation with ${SEEDS_MAX} seeds`)
    },
    TIMEOUT_MS,
  )
})
