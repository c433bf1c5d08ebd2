import { type JourneyContext, must } from "./journeyContext.ts"
import { readNode, until } from "./nodeHttp.ts"
import { type OperatorNode, operatorCommand, startOperatorNode } from "./operatorCli.ts"
import { makeOperatorFolder } from "./operatorFolder.ts"

const ACTIVE_WITHIN_MS = 60_000
/** A node votes from the epoch after the next. */
const VALIDATOR_WITHIN_MS = 120_000

/** A node that joined while the network ran, and what it takes to give its operator's commands. */
export type Newcomer = {
  readonly nodeId: string
  readonly registryId: number
  readonly operator: `0x${string}`
  readonly env: Readonly<Record<string, string>>
  readonly nodeUrl: string
  readonly node: OperatorNode
}

/** An eighth operator makes keys, runs a node, registers it, and waits until it is active and votes. */
export async function joinChapter(context: JourneyContext): Promise<Newcomer> {
  const file = await context.network.file()
  const account = file.accounts.find(({ role }) => role === "contributor")
  const witness = file.nodeUrls[0]
  must(account !== undefined && witness !== undefined, "devnet.json names no spare account or no node")
  const { privateKey } = account
  const { nodeId, env, nodeUrl, logFile } = await makeOperatorFolder(context, {
    name: "newcomer",
    place: 0,
    privateKey,
  })
  const node = startOperatorNode(env, logFile)
  await operatorCommand(env, "register", "--fee-bps", "500")
  const { registryId } = await until("the eighth node is active", ACTIVE_WITHIN_MS, async () => {
    const found = await readNode(witness, nodeId)
    return found?.state === "active" ? found : undefined
  })
  await until("the eighth node is a validator", VALIDATOR_WITHIN_MS, async () =>
    (await readNode(witness, nodeId))?.isValidator === true ? true : undefined,
  )
  return { nodeId, registryId, operator: account.address as `0x${string}`, env, nodeUrl, node }
}
