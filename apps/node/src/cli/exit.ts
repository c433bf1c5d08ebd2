import { exitSchema } from "@sextant/wire/rpc/nodeApi"
import { askNode, nodeUrlOf } from "./askNode.ts"
import type { CliDeps, OperatorAccount } from "./cliDeps.ts"
import { CliError } from "./errors.ts"
import { formatSesh } from "./formatSesh.ts"
import { readPublicKeys } from "./keyFiles.ts"
import { type Flags, readL2Access, readL2Key, settingsOf } from "./settings.ts"

export type ExitOptions = Flags & {
  readonly nodeUrl?: string
  readonly complete?: boolean
  readonly number?: string
}

/** `sextant-node exit`: asks to leave; with `--complete`, proves that the time has come and takes the stake back. */
export async function exit(deps: CliDeps, options: ExitOptions): Promise<void> {
  const settings = settingsOf(deps, options)
  if (settings["l2KeyFile"] === undefined)
    throw new CliError(
      "cli/bad-setting",
      "Leaving is a transaction of the operator or of a contributor: pass --l2-key-file FILE.",
    )
  const account = deps.openAccount(readL2Access(deps, options), readL2Key(settings["l2KeyFile"]))
  const registryId =
    options.number === undefined
      ? await account.registryIdOf(readPublicKeys(settings["dataFolder"] ?? "./sextant-data").nodeId)
      : numberOf(options.number)
  if (options.complete) return complete(deps, { options, account, registryId })
  if (registryId === undefined) throw new CliError("cli/not-registered")
  const txHash = await account.requestExit(registryId)
  deps.say(`Asked for the exit of node number ${registryId} in transaction ${txHash}.`)
  deps.say("Keep the node running until it has left, and for two epochs after: it votes until then.")
  deps.say("Then take the stake back with `sextant-node exit --complete`.")
}

type Completion = {
  readonly options: ExitOptions
  readonly account: OperatorAccount
  readonly registryId: number | undefined
}

async function complete(deps: CliDeps, { options, account, registryId }: Completion): Promise<void> {
  if (registryId !== undefined) {
    await removeNode(deps, { options, account, registryId })
    await account.releaseStake(registryId)
  }
  const paidAtomic = await account.withdraw()
  if (paidAtomic > 0n) deps.say(`Withdrew ${formatSesh(paidAtomic)} SESH to ${account.address}.`)
  else if (registryId === undefined) throw new CliError("cli/not-registered")
  else
    deps.say(
      `The stake is still locked: run this again, with --number ${registryId}, once its lock has ended.`,
    )
}

/** Completes the exit unless somebody has done so. */
async function removeNode(
  deps: CliDeps,
  { options, account, registryId }: Completion & { readonly registryId: number },
): Promise<void> {
  if (!(await account.isRegistered(registryId))) return
  const url = nodeUrlOf({ ...settingsOf(deps, options), ...options })
  const found = await askNode(deps, `${url}/v1/exits/${registryId}`, exitSchema)
  if (found === undefined)
    throw new CliError(
      "cli/not-yet",
      `The newest snapshot on the L2 holds no exit of node number ${registryId} yet. Its time has not come, or the next snapshot has not been accepted: try again later.`,
    )
  const txHash = await account.completeExit(found)
  deps.say(`Completed the exit of number ${registryId} in transaction ${txHash}.`)
}

function numberOf(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw new CliError("cli/bad-setting", "--number is the number of a registration, such as 12.")
}
