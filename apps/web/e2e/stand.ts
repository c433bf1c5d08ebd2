import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import process from "node:process"
import { parseArgs } from "node:util"
import { createDb } from "@sextant/prisma/client"
import { startEmbedded } from "@sextant/prisma/embedded"
import { migrate } from "@sextant/prisma/migrate"
import { addBlock, seed } from "./seed.ts"

/**
 * A stage for working on pages without a network: an embedded database with made-up rows that grows by a block every
 * two seconds until Ctrl-C. Prints the environment for the web server.
 */
const { values } = parseArgs({
  options: { nodes: { type: "string", default: "13" }, blocks: { type: "string", default: "120" }, still: { type: "boolean", default: false } },
})
const dir = await mkdtemp(path.join(tmpdir(), "sextant-web-"))
const database = await startEmbedded({ dir, durability: "none" })
await migrate(database.databaseUrl)
const db = createDb(database.databaseUrl)
const options = {
  nodeCount: Number(values.nodes),
  blockCount: Number(values.blocks),
  snapshotInterval: 5,
  blockIntervalMs: 2_000,
  nowMs: Date.now(),
}
await seed(db, options)
const contract = (digit: string) => `0x${digit.repeat(40)}`
const contracts = { SessionToken: contract("1"), NodeRegistry: contract("2"), RewardsVault: contract("3"), RewardPool: contract("4") }
process.stdout.write(
  `export DATABASE_URL='${database.databaseUrl}' NODE_URLS=http://127.0.0.1:9 L2_RPC_URL=http://127.0.0.1:9 CHAIN_ID=31337 CONTRACTS='${JSON.stringify(contracts)}'\n`,
)

const startMs = options.nowMs - options.blockCount * options.blockIntervalMs
let height = options.blockCount
let running = !values.still
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, async () => {
    running = false
    await db.close()
    await database.stop()
    await rm(dir, { recursive: true, force: true })
    process.exit(0)
  })
while (running) {
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, startMs + height * options.blockIntervalMs - Date.now())))
  await addBlock(db, { options, height, startMs })
  height++
}
if (values.still) setInterval(() => {}, 60_000)
