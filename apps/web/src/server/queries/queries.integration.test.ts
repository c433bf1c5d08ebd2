import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { createDb, type Db } from "@sextant/prisma/client"
import { type Embedded, startEmbedded } from "@sextant/prisma/embedded"
import { migrateDeploy } from "@sextant/prisma/migrate"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { lifetimes, noise, seed } from "../../../e2e/seed.ts"
import type { Context } from "../context.ts"
import { accountSchema, getAccount, listClaims } from "./account.ts"
import { blockDetailSchema, getBlock, listBlocks } from "./block.ts"
import { getOverview, overviewSchema } from "./network.ts"
import { getNode } from "./node.ts"
import { countNodes, listNodes, nodeSorts } from "./nodeList.ts"
import { nodeDetailSchema } from "./nodeShapes.ts"
import { resolveSearch } from "./search.ts"
import { getSnapshot, listSnapshots, snapshotDetailSchema } from "./snapshot.ts"
import { getSync, syncSchema } from "./sync.ts"

const options = {
  nodeCount: 23,
  blockCount: 81,
  snapshotInterval: 5,
  blockIntervalMs: 2_000,
  nowMs: Date.UTC(2026, 10, 20, 12),
}
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex")

let dir: string
let embedded: Embedded
let db: Db
let context: Context

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "sextant-web-queries-"))
  embedded = await startEmbedded({ dir, durability: "none" })
  await migrateDeploy(embedded.databaseUrl)
  db = createDb(embedded.databaseUrl)
  await seed(db, options)
  context = { db, nodeUrls: [], nowMs: () => options.nowMs, shutdown: new AbortController().signal }
})

afterAll(async () => {
  await db.close()
  await embedded.stop()
  await rm(dir, { recursive: true, force: true })
})

describe("listNodes", () => {
  it("pages through every node exactly once, in order, for every sort in both directions", async () => {
    for (const sort of nodeSorts)
      for (const descending of [false, true]) {
        const ids: number[] = []
        const stakes: bigint[] = []
        let cursor: string | undefined
        do {
          const page = await listNodes(context, { sort, descending, limit: 4, cursor })
          ids.push(...page.nodes.map(({ registryId }) => registryId))
          stakes.push(...page.nodes.map(({ stakeAtomic }) => BigInt(stakeAtomic)))
          cursor = page.nextCursor ?? undefined
        } while (cursor !== undefined)
        expect(ids.length, `${sort} ${descending}`).toBe(options.nodeCount)
        expect(new Set(ids).size).toBe(options.nodeCount)
        if (sort === "id") expect(ids).toEqual([...ids].sort((a, b) => (descending ? b - a : a - b)))
      }
  })

  it("filters by state, and the counts agree", async () => {
    const counts = await countNodes(context)
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(options.nodeCount)
    for (const state of ["active", "exiting", "joining", "exited"] as const) {
      const { nodes } = await listNodes(context, { state, sort: "id", descending: false, limit: 100 })
      expect(nodes.length).toBe(counts[state])
      expect(nodes.every((node) => node.state === state)).toBe(true)
    }
  })
})

describe("getNode", () => {
  it("joins what both chains say, also for a node the appchain does not know yet", async () => {
    const first = nodeDetailSchema.parse(await getNode(context, hex(noise("node/0"))))
    expect(first).toMatchObject({ registryId: 1, state: "active", isValidator: true })
    expect(first.events.map(({ kind }) => kind)).toContain("registered")
    const last = await getNode(context, hex(noise(`node/${options.nodeCount - 1}`)))
    expect(last).toMatchObject({
      state: "joining",
      registeredHeight: null,
      creditBlocks: null,
      swarmId: null,
    })
  })

  it("refuses an id nobody registered", async () => {
    await expect(getNode(context, "00".repeat(32))).rejects.toMatchObject({ code: "node/unknown" })
  })
})

describe("getBlock", () => {
  it("names every signer of the certificate", async () => {
    const block = blockDetailSchema.parse(await getBlock(context, 25))
    expect(block.certificate?.signers.length).toBe(block.validatorCount)
    expect(block.certificate?.signers.filter(({ signed }) => signed).length).toBe(block.signerCount)
    expect(block.operations.l2Events[0]).toMatchObject({ kind: "exitRequested" })
    expect((await getBlock(context, 0)).certificate).toBeNull()
  })

  it("refuses a height that is not final", async () => {
    await expect(getBlock(context, 10_000)).rejects.toMatchObject({ code: "block/unknown" })
  })
})

describe("listBlocks", () => {
  it("goes down to genesis without a gap", async () => {
    const heights: number[] = []
    let cursor: number | undefined
    do {
      const page = await listBlocks(context, { cursor, limit: 30 })
      heights.push(...page.blocks.map(({ height }) => height))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(heights).toEqual(
      Array.from({ length: options.blockCount }, (_, index) => options.blockCount - 1 - index),
    )
  })
})

describe("getSnapshot", () => {
  it("lists signers and missing ones in node-id order, with the acceptance", async () => {
    const { snapshots } = await listSnapshots(context, { limit: 100 })
    for (const { height } of snapshots) {
      const snapshot = snapshotDetailSchema.parse(await getSnapshot(context, height))
      const ids = snapshot.signers.map(({ nodeId }) => nodeId ?? "")
      expect(ids).toEqual([...ids].sort())
      expect(snapshot.signers.filter(({ signed }) => signed).length).toBe(snapshot.signerCount)
      expect(snapshot.signers.length).toBe(snapshot.nodeCount)
    }
    expect((await getSnapshot(context, 80)).accepted).toMatchObject({ l2Number: 141 })
    expect((await getSnapshot(context, 75)).accepted).toBeNull()
  })
})

describe("getAccount", () => {
  it("makes claimable what the accepted snapshot holds less what was claimed", async () => {
    const address = `0x${hex(noise("operator/1", 20))}` as const
    const account = accountSchema.parse(await getAccount(context, address))
    const accepted = lifetimes(options, 80)[0]?.lifetimeAtomic ?? 0n
    expect(account.accepted).toMatchObject({ snapshotHeight: 80, lifetimeAtomic: accepted.toString() })
    expect(BigInt(account.claimableAtomic)).toBe(accepted - BigInt(account.claimedAtomic))
    expect(BigInt(account.claimedAtomic)).toBeGreaterThan(0n)
    expect(account.points.map(({ snapshotHeight }) => snapshotHeight)).toEqual(
      Array.from({ length: 16 }, (_, index) => 5 * (index + 1)),
    )
    const first = await listClaims(context, { address, limit: 1 })
    const second = await listClaims(context, { address, limit: 1, cursor: first.nextCursor ?? undefined })
    expect(second.nextCursor).toBeNull()
    const paid = [...first.claims, ...second.claims].reduce((sum, row) => sum + BigInt(row.amountAtomic), 0n)
    expect(paid.toString()).toBe(account.claimedAtomic)
  })

  it("is an empty account, not an error, for an address nobody has seen", async () => {
    const account = await getAccount(context, `0x${"99".repeat(20)}`)
    expect(account).toMatchObject({
      indexed: null,
      accepted: null,
      claimableAtomic: "0",
      points: [],
      stakes: [],
    })
  })
})

describe("getOverview", () => {
  it("adds up the stake and finds the newest of everything", async () => {
    const overview = overviewSchema.parse(await getOverview(context))
    expect(overview).toMatchObject({ headHeight: 80, blockIntervalMs: 2_000, snapshotIntervalBlocks: 5 })
    expect(overview.newestSnapshot?.height).toBe(80)
    const { active = 0, decommissioned = 0, exiting = 0 } = overview.nodeCounts
    expect(BigInt(overview.stakeLockedAtomic)).toBe(
      BigInt(active + decommissioned + exiting) * 25_000n * 10n ** 9n,
    )
  })
})

describe("getSync", () => {
  it("tells how far each source is", async () => {
    const sync = syncSchema.parse(await getSync(context))
    expect(sync.sources.find(({ source }) => source === "appchain")).toMatchObject({
      height: 80,
      headHeight: 80,
    })
  })
})

describe("resolveSearch", () => {
  it("finds heights, snapshots, nodes by their first digits, hashes and addresses", async () => {
    expect(await resolveSearch(context, "25")).toEqual([
      { kind: "block", height: 25 },
      { kind: "snapshot", height: 25 },
    ])
    const nodeId = hex(noise("node/3"))
    expect(await resolveSearch(context, nodeId.slice(0, 9))).toEqual([{ kind: "node", nodeId }])
    expect(await resolveSearch(context, hex(noise("hash/7")))).toEqual([{ kind: "block", height: 7 }])
    expect(await resolveSearch(context, ` 0x${"Ab".repeat(20)} `)).toEqual([
      { kind: "account", address: `0x${"ab".repeat(20)}` },
    ])
    for (const nonsense of ["", "%", "no such thing", "'; drop table nodes; --", "9".repeat(30)])
      expect(await resolveSearch(context, nonsense)).toEqual([])
  })
})
