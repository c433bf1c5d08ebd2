import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { contributionPoolAbi } from "@sextant/contracts/ContributionPool"
import { nodeRegistryAbi } from "@sextant/contracts/NodeRegistry"
import { sessionTokenAbi } from "@sextant/contracts/SessionToken"
import { aggregateSignatures, sign } from "@sextant/crypto/bls"
import { ed25519KeyPair } from "@sextant/crypto/ed25519"
import { buildMerkleTree } from "@sextant/crypto/merkle"
import { bytesTo0x, bytesToHex } from "@sextant/shared/bytes"
import { height, l2Height } from "@sextant/shared/units"
import type { RegistryId } from "@sextant/wire/l2Event"
import { snapshotMessage } from "@sextant/wire/messages"
import type { ExitLeaf, Snapshot } from "@sextant/wire/snapshot"
import { exitLeafHash } from "@sextant/wire/snapshotCodec"
import type { Hex } from "viem"
import { privateKeyToAccount } from "viem/accounts"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { emptyMemory, liquidationRound } from "../src/cli/liquidationRound.ts"
import { parseL2Account } from "../src/l2/contractClient.ts"
import { createViemL2 } from "../src/l2/createViemL2.ts"
import { createHttpProvider } from "../src/l2/jsonRpc.ts"
import { openAccount, openLiquidator } from "../src/openAccount.ts"
import { systemClock } from "../src/systemClock.ts"
import { ANVIL_CHAIN_ID, type AnvilChain, startAnvil } from "./anvilChain.ts"
import { freshKeys } from "./localNode.ts"
import { createMemoryDb } from "./memoryDb.ts"
import { silentLogger } from "./silentLogger.ts"
import { silentMetrics } from "./silentMetrics.ts"

const NODE_URL = "http://node.example"
const SESH = 1_000_000_000n
const POOL_NODE = 5
const LATE_SOLO = 4

/** A pool made by the operator's command line, and the watcher of late exits, on the real contracts. */
describe("a pool and a late exit on a real EVM chain", () => {
  const folder = mkdtempSync(join(tmpdir(), "sextant-late-"))
  const keys = Array.from({ length: 6 }, freshKeys)
  const secrets: Hex[] = []
  let chain: AnvilChain
  let pool: Hex
  const exits = new Map<number, { leaf: ExitLeaf; proof: readonly string[] }>()

  const access = () => ({ chainId: ANVIL_CHAIN_ID, contracts: chain.contracts, l2RpcUrls: [chain.url] })
  const wallet = (index: number) => openAccount(access(), secrets[index] as Hex)
  const write = async (index: number, call: Record<string, unknown>) => {
    const account = privateKeyToAccount(secrets[index] as Hex)
    const hash = await chain.client.writeContract({ ...call, account, chain: null } as never)
    const receipt = await chain.client.waitForTransactionReceipt({ hash })
    expect(receipt.status).toBe("success")
  }
  const balanceOf = (address: Hex) =>
    chain.client.readContract({
      address: chain.contracts.SessionToken,
      abi: sessionTokenAbi,
      functionName: "balanceOf",
      args: [address],
    })
  const contribute = async (index: number, sesh: bigint) => {
    const amount = sesh * SESH
    const token = { address: chain.contracts.SessionToken, abi: sessionTokenAbi }
    await write(index, { ...token, functionName: "approve", args: [pool, amount] })
    const seen = await chain.client.readContract({
      address: pool,
      abi: contributionPoolAbi,
      functionName: "termsHash",
    })
    const args = [amount, wallet(index).address, seen]
    await write(index, { address: pool, abi: contributionPoolAbi, functionName: "contribute", args })
  }
  /** Every node signs that these registrations may leave. */
  const acceptSnapshot = async (at: number, leaves: readonly ExitLeaf[]) => {
    const tree = buildMerkleTree(leaves.map(exitLeafHash))
    const { timestamp } = await chain.client.getBlock()
    const snapshot: Snapshot = {
      height: height(at),
      l2Number: l2Height(1),
      timestampS: Number(timestamp),
      blockHash: new Uint8Array(32).fill(1),
      stateRoot: new Uint8Array(32).fill(2),
      rewardsRoot: new Uint8Array(32),
      exitsRoot: tree.root,
    }
    const domain = { chainId: ANVIL_CHAIN_ID, registry: chain.contracts.NodeRegistry }
    const message = snapshotMessage(domain, snapshot)
    const signers = keys.slice(0, POOL_NODE)
    const signature = aggregateSignatures(signers.map(({ blsSecretKey }) => sign(blsSecretKey, message)))
    const l2 = createViemL2(
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
        headRule: { lagBlocks: 0 },
        pollIntervalMs: 50,
        rangeBlocksMax: 100,
        lagBlocksMax: 10,
        account: parseL2Account(secrets[0] as Hex),
      },
    )
    expect(await l2.submitSnapshot({ snapshot, signature, nonSigners: [] })).toMatchObject({ kind: "sent" })
    for (const leaf of leaves)
      exits.set(leaf.registryId, { leaf, proof: tree.proofOf(exitLeafHash(leaf)).map(bytesTo0x) })
  }
  const answer = (path: string) => {
    if (path === "/v1/nodes") return { height: 9, nodes: [...exits.keys()].map(nodeJson) }
    const exit = exits.get(Number(path.split("/").at(-1)))
    return exit && { ...exit, snapshotHeight: 5 }
  }
  const watcher = (index: number, lines: string[]) => ({
    deps: {
      clock: systemClock,
      account: openLiquidator(access(), secrets[index] as Hex),
      say: (line: string) => void lines.push(line),
      fetch: async (url: string) => {
        const found = answer(url.slice(NODE_URL.length))
        return found === undefined ? new Response("{}", { status: 404 }) : Response.json(found)
      },
    },
    settings: { nodeUrl: NODE_URL, completeExits: false, seshPriceWei: undefined },
    memory: emptyMemory(),
    signal: new AbortController().signal,
  })

  beforeAll(async () => {
    chain = await startAnvil(folder)
    for (let index = 0; index < 8; index++) secrets.push(await chain.operatorKey(index + 1))
    for (let index = 0; index < LATE_SOLO; index++) {
      const input = { keys: keys[index] as (typeof keys)[number], feeBps: 0, beneficiary: undefined }
      await wallet(index).register(input, () => undefined)
    }
    await chain.startNetwork()
  })
  afterAll(async () => {
    await chain?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it("fills a pool with a reserved place and registers its node", async () => {
    const [operator, friend, other] = [4, 5, 6].map((index) => wallet(index).address) as [Hex, Hex, Hex]
    const made = await wallet(4).createPool(
      {
        keys: keys[LATE_SOLO] as (typeof keys)[number],
        feeBps: 1_000,
        autoFinalize: true,
        reservations: [{ contributor: friend, amountAtomic: 5_000n * SESH }],
        stakeAtomic: 7_000n * SESH,
      },
      () => undefined,
    )
    pool = made.pool
    await contribute(6, 13_000n)
    await contribute(5, 5_000n)
    await write(7, { address: pool, abi: contributionPoolAbi, functionName: "finalize" })
    const nodeKey = ed25519KeyPair((keys[LATE_SOLO] as (typeof keys)[number]).ed25519Seed).publicKey
    expect(await wallet(4).registryIdOf(bytesToHex(nodeKey))).toBe(POOL_NODE)
    const liquidator = openLiquidator(access(), secrets[7] as Hex)
    expect((await liquidator.contributorsOf(POOL_NODE)).map(({ staker }) => staker)).toEqual([
      operator,
      other,
      friend,
    ])
    expect(await liquidator.contributorsOf(1)).toEqual([])
  })

  it("says in the contract's words what is wrong with an offer", async () => {
    await chain.operatorKey(5)
    const again = wallet(4).createPool(
      {
        keys: keys[LATE_SOLO] as (typeof keys)[number],
        feeBps: 10_001,
        autoFinalize: true,
        reservations: [],
        stakeAtomic: undefined,
      },
      () => undefined,
    )
    await expect(again).rejects.toMatchObject({
      code: "l2/contract-refused",
      meta: { meaning: expect.stringContaining("100 %") },
    })
  })

  it("lets a contributor ask for the exit with the list from the log", async () => {
    await wallet(6).requestExit(POOL_NODE)
    const node = await chain.client.readContract({
      address: chain.contracts.NodeRegistry,
      abi: nodeRegistryAbi,
      functionName: "node",
      args: [BigInt(POOL_NODE)],
    })
    expect(node.exitRequestedAtS).toBeGreaterThan(0n)
  })

  it("is liquidated once it is late, by one of two watchers, at the operator's cost alone", async () => {
    const eligibleAtS = Number((await chain.client.getBlock()).timestamp)
    const leaf = { kind: "exit", eligibleAtS, unlockAtS: eligibleAtS } as const
    await acceptSnapshot(5, [{ ...leaf, registryId: POOL_NODE as RegistryId }])
    const lines: string[] = []
    const early = await liquidationRound(watcher(7, lines))
    expect({ early, lines }).toEqual({ early: 0, lines: [] })

    await chain.client.increaseTime({ seconds: 61 })
    await chain.client.mine({ blocks: 1 })
    const liquidators = [wallet(6).address, wallet(7).address] as const
    const before = await Promise.all(liquidators.map(balanceOf))
    const removed = await Promise.all([
      liquidationRound(watcher(6, lines)),
      liquidationRound(watcher(7, lines)),
    ])
    expect(removed.toSorted()).toEqual([0, 1])
    expect(lines.filter((line) => line.includes("for a bounty of 2.1 SESH"))).toHaveLength(1)
    const after = await Promise.all(liquidators.map(balanceOf))
    expect(after.map((amount, at) => amount - (before[at] as bigint)).toSorted()).toEqual([
      0n,
      2_100_000_000n,
    ])
    expect(await liquidationRound(watcher(7, lines))).toBe(0)
  })

  it("credits every contributor, the operator less the penalty", async () => {
    expect(await wallet(5).releaseStake(POOL_NODE)).toBe(true)
    // 0.2 % of 7,000 SESH.
    expect(await wallet(4).withdraw()).toBe(6_986n * SESH)
    expect(await wallet(5).withdraw()).toBe(5_000n * SESH)
    expect(await wallet(6).withdraw()).toBe(13_000n * SESH)
    expect(await wallet(5).releaseStake(POOL_NODE)).toBe(false)
  })
})

function nodeJson(registryId: number) {
  return {
    nodeId: "ab".repeat(32),
    registryId,
    state: "exited",
    operator: `0x${"11".repeat(20)}`,
    blsPublicKey: "cd",
    x25519PublicKey: "ef",
    feeBps: 0,
    stakeAtomic: "1",
    contributors: [],
    registeredHeight: 1,
    creditBlocks: 0,
    participation: { votes: [], proposals: [], snapshots: [] },
    isValidator: false,
  }
}
