import { type ChildProcess, spawn } from "node:child_process"
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import path from "node:path"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { rewardsVaultAbi } from "@sextant/contracts/RewardsVault"
import { createDb, type Db } from "@sextant/prisma/client"
import { startEmbedded } from "@sextant/prisma/embedded"
import { migrateDeploy } from "@sextant/prisma/migrate"
import type { Hex } from "viem"
import { addBlock, type Bytes, lifetimes, type SeedOptions, seed } from "./seed.ts"
import {
  deployer,
  operator,
  operatorKey,
  proofOf,
  type Reward,
  type StandL2,
  startStandL2,
} from "./standL2.ts"

/**
 * A stage for working on the pages without a network: made-up rows that grow by a block every two seconds, the real
 * token and vault on a private chain, one false node, and the built web server. Runs until Ctrl-C.
 */
const { values } = parseArgs({
  options: {
    nodes: { type: "string", default: "13" },
    blocks: { type: "string", default: "120" },
    port: { type: "string", default: "4717" },
    file: { type: "string", default: path.join(tmpdir(), "sextant-stand.json") },
  },
})
const webPort = Number(values.port)
const options: SeedOptions = {
  nodeCount: Number(values.nodes),
  blockCount: Number(values.blocks),
  snapshotInterval: 5,
  blockIntervalMs: 2_000,
  nowMs: Date.now(),
  firstOperator: Uint8Array.from(Buffer.from(operator.address.slice(2), "hex")),
}
const ACCEPT_EVERY = 2 * options.snapshotInterval
const startMs = options.nowMs - options.blockCount * options.blockIntervalMs
let height = options.blockCount - 1
let accepted: readonly Reward[] = []

const hexOf = (bytes: Uint8Array): Hex => `0x${Buffer.from(bytes).toString("hex")}`
const rewardsAt = (at: number): readonly Reward[] =>
  lifetimes(options, at).map(({ account, lifetimeAtomic }) => ({ account: hexOf(account), lifetimeAtomic }))

async function accept(l2: StandL2, at: number): Promise<void> {
  const rewards = rewardsAt(at)
  await l2.accept(rewards)
  accepted = rewards
}

/** Answers `/v1/accounts/:address` as a node would. */
function startNode(l2: StandL2, port: number) {
  const server = createServer((request, response) => {
    const address = request.url?.split("/").at(-1) as Hex
    const answer = async () => {
      const now = rewardsAt(height).find(({ account }) => account === address)
      const proven = accepted.find(({ account }) => account === address)
      if (now === undefined || proven === undefined) return undefined
      const claimed = await l2.client.readContract({
        address: l2.contracts.RewardsVault,
        abi: rewardsVaultAbi,
        functionName: "claimed",
        args: [address],
      })
      const claim = {
        snapshotHeight: height - (height % ACCEPT_EVERY),
        lifetimeAmountAtomic: proven.lifetimeAtomic.toString(),
        claimedAtomic: claimed.toString(),
        proof: proofOf(accepted, address),
      }
      return { address, lifetimeAmountAtomic: now.lifetimeAtomic.toString(), claim }
    }
    void answer().then(
      (body) =>
        response
          .writeHead(body === undefined ? 404 : 200, { "content-type": "application/json" })
          .end(JSON.stringify(body ?? {})),
      () => response.writeHead(503).end(),
    )
  })
  return new Promise<typeof server>((resolve) => server.listen(port, "127.0.0.1", () => resolve(server)))
}

/** Takes claims from the chain into the table, as the indexer would. */
async function indexClaims(db: Db, l2: StandL2): Promise<number> {
  const l2Number = Number(await l2.client.getBlockNumber())
  const logs = await l2.client.getContractEvents({
    address: l2.contracts.RewardsVault,
    abi: rewardsVaultAbi,
    eventName: "RewardsClaimed",
    fromBlock: 0n,
  })
  for (const { blockNumber, logIndex, transactionHash, args } of logs)
    await db.prisma.claim.upsert({
      where: { blockNumber_logIndex: { blockNumber, logIndex } },
      update: {},
      create: {
        blockNumber,
        logIndex,
        txHash: bytesOf(transactionHash),
        at: new Date(),
        account: bytesOf(args.account ?? "0x"),
        amountAtomic: args.amount ?? 0n,
        claimedTotalAtomic: args.claimedTotal ?? 0n,
      },
    })
  return l2Number
}

function bytesOf(hex: Hex): Bytes {
  return Uint8Array.from(Buffer.from(hex.slice(2), "hex"))
}

/** Runs a copy of the built server, so that a new build does not pull the floor from under it. */
async function startWeb(dir: string, env: Record<string, string>): Promise<ChildProcess> {
  const built = fileURLToPath(new URL("../.next/standalone", import.meta.url))
  const copy = path.join(dir, "server")
  await cp(built, copy, { recursive: true, verbatimSymlinks: true })
  return spawn(process.execPath, ["server.js"], {
    cwd: path.join(copy, "apps", "web"),
    stdio: "inherit",
    env: { ...process.env, ...env, PORT: String(webPort), HOSTNAME: "127.0.0.1", NODE_ENV: "production" },
  })
}

const dir = await mkdtemp(path.join(tmpdir(), "sextant-web-"))
const database = await startEmbedded({ dir, durability: "none" })
await migrateDeploy(database.databaseUrl)
const db = createDb(database.databaseUrl)
const l2 = await startStandL2(webPort + 1)
await seed(db, options)
await accept(l2, height - (height % ACCEPT_EVERY))
const nodeUrl = `http://127.0.0.1:${webPort + 2}`
const node = await startNode(l2, webPort + 2)
const web = await startWeb(dir, {
  DATABASE_URL: database.databaseUrl,
  NODE_URLS: `http://127.0.0.1:9,${nodeUrl}`,
  L2_RPC_URL: l2.url,
  CHAIN_ID: "31337",
  CONTRACTS: JSON.stringify(l2.contracts),
})
const account = { role: "operator", address: operator.address.toLowerCase(), privateKey: operatorKey }
const file = {
  chainId: 31337,
  l2RpcUrl: l2.url,
  webUrl: `http://127.0.0.1:${webPort}`,
  apiUrl: `http://127.0.0.1:${webPort}/api/trpc`,
  databaseUrl: database.databaseUrl,
  nodeUrls: [nodeUrl],
  storageUrls: [],
  contracts: l2.contracts,
  accounts: [
    account,
    { role: "user", address: deployer.address.toLowerCase(), privateKey: `0x${"00".repeat(31)}01` },
  ],
  processes: [],
}
await writeFile(values.file, JSON.stringify(file, null, 2))

let isRunning = true
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, async () => {
    isRunning = false
    web.kill("SIGTERM")
    node.close()
    l2.stop()
    await new Promise((resolve) => setTimeout(resolve, 2_200))
    await db.close()
    await database.stop()
    await rm(dir, { recursive: true, force: true })
    process.exit(0)
  })
while (isRunning) {
  await new Promise((resolve) =>
    setTimeout(resolve, Math.max(0, startMs + (height + 1) * options.blockIntervalMs - Date.now())),
  )
  const l2Number = await indexClaims(db, l2)
  await addBlock(db, { options, height: height + 1, startMs, l2Number })
  height++
  if (height % ACCEPT_EVERY === 0) await accept(l2, height)
}
