import { nodeUrlOf } from "./askNode.ts"
import type { CliDeps } from "./cliDeps.ts"
import { CliError } from "./errors.ts"
import { explain } from "./explain.ts"
import { emptyMemory, liquidationRound, type RoundSettings } from "./liquidationRound.ts"
import { type Flags, readL2Access, readL2Key, settingsOf } from "./settings.ts"

export type LiquidateOptions = Flags & {
  readonly nodeUrl?: string
  readonly watch?: boolean
  readonly once?: boolean
  readonly every?: string
  readonly completeExits?: boolean
  readonly seshPrice?: string
  readonly always?: boolean
}

const EVERY_S_DEFAULT = 60
const EVERY_S_MAX = 86_400
const PAUSE_MS_MAX = 600_000
const WEI_DIGITS = 18

/** `sextant-node liquidate`: removes nodes that stayed too long after their exit, for the bounty. */
export async function liquidate(deps: CliDeps, options: LiquidateOptions): Promise<void> {
  const raw = settingsOf(deps, options)
  if (options.watch && options.once)
    throw new CliError("cli/bad-setting", "Pass --watch to go on until you stop it, or --once, not both.")
  const everyMs = secondsOf(options.every) * 1_000
  const settings: RoundSettings = {
    nodeUrl: nodeUrlOf({ ...raw, ...options }),
    completeExits: options.completeExits === true,
    seshPriceWei: priceOf(options),
  }
  if (raw["l2KeyFile"] === undefined)
    throw new CliError("cli/bad-setting", "A liquidation is a transaction: pass --l2-key-file FILE.")
  const account = deps.openLiquidator(readL2Access(deps, options), readL2Key(raw["l2KeyFile"]))
  const stopping = new AbortController()
  void deps.stopped().then(() => stopping.abort())
  const round = {
    deps: { ...deps, account },
    settings,
    memory: emptyMemory(),
    signal: stopping.signal,
  }
  if (!options.watch) {
    const removed = await liquidationRound(round)
    deps.say(
      removed === 0 ? "No node was removed." : `Removed ${removed} ${removed === 1 ? "node" : "nodes"}.`,
    )
    return
  }
  deps.say(`Watching for late exits as ${account.address}; ${settings.nodeUrl} names them. Ctrl-C stops.`)
  await watch(deps, { round, everyMs })
  deps.say("Stopped.")
}

type Watch = { readonly round: Parameters<typeof liquidationRound>[0]; readonly everyMs: number }

/** A failed round is tried again, after twice the pause of the time before. */
async function watch(deps: CliDeps, { round, everyMs }: Watch): Promise<void> {
  let failures = 0
  while (!round.signal.aborted) {
    try {
      await liquidationRound(round)
      if (failures > 0) deps.say("All is well again.")
      failures = 0
    } catch (error) {
      if (failures === 0) deps.say(`${explain(error)}\nTrying again until it works.`)
      failures++
    }
    await deps.clock.sleepMs(pauseMs(everyMs, failures), round.signal)
  }
}

function pauseMs(everyMs: number, failures: number): number {
  return Math.max(everyMs, Math.min(PAUSE_MS_MAX, everyMs * 2 ** Math.min(failures, 30)))
}

function secondsOf(text: string | undefined): number {
  if (text === undefined) return EVERY_S_DEFAULT
  const seconds = Number(text)
  if (!/^\d{1,5}$/.test(text) || seconds < 1 || seconds > EVERY_S_MAX)
    throw new CliError("cli/bad-setting", `--every is a whole number of seconds from 1 to ${EVERY_S_MAX}.`)
  return seconds
}

/** Wei per SESH, or undefined when every bounty will do. */
function priceOf({ seshPrice, always }: LiquidateOptions): bigint | undefined {
  if (always === true && seshPrice === undefined) return undefined
  if (always === true || seshPrice === undefined)
    throw new CliError(
      "cli/bad-setting",
      "A bounty is paid in SESH, gas in ETH. Pass --sesh-price PRICE, what one SESH is worth in ETH, so that only what pays is sent; or --always.",
    )
  const [, whole = "", fraction = ""] = /^(\d{1,9})(?:\.(\d{1,18}))?$/.exec(seshPrice) ?? []
  if (whole === "") throw new CliError("cli/bad-setting", "--sesh-price is a number of ETH such as 0.00002.")
  return BigInt(whole + fraction.padEnd(WEI_DIGITS, "0"))
}
