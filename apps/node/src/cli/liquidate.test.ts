import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { contractNames } from "@sextant/shared/networks"
import { amountAtomic } from "@sextant/shared/units"
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest"
import { createManualClock } from "../consensus/testing/manualClock.ts"
import { systemRandom } from "../systemRandom.ts"
import type { CliDeps, LiquidatorAccount, Removal, RemovalOutcome, Trial } from "./cliDeps.ts"
import { createProgram } from "./createProgram.ts"
import { explain } from "./explain.ts"

const folder = mkdtempSync(join(tmpdir(), "sextant-liquidate-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const NODE_URL = "http://node.example:22020"
const contributors = [6_250n, 18_750n].map((sesh, index) => ({
  staker: `0x${String(index + 1).repeat(40)}` as const,
  beneficiary: `0x${String(index + 5).repeat(40)}` as const,
  amountAtomic: amountAtomic(sesh * 1_000_000_000n),
}))

const SOLO: readonly (typeof contributors)[number][] = []
type Left = { readonly state?: string; readonly kind?: Removal["exit"]["leaf"]["kind"]; eligibleAtS?: number }

describe("sextant-node liquidate", () => {
  let clock: ReturnType<typeof createManualClock>
  let lines: string[]
  let removals: Removal[]
  let left: Map<number, Left>
  let registered: Map<number, typeof SOLO>
  let trial: (removal: Removal) => Trial
  let outcome: (removal: Removal) => RemovalOutcome
  let isNodeUp: boolean
  let stop: (signal: string) => void
  const keyFile = join(folder, "l2.key")

  beforeEach(() => {
    clock = createManualClock(1_000_000)
    lines = []
    removals = []
    left = new Map()
    registered = new Map()
    trial = () => ({ kind: "accepted", gas: 1n, costWei: 10_000n })
    outcome = () => ({ kind: "success", bountyAtomic: 7_500_000_000n })
    isNodeUp = true
    writeFileSync(keyFile, "12".repeat(32), { mode: 0o600 })
  })

  /** Chain time 1,000 s; late is what could leave before 400 s. */
  const account: LiquidatorAccount = {
    address: `0x${"55".repeat(20)}`,
    chainTimeS: async () => 1_000,
    liquidationDelayS: async () => 600,
    stakeOf: async (registryId) => (registered.has(registryId) ? 25_000_000_000_000n : undefined),
    contributorsOf: async (registryId) => registered.get(registryId) ?? [],
    simulate: async (removal) => trial(removal),
    sign: async (removal) => ({
      txHash: `0x${removal.exit.leaf.registryId.toString(16).padStart(64, "0")}`,
      broadcast: async () => void removals.push(removal),
    }),
    async outcome(txHash) {
      const removal = removals.find(({ exit }) => exit.leaf.registryId === Number(txHash))
      const found = removal === undefined ? ({ kind: "lost" } as const) : outcome(removal)
      if (found.kind === "success") registered.delete(Number(txHash))
      return found
    },
  }
  const answerOf = (path: string): unknown => {
    if (path === "/v1/nodes")
      return { height: 9, nodes: [...left].map(([id, { state }]) => nodeJson(id, state ?? "exited")) }
    const registryId = Number(path.split("/").at(-1))
    const { kind, eligibleAtS } = left.get(registryId) ?? {}
    if (eligibleAtS === undefined) return undefined
    const leaf = { registryId, kind: kind ?? "exit", eligibleAtS, unlockAtS: eligibleAtS }
    return { leaf, proof: [`0x${"88".repeat(32)}`], snapshotHeight: 30 }
  }
  const late = (id: number, stakes = SOLO, change: Left = {}) => {
    left.set(id, { eligibleAtS: 400, ...change })
    registered.set(id, stakes)
  }
  const run = (...args: string[]) => {
    const deps: CliDeps = {
      openVotes: () => Promise.reject(new Error("no votes here")),
      env: {},
      say: (line) => void lines.push(line),
      random: systemRandom,
      clock,
      stopped: () =>
        new Promise((resolve) => {
          stop = resolve
        }),
      askPassword: async () => undefined,
      runNode: async () => undefined,
      openAccount: () => {
        throw new Error("another command")
      },
      prepareRegistration: () => {
        throw new Error("another command")
      },
      preparePool: () => {
        throw new Error("another command")
      },
      openLiquidator: () => account,
      async fetch(url) {
        if (!isNodeUp) throw new TypeError("fetch failed")
        const answer = answerOf(url.slice(NODE_URL.length))
        return answer === undefined ? new Response("{}", { status: 404 }) : Response.json(answer)
      },
    }
    const contracts = JSON.stringify(
      Object.fromEntries(contractNames.map((name) => [name, `0x${"11".repeat(20)}`])),
    )
    const l2 = ["--chain-id", "31337", "--contracts", contracts, "--l2-rpc-urls", "http://127.0.0.1:1"]
    const command = ["node", "sextant-node", "liquidate", ...l2, "--l2-key-file", keyFile]
    return createProgram(deps, "0.1.0")
      .exitOverride()
      .parseAsync([...command, "--node-url", NODE_URL, ...args])
  }
  const failure = (...args: string[]) => run(...args).then(() => "no failure", explain)
  const kinds = () => removals.map(({ kind, exit }) => `${kind} ${exit.leaf.registryId}`)

  it("removes late nodes only, the deregistered ones too, and leaves refused ones to their stakers", async () => {
    late(3)
    late(1, SOLO, { kind: "deregistered", state: "deregistered" })
    late(2, SOLO, { eligibleAtS: 401 })
    late(4, SOLO, { kind: "refused", state: "refused" })
    late(5, SOLO, { state: "active" })
    left.set(6, {})
    await run("--always")
    expect(kinds()).toEqual(["liquidate 1", "liquidate 3"])
    expect(lines.at(-1)).toBe("Removed 2 nodes.")
    expect(lines[0]).toMatch(/^Node 1: removed for a bounty of 7.5 SESH in transaction 0x0+1\.$/)
  })

  it("completes exits that are not late when asked to", async () => {
    late(1, SOLO, { eligibleAtS: 1_000 })
    late(2, SOLO, { kind: "refused", state: "refused" })
    late(3)
    late(4, SOLO, { eligibleAtS: 1_001 })
    await run("--always", "--complete-exits")
    expect(kinds()).toEqual(["completeExit 1", "completeExit 2", "liquidate 3"])
  })

  it("brings the contributors of a shared node, none of a solo one", async () => {
    late(1, contributors)
    late(2)
    await run("--always")
    expect(kinds()).toEqual(["liquidate 1", "liquidate 2"])
    expect(removals.map((removal) => removal.contributors)).toEqual([contributors, []])
  })

  it("sends only what pays, counting the bounty on the operator's stake", async () => {
    late(1)
    late(2, contributors)
    // 3 of 10,000 parts of 25,000 and of 6,250 SESH, at 0.001 ETH for one.
    trial = () => ({ kind: "accepted", gas: 1n, costWei: 7_500_000_000_000_000n })
    await run("--sesh-price", "0.001")
    expect(kinds()).toEqual(["liquidate 1"])
    expect(lines.join("\n")).toContain("Node 2: the bounty of 1.875 SESH is worth less than the gas.")
    expect(await failure()).toContain("--sesh-price")
    expect(await failure("--sesh-price", "0.001", "--always")).toContain("--sesh-price")
    expect(await failure("--sesh-price", "cheap")).toContain("number of ETH")
  })

  it("loses a race quietly, and says once what else the contract refuses", async () => {
    late(1)
    late(2)
    trial = ({ exit }) => ({
      kind: "refused",
      reason: exit.leaf.registryId === 1 ? "NodeUnknown" : "EnforcedPause",
      meaning: exit.leaf.registryId === 1 ? undefined : "The contract is paused.",
    })
    const watching = run("--always", "--watch", "--every", "1")
    await clock.advance(5_500)
    stop("SIGINT")
    await clock.advance(0)
    await watching
    expect(lines).toEqual([
      expect.stringContaining("Watching for late exits as 0x55"),
      "Node 2: the contract refuses: The contract is paused.",
      "Stopped.",
    ])
    expect(removals).toEqual([])
  })

  it("never sends twice while the first transaction is open, and reports its end", async () => {
    late(1)
    let end: RemovalOutcome = { kind: "pending" }
    outcome = () => end
    const watching = run("--always", "--watch", "--every", "10")
    await clock.advance(200_000)
    expect(kinds()).toEqual(["liquidate 1"])
    expect(lines.filter((line) => line.includes("not in a block yet"))).toHaveLength(1)
    end = { kind: "reverted" }
    registered.delete(1)
    await clock.advance(20_000)
    stop("SIGINT")
    await clock.advance(0)
    await watching
    expect(kinds()).toEqual(["liquidate 1"])
    expect(lines.join("\n")).toContain("came too late: another was first")
  })

  it("sends again what the L2 has lost", async () => {
    late(1)
    let isLost = true
    outcome = () => (isLost ? { kind: "lost" } : { kind: "success", bountyAtomic: 0n })
    const watching = run("--always", "--watch", "--every", "10")
    await clock.advance(65_000)
    expect(lines.join("\n")).toContain("was dropped by the L2")
    isLost = false
    await clock.advance(15_000)
    stop("SIGINT")
    await clock.advance(0)
    await watching
    expect(kinds()).toEqual(["liquidate 1", "liquidate 1"])
  })

  it("survives a node that is away, asking less and less often", async () => {
    late(1)
    isNodeUp = false
    const watching = run("--always", "--watch", "--every", "10")
    await clock.advance(100_000)
    expect(lines.filter((line) => line.includes("No node answers"))).toHaveLength(1)
    isNodeUp = true
    await clock.advance(200_000)
    stop("SIGTERM")
    await clock.advance(0)
    await watching
    expect(lines).toContain("All is well again.")
    expect(kinds()).toEqual(["liquidate 1"])
  })

  it("looks at 50 nodes a round, and at the others in the next", async () => {
    for (let id = 1; id <= 120; id++) late(id)
    const watching = run("--always", "--watch", "--every", "10")
    await vi.waitFor(() => expect(removals).toHaveLength(50))
    for (const count of [100, 120]) {
      await clock.advance(10_000)
      await vi.waitFor(() => expect(removals).toHaveLength(count))
    }
    stop("SIGINT")
    await clock.advance(0)
    await watching
    expect(new Set(kinds()).size).toBe(120)
  })

  it("says what is missing", async () => {
    expect(await failure("--always", "--watch", "--once")).toContain("not both")
    expect(await failure("--always", "--every", "0")).toContain("--every")
    expect(await failure("--always", "--l2-key-file", join(folder, "none"))).toContain("cannot be read")
    isNodeUp = false
    expect(await failure("--always")).toContain("No node answers")
  })
})

function nodeJson(registryId: number, state: string) {
  return {
    nodeId: "ab".repeat(32),
    registryId,
    state,
    operator: `0x${"11".repeat(20)}`,
    blsPublicKey: "cd",
    x25519PublicKey: "ef",
    feeBps: 0,
    stakeAtomic: "25000000000000",
    contributors: [],
    registeredHeight: 1,
    creditBlocks: 0,
    participation: { votes: [], proposals: [], snapshots: [] },
    isValidator: false,
  }
}
