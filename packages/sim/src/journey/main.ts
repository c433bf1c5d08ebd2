import { access, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import type { DevnetFile } from "../devnet/devnetFile.ts"
import { createProgress } from "../devnet/progress.ts"
import { repositoryRoot } from "../devnet/services.ts"
import { browserChapter } from "./browserChapter.ts"
import { claimChapter } from "./claimChapter.ts"
import { joinChapter, type Newcomer } from "./joinChapter.ts"
import { type JourneyContext, must } from "./journeyContext.ts"
import { killChapter } from "./killChapter.ts"
import { lateExitChapter } from "./lateExitChapter.ts"
import { askToLeave, stopLeavers } from "./leaveChapter.ts"
import { freePortBase, isFree, type LocalNetwork, startLocalNetwork } from "./localNetwork.ts"
import { namesChapter } from "./namesChapter.ts"
import { readStatus, until } from "./nodeHttp.ts"
import { askToLeavePool, checkSplit, fillPool, leavePool, type PoolNode } from "./poolChapter.ts"
import { proChapter } from "./proChapter.ts"
import { voteLogChapter } from "./voteLogChapter.ts"

/**
 * The whole mission from outside: one command, a claim, a node that joins and is late to leave, a pool, a name, a pass, a
 * browser, two nodes killed, Ctrl-C, and the same network again. `--keep` leaves the folder for a look.
 */
const START_WITHIN_MS = 420_000
const NODE_COUNT = 7

const keep = process.argv.includes("--keep")
const progress = createProgress({
  write: (text) => process.stdout.write(text),
  nowMs: () => performance.now(),
  colours: false,
})
const scratchFolder = await mkdtemp(path.join(tmpdir(), "sextant-journey-"))
const dataFolder = path.join(scratchFolder, "data")
const portBase = await freePortBase()
const start = () =>
  startLocalNetwork({
    checkout: repositoryRoot,
    dataFolder,
    portBase,
    withinMs: START_WITHIN_MS,
    say: indent,
  })

try {
  const height = await firstLife()
  await secondLife(height)
  progress.line("The journey is complete.")
} finally {
  if (keep) progress.line(`Kept: ${scratchFolder}`)
  else await rm(scratchFolder, { recursive: true, force: true })
}

async function firstLife(): Promise<number> {
  const network = await progress.step("npm start -- --headless", start)
  const context: JourneyContext = { network, scratchFolder, dataFolder, portBase, progress }
  try {
    await progress.step("A claim from outside, in part and in whole", () => claimChapter(context), said)
    const [newcomer, pool] = await progress.step(
      "An eighth node joins; three fill a pool whose node earns; a name and a pass are sold",
      () => firstBusiness(context),
    )
    await progress.step("Both ask to leave", () =>
      Promise.all([askToLeave(newcomer), askToLeavePool(context, pool)]),
    )
    await progress.step("A claim in the browser", () => browserChapter(context))
    await progress.step(
      "The pool leaves, and each of the three withdraws",
      () => leavePool(context, pool),
      said,
    )
    await progress.step(
      "The other one is late and liquidated",
      () => lateExitChapter(context, newcomer),
      said,
    )
    await progress.step("Those that left vote no more", () =>
      stopLeavers(context, [newcomer.node, pool.node]),
    )
    await progress.step("kill -9 of two of seven nodes", () => killChapter(context), said)
    const { epoch, finalizedHeight } = await statusOf(network)
    const file = await network.file()
    await progress.step("Ctrl-C leaves nothing behind", () => stopChapter(network, file))
    const folders = Array.from({ length: NODE_COUNT }, (_, index) => path.join(dataFolder, `node-${index}`))
    const epochs = [epoch - 1, epoch, epoch + 1]
    await progress.step("No vote log contradicts itself", () => voteLogChapter(folders, epochs), said)
    return finalizedHeight
  } finally {
    await network.stop()
  }
}

/** Four stories that wait for the chain most of the time, so they are told side by side. */
async function firstBusiness(context: JourneyContext): Promise<[Newcomer, PoolNode]> {
  const tell = (title: string) => (outcome: string) => context.progress.line(`    ${title}: ${outcome}`)
  const [newcomer, pool] = await Promise.all([
    joinChapter(context),
    fillPool(context).then(async (filled) => {
      tell("The pool's rewards are split")(await checkSplit(context, filled))
      return filled
    }),
    // One account pays for both, so one after the other.
    proChapter(context)
      .then(tell("A pass"))
      .then(() => namesChapter(context))
      .then(tell("A name")),
  ])
  return [newcomer, pool]
}

async function secondLife(height: number): Promise<void> {
  const network = await progress.step("npm start again", start)
  try {
    await progress.step("The same network goes on", async () => {
      await until(`a final block above ${height}`, 60_000, async () =>
        (await statusOf(network)).finalizedHeight > height ? true : undefined,
      )
    })
    const file = await network.file()
    await progress.step("Ctrl-C leaves nothing behind", () => stopChapter(network, file))
  } finally {
    await network.stop()
  }
}

async function stopChapter(network: LocalNetwork, file: DevnetFile): Promise<void> {
  await network.stop()
  for (const { name, pid } of file.processes) must(!isAlive(pid), `${name} (process ${pid}) still runs`)
  for (const port of [portBase, portBase + 1, portBase + 2, portBase + 10, portBase + 100]) {
    must(await isFree(port), `port ${port} is still taken`)
  }
  const left = await access(path.join(dataFolder, "devnet.lock")).then(
    () => true,
    () => false,
  )
  must(!left, "the data folder is still locked")
}

async function statusOf(network: LocalNetwork) {
  const [nodeUrl] = (await network.file()).nodeUrls
  return readStatus(nodeUrl ?? "")
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

function said(outcome: string): string {
  return outcome
}

function indent(text: string): void {
  process.stdout.write(text.replaceAll(/^(?=.)/gm, "    │ "))
}
