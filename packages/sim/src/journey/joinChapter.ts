import { mkdir, writeFile } from "node:fs/promises"
import path from "node:path"
import { devnetFilePath } from "../devnet/devnetFile.ts"
import { type JourneyContext, must } from "./journeyContext.ts"
import { readNode, until } from "./nodeHttp.ts"
import { type OperatorNode, operatorCommand, startOperatorNode } from "./operatorCli.ts"

const ACTIVE_WITHIN_MS = 60_000
/** A node votes from the epoch after the next. */
const VALIDATOR_WITHIN_MS = 120_000

/** A node that joined while the network ran, and what it takes to give its operator's commands. */
export type Newcomer = {
  readonly nodeId: string
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
  const folder = path.join(context.scratchFolder, "newcomer")
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const secret = async (name: string, text: string) => {
    await writeFile(path.join(folder, name), `${text}\n`, { mode: 0o600 })
    return path.join(folder, name)
  }
  const httpPort = context.portBase + 9
  const env = {
    SEXTANT_DATA_FOLDER: path.join(folder, "node"),
    SEXTANT_PASSWORD_FILE: await secret("password", "correct horse battery staple"),
    SEXTANT_L2_KEY_FILE: await secret("l2.key", account.privateKey),
    SEXTANT_PRESET: "devnet",
    SEXTANT_CHAIN_ID: String(file.chainId),
    SEXTANT_CONTRACTS: devnetFilePath(context.dataFolder),
    SEXTANT_L2_RPC_URLS: file.l2RpcUrl,
    SEXTANT_PEER_HOST: "127.0.0.1",
    SEXTANT_PEER_PORT: String(context.portBase + 99),
    SEXTANT_PUBLIC_IP: "127.0.0.1",
    SEXTANT_HTTP_PORT: String(httpPort),
    // One known peer is enough: the rest is learnt from it.
    SEXTANT_BOOTSTRAP: `${(await nodeIdAt(witness)).nodeId}@127.0.0.1:${context.portBase + 100}`,
  }
  const printed = await operatorCommand(env, "init", "--json", "--light-kdf")
  const { nodeId } = JSON.parse(printed) as { readonly nodeId: string }
  const node = startOperatorNode(env, path.join(folder, "log"))
  await operatorCommand(env, "register", "--fee-bps", "500")
  await until("the eighth node is active", ACTIVE_WITHIN_MS, async () =>
    (await readNode(witness, nodeId))?.state === "active" ? true : undefined,
  )
  await until("the eighth node is a validator", VALIDATOR_WITHIN_MS, async () =>
    (await readNode(witness, nodeId))?.isValidator === true ? true : undefined,
  )
  const nodeUrl = `http://127.0.0.1:${httpPort}`
  return { nodeId, operator: account.address as `0x${string}`, env, nodeUrl, node }
}

async function nodeIdAt(nodeUrl: string): Promise<{ readonly nodeId: string }> {
  const response = await fetch(`${nodeUrl}/v1/status`)
  return (await response.json()) as { readonly nodeId: string }
}
