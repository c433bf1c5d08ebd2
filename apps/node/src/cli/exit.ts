import { exitSchema } from "@sextant/wire/rpc/nodeApi"
import { askNode, nodeUrlOf } from "./askNode.ts"
import type { CliDeps, OperatorAccount } from "./cliDeps.ts"
import { CliError } from "./errors.ts"
import { formatSesh } from "./formatSesh.ts"
import { readPublicKeys } from "./keyFiles.ts"
import { type Flags, readL2Access, readL2Key, settingsOf } from "./settings.ts"

export type ExitOptions = Flags & { readonly nodeUrl?: string; readonly complete?: boolean }

/** `sextant-node exit`: asks to leave; with `--complete`, proves that the time has come and takes the stake back. */
export async function exit(deps: CliDeps, options: ExitOptions): Promise<void> {
  const settings = settingsOf(deps, options)
  const { nodeId } = readPublicKeys(settings["dataFolder"] ?? "./sextant-data")
  if (settings["l2KeyFile"] === undefined)
    throw new CliError(
      "cli/bad-setting",
      "Leaving is a transaction of the operator: pass --l2-key-file FILE.",
    )
  const account = deps.openAccount(readL2Access(deps, options), readL2Key(settings["l2KeyFile"]))
  const registryId = await account.registryIdOf(nodeId)
  if (options.complete) return complete(deps, { options, nodeId, account, registryId })
  if (registryId === undefined) throw new CliError("cli/not-registered")
  const txHash = await account.requestExit(registryId)
  deps.say(`Asked for the exit of node ${nodeId} (number ${registryId}) in transaction ${txHash}.`)
  deps.say("Keep the node running until it has left, and for two epochs after: it votes until then.")
  deps.say("Then take the stake back with `sextant-node exit --complete`.")
}

type Completion = {
  readonly options: ExitOptions
  readonly nodeId: string
  readonly account: OperatorAccount
  readonly registryId: number | undefined
}

async function complete(deps: CliDeps, { options, nodeId, account, registryId }: Completion): Promise<void> {
  if (registryId !== undefined) {
    const url = nodeUrlOf({ ...settingsOf(deps, options), ...options })
    const found = await askNode(deps, `${url}/v1/exits/${registryId}`, exitSchema)
    if (found === undefined)
      throw new CliError(
        "cli/not-yet",
        `The newest snapshot on the L2 holds no exit of node ${nodeId} yet. Its time has not come, or the next snapshot has not been accepted: try again later.`,
      )
    const txHash = await account.completeExit(found)
    deps.say(`Completed the exit of number ${registryId} in transaction ${txHash}.`)
    await account.releaseStake(registryId)
  }
  const paidAtomic = await account.withdraw()
  if (paidAtomic > 0n) deps.say(`Withdrew ${formatSesh(paidAtomic)} SESH to ${account.address}.`)
  else if (registryId === undefined) throw new CliError("cli/not-registered")
  else deps.say("The stake is still locked: run this again once its lock has ended.")
}
