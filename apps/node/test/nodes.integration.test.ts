import { rmSync } from "node:fs"
import { bytesToHex } from "@sextant/shared/bytes"
import { loadPreset } from "@sextant/shared/params"
import { blockSchema, nodesSchema, snapshotSchema, statusSchema } from "@sextant/wire/rpc/nodeApi"
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest"
import type { NodeKeys } from "../src/nodeSettings.ts"
import { createLocalNode, freshFolder, freshKeys } from "./localNode.ts"
import { createScriptedContracts } from "./scriptedL2.ts"

const preset = { ...loadPreset("devnet"), blockIntervalMs: 300, consensusDelayMs: 250 }
const WAIT = { timeout: 60_000, interval: 100 }

type Running = ReturnType<typeof createLocalNode> & { readonly keys: NodeKeys; readonly folder: string }

describe("four nodes over TCP", () => {
  const contracts = createScriptedContracts()
  const keys = Array.from({ length: 4 }, freshKeys)
  const nodes: Running[] = []
  const folders: string[] = []
  let mining: NodeJS.Timeout | undefined

  const launch = async (
    nodeKeys: NodeKeys,
    folder: string,
    { known, ...choice }: { readonly known: readonly Running[]; readonly joinAfterBlocks?: number },
  ): Promise<Running> => {
    const bootstrap = known.slice(0, 1).map(({ contact }) => contact())
    const l2 = contracts.view()
    const local = createLocalNode({ preset, keys: nodeKeys, l2, bootstrap, folder, ...choice })
    await local.node.start()
    return { ...local, keys: nodeKeys, folder }
  }
  const heightOf = ({ node }: Running) => node.queries.status()?.height ?? -1
  const everyHeight = (least: number, some = nodes) =>
    vi.waitFor(() => {
      for (const one of some) expect(heightOf(one)).toBeGreaterThanOrEqual(least)
    }, WAIT)
  const get = async (running: Running, path: string) => {
    const response = await fetch(`http://127.0.0.1:${running.node.rpcPort()}${path}`)
    return response.json()
  }

  beforeAll(async () => {
    for (const [index, nodeKeys] of keys.entries())
      contracts.register(nodeKeys, `0x${String(index + 1).padStart(40, "0")}`)
    contracts.setRate(1_000_000_000_000n)
    contracts.startNetwork(Math.floor(Date.now() / 1000))
    for (const nodeKeys of keys) {
      const folder = freshFolder()
      folders.push(folder)
      nodes.push(await launch(nodeKeys, folder, { known: nodes }))
    }
    mining = setInterval(() => contracts.mine(), 400)
  })
  afterAll(async () => {
    clearInterval(mining)
    await Promise.all(nodes.map(({ node }) => node.stop()))
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  })

  it("find each other from one address", async () => {
    await vi.waitFor(() => {
      for (const { node } of nodes) expect(node.queries.status()?.peers).toBe(3)
    }, WAIT)
  })

  it("agree on 20 blocks with certificates of a quorum", async () => {
    await everyHeight(20)
    for (let height = 1; height <= 20; height++) {
      const blocks = nodes.map(({ node }) => node.queries.block(height as never))
      expect(new Set(blocks.map((block) => block?.hash)).size).toBe(1)
      expect(blocks[0]?.certificate?.signers.length).toBeGreaterThanOrEqual(3)
    }
  })

  it("answer over HTTP in the shapes of the API", async () => {
    const [first] = nodes as [Running]
    statusSchema.parse(await get(first, "/v1/status"))
    blockSchema.parse(await get(first, "/v1/blocks/latest"))
    expect(blockSchema.parse(await get(first, "/v1/blocks/0")).certificate).toBeUndefined()
    const { blocks } = (await get(first, "/v1/blocks?from=3&limit=5")) as { blocks: { height: number }[] }
    expect(blocks.map(({ height }) => height)).toEqual([3, 4, 5, 6, 7])
    const { nodes: known } = nodesSchema.parse(await get(first, "/v1/nodes"))
    expect(known.map(({ state, isValidator }) => [state, isValidator])).toEqual(
      Array.from({ length: 4 }, () => ["active", true]),
    )
    expect(known.every(({ contact }) => contact?.host === "127.0.0.1")).toBe(true)
  })

  it("sign snapshots and hand each to the contract once", async () => {
    const [first] = nodes as [Running]
    await vi.waitFor(() => expect(contracts.submissions.length).toBeGreaterThanOrEqual(2), WAIT)
    const heights = contracts.submissions.map(({ snapshot }) => snapshot.height)
    expect(heights).toEqual([...new Set(heights)].sort((left, right) => left - right))
    const snapshot = snapshotSchema.parse(await get(first, `/v1/snapshots/${heights[0]}`))
    expect(snapshot.signers.length).toBeGreaterThanOrEqual(3)
    expect(snapshot.signature).not.toBe("")
    expect(snapshot.blockHash).toBe(bytesToHex(contracts.submissions[0]?.snapshot.blockHash as Uint8Array))
    const account = (await get(first, `/v1/accounts/0x${"1".padStart(40, "0")}`)) as {
      claim: { proof: string[]; snapshotHeight: number }
    }
    expect(account.claim.proof.length).toBeGreaterThan(0)
    expect(heights).toContain(account.claim.snapshotHeight)
  })

  it("go on without one of them, which catches up and votes again when it returns", async () => {
    const gone = nodes.pop() as Running
    const leftAt = heightOf(gone)
    await gone.node.stop()
    await everyHeight(leftAt + 8)
    const back = await launch(gone.keys, gone.folder, { known: nodes })
    nodes.push(back)
    await everyHeight(leftAt + 12)
    const backId = back.contact().nodeId
    await vi.waitFor(() => {
      const [first] = nodes as [Running]
      const latest = first.node.queries.block("latest")
      expect(latest?.certificate?.signers).toContain(backId)
    }, WAIT)
    const shared = leftAt + 10
    expect(new Set(nodes.map(({ node }) => node.queries.block(shared as never)?.hash)).size).toBe(1)
  })

  it("take in a fifth node that starts from a snapshot and registers, and let it go when it asks", async () => {
    const newKeys = freshKeys()
    const folder = freshFolder()
    folders.push(folder)
    const registryId = contracts.register(newKeys, `0x${"9".padStart(40, "0")}`)
    const fifth = await launch(newKeys, folder, { known: nodes, joinAfterBlocks: 8 })
    nodes.push(fifth)
    await everyHeight(heightOf(nodes[0] as Running), [fifth])
    expect(fifth.node.queries.block(1 as never)).toBeUndefined()
    expect(fifth.node.queries.block(heightOf(fifth) as never)?.hash).toBeDefined()
    const { nodeId } = fifth.contact()
    const isValidator = () =>
      fifth.node.queries.node({ kind: "nodeId", nodeId } as never)?.isValidator === true
    await vi.waitFor(() => expect(isValidator()).toBe(true), WAIT)
    await vi.waitFor(() => {
      const latest = (nodes[0] as Running).node.queries.block("latest")
      expect(latest?.certificate?.signers).toContain(nodeId)
    }, WAIT)
    contracts.requestExit(registryId)
    await vi.waitFor(() => {
      const node = (nodes[0] as Running).node.queries.node({ kind: "registryId", registryId } as never)
      expect(node?.state).toBe("exiting")
      expect(node?.exitHeight).toBeGreaterThan(0)
    }, WAIT)
  })

  it("refuse a second node on the same data folder", async () => {
    const [first] = nodes as [Running]
    const second = createLocalNode({
      preset,
      keys: first.keys,
      l2: contracts.view(),
      bootstrap: [],
      folder: first.folder,
    })
    await expect(second.node.start()).rejects.toMatchObject({ code: "db/locked" })
    await second.node.stop()
  })

  it("refuse a data folder of another network", async () => {
    const other = createScriptedContracts()
    // Its start lies in another L2 block, so it is another network.
    for (let count = 0; count < 3; count++) other.mine()
    for (const nodeKeys of keys) other.register(nodeKeys, `0x${"1".padStart(40, "0")}`)
    other.startNetwork(Math.floor(Date.now() / 1000))
    const stopped = nodes.pop() as Running
    await stopped.node.stop()
    const wrong = createLocalNode({
      preset,
      keys: stopped.keys,
      l2: other.view(),
      bootstrap: [],
      folder: stopped.folder,
    })
    await wrong.node.start()
    expect(await wrong.node.failed).toMatchObject({ code: "chain/foreign-network" })
    await wrong.node.stop()
  })
})
