import { type ChildProcess, spawn } from "node:child_process"
import { nodeArguments } from "../devnet/nodes.ts"
import type { Newcomer } from "./joinChapter.ts"
import { type JourneyContext, must } from "./journeyContext.ts"
import { until } from "./nodeHttp.ts"
import { operatorCommand } from "./operatorCli.ts"
import { walletEnv } from "./operatorFolder.ts"
import { openWallet, spareKey } from "./wallet.ts"

/** 60 s of unlocking, a snapshot, and the 60 s after which a node is late. */
const LIQUIDATED_WITHIN_MS = 240_000
const STOPS_WITHIN_MS = 15_000
const STAKE_ATOMIC = 25_000_000_000_000n
/** 0.2 % and 0.03 % of it. */
const PENALTY_ATOMIC = 50_000_000_000n
const BOUNTY_ATOMIC = 7_500_000_000n

type Watcher = {
  readonly address: `0x${string}`
  readonly balanceBefore: bigint
  /** Everything it said so far. */
  readonly said: () => string
  readonly stop: () => Promise<void>
}

/** Somebody watches for late exits, with one node's HTTP and a wallet. */
async function startWatcher(context: JourneyContext): Promise<Watcher> {
  const file = await context.network.file()
  const privateKey = spareKey(2)
  const wallet = await openWallet(context, privateKey)
  const env = await walletEnv(context, { name: "watcher", privateKey })
  const args = ["liquidate", "--watch", "--always", "--every", "2", "--node-url", file.nodeUrls[1] ?? ""]
  const balanceBefore = await wallet.balance()
  const child = spawn(process.execPath, nodeArguments(...args), { env: { ...process.env, ...env } })
  let text = ""
  const keep = (chunk: Buffer) => {
    text += chunk.toString("utf8")
  }
  child.stdout.on("data", keep)
  child.stderr.on("data", keep)
  const kill = () => child.kill("SIGKILL")
  process.once("exit", kill)
  return {
    address: wallet.address,
    balanceBefore,
    said: () => text,
    async stop() {
      process.removeListener("exit", kill)
      must((await endOf(child)) === 0, `the watcher did not stop cleanly. It said:\n${text}`)
    },
  }
}

/**
 * A node whose operator never came is removed by the watcher; what is left of the stake stays the operator's. The watcher comes
 * when nobody else is about to leave: on a slow machine those would be late too.
 */
export async function lateExitChapter(context: JourneyContext, newcomer: Newcomer): Promise<string> {
  const watcher = await startWatcher(context)
  const { privateKey } =
    (await context.network.file()).accounts.find(
      ({ address }) => address.toLowerCase() === newcomer.operator.toLowerCase(),
    ) ?? {}
  const operator = await openWallet(context, privateKey ?? "")
  const before = await operator.balance()
  const line = `Node ${newcomer.registryId}: removed for a bounty of 7.5 SESH`
  await until("the watcher's liquidation", LIQUIDATED_WITHIN_MS, async () =>
    watcher.said().includes(line) ? true : undefined,
  )
  const bounty = (await operator.balance(watcher.address)) - watcher.balanceBefore
  must(bounty === BOUNTY_ATOMIC, `the bounty was ${bounty}, not ${BOUNTY_ATOMIC}`)
  await operatorCommand(newcomer.env, "exit", "--number", String(newcomer.registryId), "--complete")
  const returned = (await operator.balance()) - before
  must(returned === STAKE_ATOMIC - PENALTY_ATOMIC, `the operator got ${returned} back`)
  await watcher.stop()
  must(watcher.said().trimEnd().endsWith("Stopped."), "the watcher did not say that it stopped")
  return `a bounty of ${BOUNTY_ATOMIC}, ${returned} atomic units are back`
}

async function endOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve))
  const late = setTimeout(() => child.kill("SIGKILL"), STOPS_WITHIN_MS)
  child.kill("SIGINT")
  const code = await ended
  clearTimeout(late)
  return code
}
