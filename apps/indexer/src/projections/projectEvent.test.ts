import { describe, expect, it } from "vitest"
import type { ContractEvent } from "./contractEvent.ts"
import { projectEvent } from "./projectEvent.ts"

const position = {
  blockNumber: 12n,
  logIndex: 3,
  txHash: new Uint8Array(32).fill(1),
  at: new Date("2026-01-01T00:00:00Z"),
}
const address = new Uint8Array(20).fill(2)
const word = new Uint8Array(32).fill(3)

const events: readonly ContractEvent[] = [
  {
    kind: "nodeRegistered",
    registryId: 1n,
    operator: address,
    nodeId: word,
    blsKey: { xHi: 1n, xLo: 2n, yHi: 3n, yLo: 4n },
    feeBps: 100,
    contributors: [
      { staker: address, beneficiary: address, amountAtomic: 30n },
      { staker: address, beneficiary: address, amountAtomic: 12n },
    ],
    payer: address,
  },
  { kind: "keyActivated", registryId: 1n },
  { kind: "networkStarted", genesisTimeS: 1_700_000_000n },
  { kind: "exitRequested", registryId: 1n, requester: address },
  {
    kind: "snapshotAccepted",
    height: 5n,
    submitter: address,
    rewardsRoot: word,
    exitsRoot: word,
    signerCount: 7n,
    nonSignerCount: 0n,
  },
  {
    kind: "nodeExited",
    registryId: 1n,
    operator: address,
    exitKind: 3,
    returnedAtomic: 42n,
    unlockAtS: 0n,
  },
  { kind: "nodeLiquidated", registryId: 1n, liquidator: address, penaltyAtomic: 50n, bountyAtomic: 7n },
  { kind: "stakeReleased", registryId: 1n, staker: address, amountAtomic: 42n },
  { kind: "withdrawn", staker: address, amountAtomic: 42n },
  { kind: "stakingRequirementSet", amountAtomic: 25n },
  { kind: "rewardsClaimed", account: address, amountAtomic: 2n, claimedTotalAtomic: 9n },
  { kind: "rewardRateSet", atomicPerDay: 8n },
  { kind: "released", amountAtomic: 8n },
]

const tablesOf = (event: ContractEvent) => projectEvent(event, position).map(({ table }) => table)

describe("projectEvent", () => {
  it.each(events.map((event) => [event.kind, event] as const))(
    "ties every row of %s to its block, so that a reorg can take it back",
    (_kind, event) => {
      for (const { table, row } of projectEvent(event, position)) {
        const block =
          table === "node_events" ? row.height : "block_number" in row ? row.block_number : undefined
        expect(block).toBe(12n)
      }
    },
  )

  it("writes a registration before its contributors, and sums their stakes", () => {
    const rows = projectEvent(events[0] as ContractEvent, position)
    expect(rows.map(({ table }) => table)).toEqual([
      "registrations",
      "registration_contributors",
      "registration_contributors",
      "node_events",
    ])
    expect(rows[0]?.row).toMatchObject({ stake_atomic: 42n, fee_bps: 100 })
  })

  it("names who paid a registration's stake only when it was not the operator", () => {
    const registered = events[0] as Extract<ContractEvent, { kind: "nodeRegistered" }>
    const pool = new Uint8Array(20).fill(9)
    expect(projectEvent(registered, position)[0]?.row).toMatchObject({ payer: null })
    expect(projectEvent({ ...registered, payer: pool }, position)[0]?.row).toMatchObject({ payer: pool })
  })

  it("keeps a liquidation's penalty and the part of it that was bounty", () => {
    const liquidated = events.find(({ kind }) => kind === "nodeLiquidated") as ContractEvent
    const [row, told] = projectEvent(liquidated, position)
    expect(row?.row).toMatchObject({ penalty_atomic: 50n, bounty_atomic: 7n })
    expect(told?.row).toMatchObject({ detail: { penaltyAtomic: "50", bountyAtomic: "7" } })
  })

  it("keeps what happened to a node in its history", () => {
    const told = events.filter((event) => tablesOf(event).includes("node_events"))
    expect(told.map(({ kind }) => kind)).toEqual([
      "nodeRegistered",
      "keyActivated",
      "exitRequested",
      "nodeExited",
      "nodeLiquidated",
    ])
  })

  it("names an exit without a snapshot", () => {
    const exited = events.find(({ kind }) => kind === "nodeExited") as ContractEvent
    expect(projectEvent(exited, position)[0]?.row).toMatchObject({ kind: "withoutSnapshot" })
  })
})
