import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { aggregateSignatures, secretKeyToPublicKey, sign } from "@sextant/crypto/bls"
import { ed25519KeyPair } from "@sextant/crypto/ed25519"
import { bytesToHex } from "@sextant/shared/bytes"
import { height, l2Height } from "@sextant/shared/units"
import { snapshotMessage } from "@sextant/wire/messages"
import type { Snapshot } from "@sextant/wire/snapshot"
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest"
import { parseL2Account } from "../src/l2/contractClient.ts"
import { createViemL2 } from "../src/l2/createViemL2.ts"
import { createHttpProvider } from "../src/l2/jsonRpc.ts"
import { openAccount } from "../src/openAccount.ts"
import type { L2 } from "../src/ports.ts"
import { systemClock } from "../src/systemClock.ts"
import { ANVIL_CHAIN_ID, type AnvilChain, startAnvil } from "./anvilChain.ts"
import { freshKeys } from "./localNode.ts"
import { createMemoryDb } from "./memoryDb.ts"
import { silentLogger } from "./silentLogger.ts"
import { silentMetrics } from "./silentMetrics.ts"

const WAIT = { timeout: 20_000, interval: 50 }

describe("the contracts on a real EVM chain", () => {
  const folder = mkdtempSync(join(tmpdir(), "sextant-anvil-"))
  const keys = Array.from({ length: 5 }, freshKeys)
  const operatorKeys: `0x${string}`[] = []
  let chain: AnvilChain
  let l2: L2

  const access = () => ({ chainId: ANVIL_CHAIN_ID, contracts: chain.contracts, l2RpcUrls: [chain.url] })
  const operator = (index: number) => openAccount(access(), operatorKeys[index] as string)
  const register = (index: number) =>
    operator(index).register(
      { keys: keys[index] as (typeof keys)[number], feeBps: 700, beneficiary: undefined },
      () => undefined,
    )
  /** Everything up to the newest block, after one more block has gone over it. */
  const eventsNow = async (after = 0) => {
    await chain.client.mine({ blocks: 1 })
    const newest = Number(await chain.client.getBlockNumber())
    await vi.waitFor(async () => expect((await l2.allowedHead())?.number).toBe(newest - 1), WAIT)
    const upTo = await l2.allowedHead()
    return (upTo && (await l2.events({ after: l2Height(after), upTo }))) ?? []
  }
  const createL2 = (account: string | undefined) =>
    createViemL2(
      {
        clock: systemClock,
        logger: silentLogger,
        metrics: silentMetrics,
        db: createMemoryDb(),
        providers: [createHttpProvider(chain.url, 5_000)],
      },
      {
        chainId: ANVIL_CHAIN_ID,
        contracts: chain.contracts,
        headRule: { lagBlocks: 1 },
        pollIntervalMs: 50,
        rangeBlocksMax: 7,
        lagBlocksMax: 10,
        account: account === undefined ? undefined : parseL2Account(account),
      },
    )

  beforeAll(async () => {
    chain = await startAnvil(folder)
    for (let index = 0; index < 5; index++) operatorKeys.push(await chain.operatorKey(index + 1))
    l2 = createL2(operatorKeys[0])
    await l2.start()
  })
  afterAll(async () => {
    await l2?.stop()
    await chain?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it("take registrations that were signed here, and tell them as events in order", async () => {
    const ids: number[] = []
    for (let index = 0; index < 4; index++) ids.push(await register(index))
    expect(ids).toEqual([1, 2, 3, 4])
    const registered = (await eventsNow()).filter((event) => event.kind === "nodeRegistered")
    expect(registered.map((event) => event.nodeId)).toEqual(
      keys.slice(0, 4).map(({ ed25519Seed }) => bytesToHex(ed25519KeyPair(ed25519Seed).publicKey)),
    )
    expect(registered.map((event) => [...event.blsPublicKey])).toEqual(
      keys.slice(0, 4).map(({ blsSecretKey }) => [...secretKeyToPublicKey(blsSecretKey)]),
    )
    expect(registered.every((event) => event.feeBps === 700 && event.ed25519Signature.length === 64)).toBe(
      true,
    )
  })

  it("refuse a second registration of the same node, and say why", async () => {
    await chain.operatorKey(1)
    await expect(register(0)).rejects.toMatchObject({
      code: "l2/contract-refused",
      meta: { reason: expect.stringMatching(/KeyTaken$/), meaning: expect.stringContaining("already") },
    })
  })

  it("refuse an operator who cannot pay the stake before anything is sent", async () => {
    const before = await chain.client.getBlockNumber()
    const poor = openAccount(access(), `0x${"11".repeat(32)}`)
    const input = { keys: freshKeys(), feeBps: 0, beneficiary: undefined }
    await expect(poor.register(input, () => undefined)).rejects.toMatchObject({
      code: "l2/contract-refused",
      meta: { reason: expect.stringContaining("25000 SESH") },
    })
    expect(await chain.client.getBlockNumber()).toBe(before)
  })

  it("start the network, set a rate and name the keys that count", async () => {
    expect(await l2.networkStart()).toBeUndefined()
    await chain.startNetwork()
    await chain.release()
    const events = await eventsNow()
    expect(events.at(-1)?.kind).toBe("rewardRateSet")
    expect(await l2.networkStart()).toMatchObject({
      chainId: ANVIL_CHAIN_ID,
      registry: chain.contracts.NodeRegistry,
    })
    expect((await l2.registeredKeys()).map(({ registryId }) => registryId)).toEqual([1, 2, 3, 4])
  })

  it("take a snapshot with one non-signer, once, and refuse a wrong signature", async () => {
    const { timestamp } = await chain.client.getBlock()
    const snapshot: Snapshot = {
      height: height(5),
      l2Number: l2Height(3),
      timestampS: Number(timestamp),
      blockHash: new Uint8Array(32).fill(1),
      stateRoot: new Uint8Array(32).fill(2),
      rewardsRoot: new Uint8Array(32).fill(3),
      exitsRoot: new Uint8Array(32),
    }
    await register(4)
    const message = snapshotMessage(
      { chainId: ANVIL_CHAIN_ID, registry: chain.contracts.NodeRegistry },
      snapshot,
    )
    const signature = aggregateSignatures(
      keys.slice(0, 4).map(({ blsSecretKey }) => sign(blsSecretKey, message)),
    )
    const counted = await l2.registeredKeys()
    expect(counted).toHaveLength(5)
    const nonSigners = counted.filter(({ registryId }) => registryId === 5)

    const forged = { snapshot: { ...snapshot, height: height(6) }, signature, nonSigners }
    expect(await l2.submitSnapshot(forged)).toMatchObject({ kind: "refused" })
    const watcher = createL2(undefined)
    expect(await watcher.submitSnapshot({ snapshot, signature, nonSigners })).toEqual({ kind: "watchOnly" })
    const sent = await l2.submitSnapshot({ snapshot, signature, nonSigners })
    expect(sent.kind).toBe("sent")
    expect(await l2.submitSnapshot({ snapshot, signature, nonSigners })).toEqual({ kind: "superseded" })
    await eventsNow()
    expect(await l2.acceptedSnapshot()).toMatchObject({
      height: 5,
      txHash: sent.kind === "sent" ? sent.txHash : "",
    })
    expect(await l2.acceptance(height(6))).toBeUndefined()
    expect(await l2.claimedAtomic(`0x${"99".repeat(20)}`)).toBe(0n)
  })

  it("tell an exit request, and forget it when the chain takes it back", async () => {
    const before = (await eventsNow()).length
    const snapshotId = await chain.client.snapshot()
    await operator(2).requestExit(3)
    expect((await eventsNow()).slice(before)).toMatchObject([{ kind: "exitRequested", registryId: 3 }])
    await chain.client.revert({ id: snapshotId })
    await chain.client.mine({ blocks: 4 })
    expect(await eventsNow()).toHaveLength(before)
  })
})
