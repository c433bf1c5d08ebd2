import { randomBytes } from "node:crypto"
import { mkdir, writeFile } from "node:fs/promises"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { createKeyFiles, openKeyFiles, readPublicKeys, type SecretKeys } from "@sextant/node/cli/keyFiles"
import type { ContractAddresses } from "@sextant/shared/networks"
import { statusSchema } from "@sextant/wire/rpc/nodeApi"
import { DEVNET_CHAIN_ID } from "./l2.ts"
import type { ProcessSpec } from "./processes.ts"
import { repositoryRoot } from "./services.ts"

/** Where one node lives and listens. */
export type NodePlace = {
  readonly index: number
  readonly folder: string
  readonly httpPort: number
  readonly peerPort: number
}

/** Opens in milliseconds: these keys hold nothing, and seven nodes start at once on two cores. */
const LIGHT_COST = { function: "pbkdf2", c: 2_000 } as const
const READY_WITHIN_MS = 60_000
/** A node's working set is small: without these the heap grows to several times of it before it is swept. */
const MEMORY_FLAGS = ["--max-semi-space-size=2", "--max-old-space-size=192"]

/** Arguments for this Node.js that run one of the node's commands. */
export function nodeArguments(...command: readonly string[]): readonly string[] {
  const main = path.join(repositoryRoot, "apps/node/src/main.ts")
  return [...MEMORY_FLAGS, "--disable-warning=ExperimentalWarning", main, ...command]
}

/** Makes a node's key files with a random password beside them. */
export async function createNodeKeys(place: NodePlace): Promise<SecretKeys> {
  await mkdir(place.folder, { recursive: true, mode: 0o700 })
  const password = randomBytes(18).toString("base64url")
  await writeFile(passwordFile(place), `${password}\n`, { mode: 0o600 })
  const random = { bytes: (lengthBytes: number) => new Uint8Array(randomBytes(lengthBytes)) }
  createKeyFiles({ random, cost: LIGHT_COST }, place.folder, password)
  return openKeyFiles(place.folder, password)
}

export function nodeIdOf(place: NodePlace): string {
  return readPublicKeys(place.folder).nodeId
}

export type NodeProcessInput = {
  readonly place: NodePlace
  readonly others: readonly NodePlace[]
  readonly contracts: ContractAddresses
  readonly l2Url: string
  /** The operator's key: pays for snapshot submissions. */
  readonly l2Key: string
}

/** One service node as its operator would run it, with every other node to start from. */
export async function nodeProcess(input: NodeProcessInput): Promise<ProcessSpec> {
  const { place, others } = input
  const l2KeyFile = path.join(place.folder, "l2.key")
  await writeFile(l2KeyFile, `${input.l2Key}\n`, { mode: 0o600 })
  const url = `http://127.0.0.1:${place.httpPort}`
  return {
    name: `node-${place.index}`,
    program: process.execPath,
    args: nodeArguments("run"),
    cwd: repositoryRoot,
    env: {
      SEXTANT_DATA_FOLDER: place.folder,
      SEXTANT_PASSWORD_FILE: passwordFile(place),
      SEXTANT_PRESET: "devnet",
      SEXTANT_CHAIN_ID: String(DEVNET_CHAIN_ID),
      SEXTANT_CONTRACTS: JSON.stringify(input.contracts),
      SEXTANT_L2_RPC_URLS: input.l2Url,
      SEXTANT_L2_KEY_FILE: l2KeyFile,
      SEXTANT_PEER_HOST: "127.0.0.1",
      SEXTANT_PEER_PORT: String(place.peerPort),
      SEXTANT_PUBLIC_IP: "127.0.0.1",
      SEXTANT_HTTP_PORT: String(place.httpPort),
      SEXTANT_BOOTSTRAP: others.map((other) => `${nodeIdOf(other)}@127.0.0.1:${other.peerPort}`).join(","),
      NODE_ENV: "production",
    },
    isReady: async () => (await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(1_000) })).ok,
    readyWithinMs: READY_WITHIN_MS,
  }
}

function passwordFile(place: NodePlace): string {
  return path.join(place.folder, "password")
}

export async function finalizedHeightOf(nodeUrl: string): Promise<number> {
  const response = await fetch(`${nodeUrl}/v1/status`, { signal: AbortSignal.timeout(2_000) })
  return statusSchema.parse(await response.json()).finalizedHeight
}

/** Resolves with the height of the first block that becomes final while we look, seen by any of the nodes. */
export async function waitFinal(nodeUrls: readonly string[], signal: AbortSignal): Promise<number> {
  const newest = async () => {
    const heights = await Promise.all(nodeUrls.map((url) => finalizedHeightOf(url).catch(() => 0)))
    return Math.max(0, ...heights)
  }
  const before = await newest()
  while (!signal.aborted) {
    const height = await newest()
    if (height > before) return height
    await sleep(200)
  }
  return before
}
