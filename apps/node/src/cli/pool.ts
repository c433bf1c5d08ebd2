import { parseAddress } from "@sextant/shared/networks"
import type { CliDeps, PoolOffer } from "./cliDeps.ts"
import { CliError } from "./errors.ts"
import { formatSesh } from "./formatSesh.ts"
import { openKeyFiles } from "./keyFiles.ts"
import { addressOf, parseFee } from "./register.ts"
import { type Flags, readL2Access, readL2Key, readPassword, settingsOf } from "./settings.ts"

export type PoolOptions = Flags & {
  readonly operator?: string
  readonly feeBps?: string
  readonly stake?: string
  readonly reserve?: readonly string[]
  readonly manualFinalize?: boolean
  readonly json?: boolean
}

/** `sextant-node pool`: opens a pool in which others stake for this node too. */
export async function pool(deps: CliDeps, options: PoolOptions): Promise<void> {
  const settings = settingsOf(deps, options)
  const access = readL2Access(deps, options)
  const offer = {
    feeBps: parseFee(options.feeBps ?? "0"),
    autoFinalize: options.manualFinalize !== true,
    reservations: (options.reserve ?? []).map(parseReservation),
    stakeAtomic: options.stake === undefined ? undefined : parseSesh("--stake", options.stake),
  }
  const password = await readPassword(deps, options, false)
  const input: PoolOffer = {
    ...offer,
    keys: openKeyFiles(settings["dataFolder"] ?? "./sextant-data", password),
  }
  if (settings["l2KeyFile"] === undefined) return show(deps, options, input)
  const account = deps.openAccount(access, readL2Key(settings["l2KeyFile"]))
  const made = await account.createPool(input, options.json ? () => undefined : deps.say)
  if (options.json) return deps.say(JSON.stringify({ pool: made.pool }))
  if (offer.stakeAtomic === undefined)
    deps.say(`It opens with your own stake of at least ${formatSesh(made.leastAtomic)} SESH.`)
  deps.say("Once its stake is complete it can be registered: finalize() of the pool does that.")
}

/** Signs for a wallet elsewhere. */
async function show(deps: CliDeps, options: PoolOptions, input: PoolOffer): Promise<void> {
  if (options.operator === undefined)
    throw new CliError(
      "cli/bad-setting",
      "Whose pool is it? Pass --operator 0x… to sign for that wallet, or --l2-key-file FILE to create it at once.",
    )
  const access = readL2Access(deps, options)
  const operator = addressOf("--operator", options.operator)
  const prepared = await deps.preparePool(access, { ...input, operator })
  if (options.json) return deps.say(JSON.stringify(prepared))
  deps.say(`These terms are signed by the node, for the pool at ${prepared.pool} of ${operator} only:`)
  deps.say("")
  deps.say(JSON.stringify(prepared, null, 2))
  deps.say("")
  deps.say("Create it with the operator's wallet:")
  deps.say(`  ContributionPoolFactory ${access.contracts.ContributionPoolFactory}`)
  deps.say("  createPool(terms, reservations, salt)")
}

function parseReservation(text: string) {
  const [, address, sesh] = /^(0x[0-9a-fA-F]{40}):([\d.]+)$/.exec(text) ?? []
  if (address === undefined || sesh === undefined)
    throw new CliError("cli/bad-setting", "--reserve is an address and SESH: 0x…:5000.")
  return { contributor: parseAddress(address), amountAtomic: parseSesh("--reserve", sesh) }
}

const SESH_DECIMALS = 9

function parseSesh(flag: string, text: string): bigint {
  const [, whole, fraction = ""] = /^(\d{1,9})(?:\.(\d{1,9}))?$/.exec(text) ?? []
  if (whole === undefined)
    throw new CliError("cli/bad-setting", `${flag} needs an amount of SESH with up to 9 decimals: 6250.`)
  return BigInt(whole + fraction.padEnd(SESH_DECIMALS, "0"))
}
