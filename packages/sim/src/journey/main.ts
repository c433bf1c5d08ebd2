import { access, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import type { DevnetFile } from "../devnet/devnetFile.ts"
import { createProgress } from "../devnet/progress.ts"
import { repositoryRoot } from "../devnet/services.ts"
import { browserChapter } from "./browserChapter.ts"
import { claimChapter } from "./claimChapter.ts"
import { joinChapter } from "./joinChapter.ts"
import { type JourneyContext, must } from "./journeyContext.ts"
import { killChapter } from "./killChapter.ts"
import { askToLeave, leaveChapter } from "./leaveChapter.ts"
import { freePortBase, isFree, type LocalNetwork, startLocalNetwork } from "./localNetwork.ts"
import { readStatus, until } from "./nodeHttp.ts"
import { voteLogChapter } from "./voteLogChapter.ts"

/**
 * The whole mission from outside: one command, a claim, a node that joins and leaves, a browser, two nodes killed, Ctrl-C,
 * and the same network again. `--keep` leaves the folder for a look.
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
    const newcomer = await progress.step(
      "An eighth node joins",
      () => joinChapter(context),
      ({ nodeId }) => nodeId,
    )
    await progress.step("It asks to leave", () => askToLeave(newcomer))
    await progress.step("A claim in the browser", () => browserChapter(context))
    await progress.step("It leaves and withdraws", () => leaveChapter(context, newcomer), said)
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
