import { parseAddress } from "@sextant/shared/networks"
import { FEE_BPS_MAX } from "@sextant/shared/params"
import type { CliDeps, PreparedRegistration, SoloRegistrationInput } from "./cliDeps.ts"
import { CliError } from "./errors.ts"
import { openKeyFiles, readPublicKeys } from "./keyFiles.ts"
import { type Flags, readL2Access, readL2Key, readPassword, settingsOf } from "./settings.ts"

export type RegisterOptions = Flags & {
  readonly operator?: string
  readonly beneficiary?: string
  readonly feeBps?: string
  readonly json?: boolean
}

/** `sextant-node register`: signs the registration; sends it when an L2 key is given, shows it for a wallet otherwise. */
export async function register(deps: CliDeps, options: RegisterOptions): Promise<void> {
  const settings = settingsOf(deps, options)
  const access = readL2Access(deps, options)
  const dataFolder = settings["dataFolder"] ?? "./sextant-data"
  const { nodeId } = readPublicKeys(dataFolder)
  const feeBps = parseFee(options.feeBps ?? "0")
  const beneficiary =
    options.beneficiary === undefined ? undefined : addressOf("--beneficiary", options.beneficiary)
  const keys = openKeyFiles(dataFolder, await readPassword(deps, options, false))
  const input: SoloRegistrationInput = { keys, feeBps, beneficiary }
  if (settings["l2KeyFile"] !== undefined) {
    const account = deps.openAccount(access, readL2Key(settings["l2KeyFile"]))
    const registryId = await account.register(input, deps.say)
    deps.say(`Registered node ${nodeId} as number ${registryId}, operator ${account.address}.`)
    deps.say("It becomes active with one of the next blocks: see `sextant-node status`.")
    return
  }
  if (options.operator === undefined)
    throw new CliError(
      "cli/bad-setting",
      "Whose stake is it? Pass --operator 0x… to sign for that wallet, or --l2-key-file FILE to register at once.",
    )
  const operator = addressOf("--operator", options.operator)
  show(deps, options, await deps.prepareRegistration(access, { ...input, operator }))
}

function show(deps: CliDeps, options: RegisterOptions, prepared: PreparedRegistration): void {
  const registry = readL2Access(deps, options).contracts.NodeRegistry
  const json = JSON.stringify(prepared)
  if (options.json) {
    deps.say(json)
    return
  }
  deps.say(`This registration is signed by the node and valid for operator ${prepared.operator} only:`)
  deps.say("")
  deps.say(JSON.stringify(prepared, null, 2))
  deps.say("")
  deps.say("Send it with the operator's wallet, once the registry may take the stake (approve):")
  deps.say(`  NodeRegistry ${registry}`)
  deps.say("  register(blsKey, proofOfPossession, ed25519Key, ed25519Signature, feeBps, beneficiary)")
}

export function parseFee(text: string): number {
  const feeBps = Number(text)
  if (!/^\d{1,5}$/.test(text) || feeBps > FEE_BPS_MAX)
    throw new CliError(
      "cli/bad-setting",
      `--fee-bps is a whole number from 0 to ${FEE_BPS_MAX}: 1000 = 10 %.`,
    )
  return feeBps
}

export function addressOf(flag: string, text: string): `0x${string}` {
  try {
    return parseAddress(text)
  } catch (cause) {
    throw new CliError("cli/bad-setting", `${flag} must be 0x and 40 hex digits.`, { cause })
  }
}
