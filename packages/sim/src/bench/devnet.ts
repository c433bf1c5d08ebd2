import { execFileSync } from "node:child_process"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { blockSchema, statusSchema } from "@sextant/wire/rpc/nodeApi"
import type { DevnetFile } from "../devnet/devnetFile.ts"
import { repositoryRoot } from "../devnet/services.ts"
import { freePortBase, startLocalNetwork } from "../journey/localNetwork.ts"
import { outsideClaim } from "../journey/outsideClaim.ts"
import type { Measurement } from "./report.ts"
import { percentile } from "./statistics.ts"

const BLOCK_INTERVAL_MS = 2_000
const FINALITY_SAMPLES = 30
const IDLE_MS = 30_000

/** The local network as a newcomer meets it: a fresh clone, its packages installed, `npm start`, a claim from outside. */
export async function benchDevnet(): Promise<readonly Measurement[]> {
  const scratch = await mkdtemp(path.join(tmpdir(), "sextant-bench-"))
  const checkout = path.join(scratch, "clone")
  const say = (text: string) => process.stderr.write(text)
  try {
    execFileSync("git", ["clone", "--quiet", repositoryRoot, checkout])
    say("Installing packages into the clone (not counted) …\n")
    execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: checkout,
      stdio: "ignore",
    })
    const options = {
      checkout,
      dataFolder: path.join(scratch, "data"),
      portBase: await freePortBase(),
      withinMs: 600_000,
      say,
    }
    const startedMs = performance.now()
    const first = await startLocalNetwork(options)
    await claim(await first.file())
    const claimS = (performance.now() - startedMs) / 1000
    say(`First claim after ${claimS.toFixed(1)} s. Measuring finality and memory …\n`)
    const finality = await finalityOf(await first.file())
    await sleep(IDLE_MS)
    const memoryMb = await nodeMemoryMb(await first.file())
    const heightBefore = await finalizedHeight(await first.file())
    await first.stop()
    const resumedMs = performance.now()
    const second = await startLocalNetwork(options)
    while ((await finalizedHeight(await second.file())) <= heightBefore) await sleep(100)
    const resumeS = (performance.now() - resumedMs) / 1000
    await second.stop()
    return [
      { row: "fresh clone to first claim (packages installed)", value: claimS, unit: "s", goal: "<= 300" },
      { row: "npm start until devnet.json, first time", value: first.readyAfterMs / 1000, unit: "s" },
      { row: "resumed npm start to a new final block", value: resumeS, unit: "s", goal: "<= 30" },
      { row: "7 nodes idle, proportional memory together", value: memoryMb, unit: "MB", goal: "<= 1536" },
      {
        row: "finality p50",
        value: percentile(finality, 0.5),
        unit: "ms",
        anchor: interval,
        goal: "<= 1.5x",
      },
      {
        row: "finality p95",
        value: percentile(finality, 0.95),
        unit: "ms",
        anchor: interval,
        goal: "<= 1.5x",
      },
    ]
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

const interval = { name: "block interval", value: BLOCK_INTERVAL_MS }

async function claim(file: DevnetFile): Promise<void> {
  const operator = file.accounts.find(({ role }) => role === "operator")
  const nodeUrl = file.nodeUrls[0]
  if (operator === undefined || nodeUrl === undefined)
    throw new Error("devnet.json names no operator or no node")
  await outsideClaim({
    chainId: file.chainId,
    l2RpcUrl: file.l2RpcUrl,
    nodeUrl,
    contracts: {
      SessionToken: file.contracts.SessionToken as `0x${string}`,
      RewardsVault: file.contracts.RewardsVault as `0x${string}`,
    },
    privateKey: operator.privateKey as `0x${string}`,
    percent: 100n,
    withinMs: 120_000,
  })
}

/** Milliseconds from a block's own timestamp to when an outside observer first sees it final. */
async function finalityOf(file: DevnetFile): Promise<readonly number[]> {
  const url = file.nodeUrls[0]
  const delaysMs: number[] = []
  let height = await finalizedHeight(file)
  while (delaysMs.length < FINALITY_SAMPLES) {
    const next = await finalizedHeight(file)
    if (next > height) {
      const seenMs = Date.now()
      const response = await fetch(`${url}/v1/blocks/${next}`)
      delaysMs.push(seenMs - blockSchema.parse(await response.json()).timestampMs)
      height = next
    }
    await sleep(5)
  }
  return delaysMs
}

async function finalizedHeight(file: DevnetFile): Promise<number> {
  const response = await fetch(`${file.nodeUrls[0]}/v1/status`)
  return statusSchema.parse(await response.json()).finalizedHeight
}

/** Proportional set size: pages shared between the nodes count once. */
async function nodeMemoryMb(file: DevnetFile): Promise<number> {
  let totalKb = 0
  for (const { name, pid } of file.processes) {
    if (!name.startsWith("node-")) continue
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, "utf8")
    totalKb += Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0)
  }
  return totalKb / 1024
}
