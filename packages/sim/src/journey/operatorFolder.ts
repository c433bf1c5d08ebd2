import { mkdir, writeFile } from "node:fs/promises"
import path from "node:path"
import { devnetFilePath } from "../devnet/devnetFile.ts"
import type { JourneyContext } from "./journeyContext.ts"
import { readStatus } from "./nodeHttp.ts"
import { operatorCommand } from "./operatorCli.ts"

export type OperatorFolder = {
  readonly nodeId: string
  readonly env: Readonly<Record<string, string>>
  readonly nodeUrl: string
  readonly logFile: string
}

/** The settings of one who only sends transactions: its key is in a file of its own. */
export async function walletEnv(
  context: JourneyContext,
  { name, privateKey }: { readonly name: string; readonly privateKey: string },
): Promise<Readonly<Record<string, string>>> {
  const file = await context.network.file()
  return {
    SEXTANT_L2_KEY_FILE: await secretFile(context, { name, what: "l2.key", text: privateKey }),
    SEXTANT_CHAIN_ID: String(file.chainId),
    SEXTANT_CONTRACTS: devnetFilePath(context.dataFolder),
    SEXTANT_L2_RPC_URLS: file.l2RpcUrl,
  }
}

/** A folder with fresh keys and all settings that an operator's commands need, for a node beside the network's own. */
export async function makeOperatorFolder(
  context: JourneyContext,
  /** `place`: 0, 1, …, each a pair of ports of its own. */
  input: { readonly name: string; readonly place: number; readonly privateKey: string },
): Promise<OperatorFolder> {
  const { name, place } = input
  const witness = await readStatus((await context.network.file()).nodeUrls[0] ?? "")
  const folder = path.join(context.scratchFolder, name)
  const httpPort = context.portBase + 9 - place
  const env = {
    ...(await walletEnv(context, input)),
    SEXTANT_DATA_FOLDER: path.join(folder, "node"),
    SEXTANT_PASSWORD_FILE: await secretFile(context, {
      name,
      what: "password",
      text: "correct horse battery staple",
    }),
    SEXTANT_PRESET: "devnet",
    SEXTANT_PEER_HOST: "127.0.0.1",
    SEXTANT_PEER_PORT: String(context.portBase + 99 - place),
    SEXTANT_PUBLIC_IP: "127.0.0.1",
    SEXTANT_HTTP_PORT: String(httpPort),
    // One known peer is enough: the rest is learnt from it.
    SEXTANT_BOOTSTRAP: `${witness.nodeId}@127.0.0.1:${context.portBase + 100}`,
  }
  const printed = await operatorCommand(env, "init", "--json", "--light-kdf")
  const { nodeId } = JSON.parse(printed) as { readonly nodeId: string }
  return { nodeId, env, nodeUrl: `http://127.0.0.1:${httpPort}`, logFile: path.join(folder, "log") }
}

async function secretFile(
  { scratchFolder }: JourneyContext,
  { name, what, text }: { readonly name: string; readonly what: string; readonly text: string },
): Promise<string> {
  const folder = path.join(scratchFolder, name)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(path.join(folder, what), `${text}\n`, { mode: 0o600 })
  return path.join(folder, what)
}
