import { createDb, type Db } from "@sextant/prisma/client"
import { createTestDatabase, type TestDatabase } from "@sextant/prisma/tools/testDatabase"
import { createNodeClient } from "@sextant/sdk/nodeClient"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { appchainStep } from "./appchainStep.ts"
import { createAppchainSource } from "./sources/appchain.ts"
import { defaultLimits } from "./stepLimits.ts"
import { resetIndex } from "./store/resetIndex.ts"
import {
  createFakeAppchain,
  type FakeAppchain,
  fakeNode,
  fakeSnapshot,
  nodeIdOf,
} from "./testing/fakeAppchain.ts"

let database: TestDatabase
let db: Db
let chain: FakeAppchain
const nowMs = () => 1_800_000_000_000

function step(limits = {}) {
  const client = createNodeClient({ fetch: chain.fetch }, { urls: ["http://node"] })
  const source = createAppchainSource(client)
  return appchainStep(
    { pool: db.pool, source, nowMs, snapshotIntervalBlocks: 5 },
    { ...defaultLimits, ...limits },
  )
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex")

beforeAll(async () => {
  database = await createTestDatabase()
  db = createDb(database.databaseUrl)
})

afterAll(async () => {
  await db?.close()
  await database?.stop()
})

beforeEach(async () => {
  await resetIndex(db.pool)
  chain = createFakeAppchain()
})

describe("appchainStep", () => {
  it("stores final blocks with their certificates, and learns the validators from them", async () => {
    chain.finalizedHeight = 12
    expect(await step()).toMatchObject({ height: 12n, blockCount: 13, progressed: true, behind: false })
    const genesis = await db.prisma.block.findUniqueOrThrow({ where: { height: 0n } })
    expect(genesis).toMatchObject({ certificateKind: null, proposerNodeId: null })
    const block = await db.prisma.block.findUniqueOrThrow({ where: { height: 12n } })
    expect(block).toMatchObject({
      epoch: 1n,
      certificateKind: "finalize",
      signerCount: 3,
      validatorCount: 4,
      issuedMilli: 1_234_567n,
    })
    expect(block.at.getTime()).toBe(1_700_000_024_000)
    const validators = await db.prisma.validator.findMany({
      where: { epoch: 1n },
      orderBy: { position: "asc" },
    })
    expect(validators.map(({ position, nodeId }) => [position, hex(nodeId)])).toEqual([
      [0, nodeIdOf(1)],
      [1, nodeIdOf(2)],
      [2, nodeIdOf(3)],
      [3, nodeIdOf(4)],
    ])
  })

  it("goes on where it stopped, within its bounds", async () => {
    chain.finalizedHeight = 9
    expect(await step({ maxBlocks: 4 })).toMatchObject({ height: 3n, behind: true })
    expect(await db.prisma.node.count()).toBe(0)
    expect(await step({ maxBlocks: 4 })).toMatchObject({ height: 7n, behind: true })
    expect(await step({ maxBlocks: 4 })).toMatchObject({ height: 9n, behind: false, blockCount: 2 })
    expect(await db.prisma.block.count()).toBe(10)
    expect(await db.prisma.node.count()).toBe(4)
    expect(await step()).toMatchObject({ progressed: false, blockCount: 0 })
  })

  it("stores nodes with their contributors, and writes down changes of state", async () => {
    chain.nodes = [fakeNode(1), fakeNode(2, { contact: { host: "10.0.0.2", peerPort: 1, storagePort: 2 } })]
    await step()
    const node = await db.prisma.node.findUniqueOrThrow({
      where: { registryId: 2n },
      include: { contributors: true },
    })
    expect(node).toMatchObject({ state: "active", host: "10.0.0.2", votes: [true, false], proposals: [] })
    expect(node.swarmId?.toFixed(0)).toBe("18446744073709551614")
    expect(node.contributors).toHaveLength(1)

    chain.nodes = [fakeNode(1), fakeNode(2, { state: "exiting", exitRequestedHeight: 1, exitHeight: 31 })]
    chain.finalizedHeight = 1
    await step()
    const events = await db.prisma.nodeEvent.findMany({ orderBy: { id: "asc" } })
    expect(events.map(({ registryId, height, detail }) => [registryId, height, detail])).toEqual([
      [1n, 0n, { from: null, to: "active" }],
      [2n, 0n, { from: null, to: "active" }],
      [2n, 1n, { from: "active", to: "exiting" }],
    ])
    const unchanged = await db.prisma.node.findUniqueOrThrow({ where: { registryId: 1n } })
    expect(unchanged.updatedHeight).toBe(0n)
  })

  it("closes a node that the chain has let go, and keeps when it came", async () => {
    chain.nodes = [fakeNode(1), fakeNode(2, { registeredHeight: 0 }), fakeNode(3)]
    await step()
    chain.finalizedHeight = 30
    chain.nodes = [fakeNode(1), fakeNode(2, { state: "exited", registeredHeight: 29, exitHeight: 29 })]
    await step()
    chain.finalizedHeight = 31
    chain.nodes = [fakeNode(1)]
    await step()
    const nodes = await db.prisma.node.findMany({ orderBy: { registryId: "asc" } })
    expect(
      nodes.map(({ state, registeredHeight, exitHeight }) => [state, registeredHeight, exitHeight]),
    ).toEqual([
      ["active", 0n, null],
      ["exited", 0n, 29n],
      ["exited", 0n, null],
    ])
    const left = await db.prisma.nodeEvent.findMany({ where: { height: { gt: 0n } }, orderBy: { id: "asc" } })
    expect(left.map(({ registryId, height, detail }) => [registryId, height, detail])).toEqual([
      [2n, 30n, { from: "active", to: "exited" }],
      [3n, 30n, { from: "active", to: "exited" }],
    ])
  })

  it("stores what a block did to single nodes", async () => {
    chain.blocks.set(1, {
      operations: {
        l2Events: [
          { kind: "nodeRegistered", l2Height: 3, logIndex: 0, registryId: 9, nodeId: nodeIdOf(9) },
          { kind: "rewardRateSet", l2Height: 3, logIndex: 1, amountAtomic: "5" },
        ],
        stateChanges: [
          {
            kind: "decommission",
            nodeId: nodeIdOf(2),
            quorumHeight: 1,
            reasons: 5,
            reasonsAll: 1,
            votes: [
              { judgeIndex: 0, judge: nodeIdOf(1), reasons: 1 },
              { judgeIndex: 1, reasons: 5 },
            ],
          },
        ],
        equivocations: [{ nodeId: nodeIdOf(3) }],
        signedSnapshots: [],
      },
    })
    chain.finalizedHeight = 1
    await step()
    const events = await db.prisma.nodeEvent.findMany({
      where: { kind: { not: "stateChanged" } },
      orderBy: { position: "asc" },
    })
    expect(events.map(({ kind, registryId, detail }) => ({ kind, registryId, detail }))).toEqual([
      { kind: "includedRegistration", registryId: 9n, detail: { l2Height: 3, logIndex: 0 } },
      {
        kind: "decommissioned",
        registryId: null,
        detail: {
          quorumHeight: 1,
          reasons: 5,
          reasonsAll: 1,
          votes: [
            { judge: nodeIdOf(1), reasons: 1 },
            { judge: null, reasons: 5 },
          ],
        },
      },
      { kind: "equivocated", registryId: null, detail: {} },
    ])
    expect(await db.prisma.block.findUniqueOrThrow({ where: { height: 1n } })).toMatchObject({
      l2EventCount: 2,
      stateChangeCount: 1,
      equivocationCount: 1,
    })
  })

  it("stores snapshots with their rewards, and looks again until the contract has accepted them", async () => {
    chain.finalizedHeight = 6
    chain.snapshots.set(5, fakeSnapshot(5, { signature: "", signers: [nodeIdOf(1)], bitmap: "01" }))
    await step()
    expect(await db.prisma.snapshot.findUniqueOrThrow({ where: { height: 5n } })).toMatchObject({
      aggregateSignature: null,
      signerCount: 1,
    })
    chain.snapshots.set(5, fakeSnapshot(5))
    chain.finalizedHeight = 7
    await step()
    const signed = await db.prisma.snapshot.findUniqueOrThrow({ where: { height: 5n } })
    expect(signed).toMatchObject({ signerCount: 3, lifetimeAtomic: 5_000n, submittedTx: null })
    expect(signed.nonSignerIds.map(hex)).toEqual([nodeIdOf(3)])

    chain.snapshots.set(5, fakeSnapshot(5, { submittedTx: `0x${"77".repeat(32)}` }))
    chain.finalizedHeight = 8
    await step()
    chain.snapshots.set(5, fakeSnapshot(5, { rewardsRoot: "0x00" }))
    chain.finalizedHeight = 9
    await step()
    const settled = await db.prisma.snapshot.findUniqueOrThrow({ where: { height: 5n } })
    expect(hex(settled.submittedTx ?? new Uint8Array())).toBe("77".repeat(32))
    expect(settled.nonSignerIds.map(hex)).toEqual([nodeIdOf(3)])
  })

  it("keeps an account's newest lifetime and a point per snapshot, and only the newest exits", async () => {
    const exit = (registryId: number) =>
      ({ registryId, kind: "exit", eligibleAtS: 1_700_000_100, unlockAtS: 1_700_000_200 }) as const
    chain.finalizedHeight = 11
    chain.snapshots.set(5, fakeSnapshot(5, { exits: [exit(1), exit(2)] }))
    chain.snapshots.set(10, fakeSnapshot(10, { exits: [exit(2)] }))
    await step()
    // An older snapshot that comes again must not turn the account's clock back.
    chain.finalizedHeight = 12
    chain.snapshots.delete(10)
    await step()
    expect(await db.prisma.accountReward.findMany()).toMatchObject([
      { lifetimeAtomic: 10_000n, snapshotHeight: 10n },
    ])
    const points = await db.prisma.rewardPoint.findMany({ orderBy: { snapshotHeight: "asc" } })
    expect(points.map(({ lifetimeAtomic }) => lifetimeAtomic)).toEqual([5_000n, 10_000n])
    expect((await db.prisma.exitLeaf.findMany()).map(({ registryId }) => registryId)).toEqual([2n])
  })

  it("refuses another network, and a block that does not extend the last one, without writing anything", async () => {
    chain.finalizedHeight = 3
    await step()
    chain.finalizedHeight = 5
    chain.blocks.set(4, { parentHash: "00".repeat(32) })
    await expect(step()).rejects.toMatchObject({ code: "appchain/broken-chain", retryable: false })
    chain.blocks.clear()
    chain.blocks.set(5, { parentHash: "00".repeat(32) })
    await expect(step()).rejects.toMatchObject({ code: "appchain/broken-chain" })
    expect(await db.prisma.block.count()).toBe(4)
    chain.networkId = "11".repeat(32)
    await expect(step()).rejects.toMatchObject({ code: "cursor/foreign-network" })
  })

  it("writes every row once when several steps run at once", async () => {
    chain.finalizedHeight = 250
    for (let height = 5; height <= 250; height += 5) chain.snapshots.set(height, fakeSnapshot(height))
    const runs = Array.from({ length: 4 }, () => step({ maxBlocks: 150 }).catch((error) => error))
    const results = await Promise.all(runs)
    expect(results.some((result) => result.code === "step/raced")).toBe(true)
    while ((await step()).behind);
    expect(await db.prisma.block.count()).toBe(251)
    expect(await db.prisma.nodeEvent.count()).toBe(4)
    expect(await db.prisma.rewardPoint.count()).toBe(50)
  })
})
