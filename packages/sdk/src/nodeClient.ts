import {
  type EntitlementJson,
  entitlementSchema,
  type NameJson,
  nameSchema,
} from "@sextant/wire/rpc/namesApi"
import {
  type AccountJson,
  accountSchema,
  type BlockJson,
  blockSchema,
  type ExitJson,
  exitSchema,
  type NodeJson,
  type NodesJson,
  nodeSchema,
  nodesSchema,
  type SnapshotJson,
  type StatusJson,
  snapshotSchema,
  statusSchema,
} from "@sextant/wire/rpc/nodeApi"
import { type ObligationsJson, obligationsSchema } from "@sextant/wire/rpc/obligationsApi"
import { SdkError } from "./errors.ts"
import { type Fetch, getJson, type Parser } from "./getJson.ts"

export type NodeClientDeps = { readonly fetch: Fetch }

export type NodeClientOptions = {
  /** Addresses of nodes of one network, most trusted first. */
  readonly urls: readonly string[]
  /** Per address. Default 5,000. */
  readonly timeoutMs?: number
  /** Default 32 MiB. */
  readonly sizeBytesMax?: number
}

type Ask = { readonly signal?: AbortSignal }

/** Reads what a node's HTTP API tells about the chain. Every answer is checked against the API's schema. */
export type NodeClient = {
  readonly status: (ask?: Ask) => Promise<StatusJson>
  readonly block: (height: number | bigint | "latest", ask?: Ask) => Promise<BlockJson>
  readonly nodes: (ask?: Ask) => Promise<NodesJson>
  readonly node: (nodeId: string, ask?: Ask) => Promise<NodeJson>
  /** Why a node stands where it stands, as the node that answers sees it. */
  readonly obligations: (nodeId: string, ask?: Ask) => Promise<ObligationsJson>
  readonly snapshot: (height: number | bigint | "latest", ask?: Ask) => Promise<SnapshotJson>
  readonly account: (address: string, ask?: Ask) => Promise<AccountJson>
  /** @param nameHash - 64 hex digits. One node's word: `resolveName` asks several. */
  readonly name: (nameHash: string, ask?: Ask) => Promise<NameJson>
  /** Pro pass and limits of an account id. */
  readonly entitlement: (accountId: string, ask?: Ask) => Promise<EntitlementJson>
  readonly exit: (nodeId: string, ask?: Ask) => Promise<ExitJson>
}

type Rotation = { urls: readonly string[]; preferred: number }

/** @throws SdkError node/no-urls, node/bad-url. */
export function parseUrls(urls: readonly string[]): readonly string[] {
  if (urls.length === 0) throw new SdkError("node/no-urls")
  return urls.map((text) => {
    const url = URL.parse(text)
    if (url === null || !/^https?:$/.test(url.protocol))
      throw new SdkError("node/bad-url", { meta: { url: text } })
    return url.href.replace(/\/$/, "")
  })
}

/** Of several failures the one that says most: a node that answered "no" outweighs one that did not answer. */
function mostTelling(failures: readonly SdkError[]): SdkError {
  const refused = failures.find((failure) => failure.code === "node/refused")
  const missing = failures.find((failure) => failure.code === "node/not-found")
  return refused ?? missing ?? (failures.at(-1) as SdkError)
}

/**
 * Asks the addresses one after the other, from the one that answered last time, until one answers.
 *
 * A node that lags says not-found for what its peers have, so that answer is only believed when no other node has it.
 * A refused request is wrong everywhere and ends the search.
 */
async function askInTurn<T>(rotation: Rotation, ask: (url: string) => Promise<T>): Promise<T> {
  const failures: SdkError[] = []
  for (let offset = 0; offset < rotation.urls.length; offset++) {
    const index = (rotation.preferred + offset) % rotation.urls.length
    try {
      const answer = await ask(rotation.urls[index] as string)
      rotation.preferred = index
      return answer
    } catch (error) {
      if (!(error instanceof SdkError)) throw error
      failures.push(error)
      if (error.code === "node/refused") break
    }
  }
  throw mostTelling(failures)
}

/**
 * Creates a client over several nodes of one network.
 *
 * @throws SdkError node/no-urls or node/bad-url. Its methods throw SdkError with the other node/… codes.
 */
export function createNodeClient(deps: NodeClientDeps, options: NodeClientOptions): NodeClient {
  const rotation: Rotation = { urls: parseUrls(options.urls), preferred: 0 }
  const timeoutMs = options.timeoutMs ?? 5_000
  const sizeBytesMax = options.sizeBytesMax ?? 32 * 1024 * 1024

  const get = <T>(path: string, parser: Parser<T>, ask: Ask = {}): Promise<T> =>
    askInTurn(rotation, (base) =>
      getJson(deps.fetch, { url: base + path, parser, timeoutMs, sizeBytesMax, signal: ask.signal }),
    )

  return {
    status: (ask) => get("/v1/status", statusSchema, ask),
    block: (height, ask) => get(`/v1/blocks/${height}`, blockSchema, ask),
    nodes: (ask) => get("/v1/nodes", nodesSchema, ask),
    node: (nodeId, ask) => get(`/v1/nodes/${encodeURIComponent(nodeId)}`, nodeSchema, ask),
    obligations: (nodeId, ask) =>
      get(`/v1/nodes/${encodeURIComponent(nodeId)}/obligations`, obligationsSchema, ask),
    snapshot: (height, ask) => get(`/v1/snapshots/${height}`, snapshotSchema, ask),
    account: (address, ask) => get(`/v1/accounts/${encodeURIComponent(address)}`, accountSchema, ask),
    name: (nameHash, ask) => get(`/v1/names/${encodeURIComponent(nameHash)}`, nameSchema, ask),
    entitlement: (accountId, ask) =>
      get(`/v1/entitlements/${encodeURIComponent(accountId)}`, entitlementSchema, ask),
    exit: (nodeId, ask) => get(`/v1/exits/${encodeURIComponent(nodeId)}`, exitSchema, ask),
  }
}
