import { bytesToBase64, hexToBytes } from "@sextant/shared/bytes"
import type { AccountId } from "@sextant/wire/accountId"
import { type Name, nameHash } from "@sextant/wire/name"
import { jsonRpcAnswerSchema, type OnsResolveJson, onsResolveSchema } from "@sextant/wire/rpc/namesApi"
import { SdkError } from "./errors.ts"
import { type Fetch, getJson } from "./getJson.ts"
import { openName, parseName } from "./nameRecord.ts"
import { parseUrls } from "./nodeClient.ts"

export type ResolveNameDeps = { readonly fetch: Fetch }

export type ResolveNameInput = {
  readonly name: string
  /** Nodes of one network, run by different people. All are asked at once; an address given twice counts once. */
  readonly urls: readonly string[]
  /** How many must say the same. Default, and least: more than half of those asked. */
  readonly agreeMin?: number
  /** Per node. Default 5,000. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/** What one node said. The record is hex: sealed account id, then nonce. */
export type NameReply =
  | { readonly kind: "record"; readonly url: string; readonly record: string }
  | { readonly kind: "empty"; readonly url: string }
  | { readonly kind: "failed"; readonly url: string; readonly error: SdkError }

type Agreement = {
  /** Addresses of the nodes that agree. */
  readonly agreed: readonly string[]
  /** Those that said something else, or failed. Nodes that had not answered when enough agreed are in neither list. */
  readonly others: readonly NameReply[]
}

export type NameResolution =
  | ({ readonly kind: "resolved"; readonly accountId: AccountId } & Agreement)
  /** Nobody holds the name, or its owner set no record. */
  | ({ readonly kind: "notRegistered" } & Agreement)
  /** The nodes agree on a record, but it was not made for this name. */
  | ({ readonly kind: "unreadable" } & Agreement)
  /** Too few nodes say the same. */
  | { readonly kind: "undecided"; readonly replies: readonly NameReply[] }

const ANSWER_BYTES_MAX = 64 * 1024

/**
 * Asks nodes for a name's account and believes what more than half of them say: lying, empty, failing and silent nodes are
 * outvoted, and no longer waited for once enough agree. The nodes learn the name's hash, not the name.
 *
 * @throws SdkError name/invalid, name/bad-majority, node/no-urls, node/bad-url; and the reason of the caller's own abort.
 */
export async function resolveName(deps: ResolveNameDeps, input: ResolveNameInput): Promise<NameResolution> {
  const name = parseName(input.name)
  const urls = [...new Set(parseUrls(input.urls))]
  const agreeMin = agreeMinOf(urls.length, input.agreeMin)
  const replies = await untilDecided(deps, { ...input, urls, agreeMin, name })
  const answer = replies.map(answerOf).find((one, _, all) => one !== undefined && count(all, one) >= agreeMin)
  if (answer === undefined) return { kind: "undecided", replies }
  const agreed = replies.filter((reply) => answerOf(reply) === answer).map(({ url }) => url)
  const others = replies.filter((reply) => answerOf(reply) !== answer)
  if (answer === "") return { kind: "notRegistered", agreed, others }
  return { ...opened(name, answer), agreed, others }
}

function count<T>(all: readonly T[], one: T): number {
  return all.filter((other) => other === one).length
}

/** At most half agreeing would let two answers win. */
function agreeMinOf(nodeCount: number, given: number | undefined): number {
  const least = Math.floor(nodeCount / 2) + 1
  const agreeMin = given ?? least
  if (!Number.isInteger(agreeMin) || agreeMin < least || agreeMin > nodeCount)
    throw new SdkError("name/bad-majority", { meta: { agreeMin, nodeCount } })
  return agreeMin
}

function opened(
  name: Name,
  record: string,
): { kind: "resolved"; accountId: AccountId } | { kind: "unreadable" } {
  try {
    return { kind: "resolved", accountId: openName(name, hexToBytes(record)) }
  } catch (error) {
    if (error instanceof SdkError && error.code === "name/unreadable") return { kind: "unreadable" }
    throw error
  }
}

/** What a node's vote counts for: the record, "" for none, undefined for no vote. */
function answerOf(reply: NameReply): string | undefined {
  if (reply.kind === "failed") return undefined
  return reply.kind === "record" ? reply.record : ""
}

type Poll = ResolveNameInput & { readonly name: Name; readonly agreeMin: number }

/** Replies in the order in which they came, until an answer has its majority or none can get it any more. */
async function untilDecided({ fetch }: ResolveNameDeps, poll: Poll): Promise<readonly NameReply[]> {
  const { urls, agreeMin, signal } = poll
  signal?.throwIfAborted()
  const enough = new AbortController()
  const either = signal === undefined ? enough.signal : AbortSignal.any([enough.signal, signal])
  const replies: NameReply[] = []
  const isDecided = () => {
    const votes = replies.map(answerOf).filter((answer) => answer !== undefined)
    const most = Math.max(0, ...votes.map((answer) => count(votes, answer)))
    return most >= agreeMin || most + urls.length - replies.length < agreeMin
  }
  await new Promise<void>((resolve, reject) => {
    for (const url of urls)
      void ask(fetch, poll, { url, signal: either }).then((reply) => {
        if (enough.signal.aborted) return
        replies.push(reply)
        if (isDecided()) resolve()
      }, reject)
  }).finally(() => enough.abort())
  return replies
}

/** Rejects only when the caller stopped. */
async function ask(
  fetch: Fetch,
  poll: Poll,
  { url, signal }: { readonly url: string; readonly signal: AbortSignal },
): Promise<NameReply> {
  const params = { type: 0, name_hash: bytesToBase64(nameHash(poll.name)) }
  try {
    const answer = await getJson(fetch, {
      url: `${url}/json_rpc`,
      parser: jsonRpcAnswerSchema,
      timeoutMs: poll.timeoutMs ?? 5_000,
      sizeBytesMax: ANSWER_BYTES_MAX,
      signal,
      body: { jsonrpc: "2.0", id: 0, method: "ons_resolve", params },
    })
    return { url, ...readAnswer(url, answer) }
  } catch (error) {
    if (!(error instanceof SdkError)) throw error
    return { kind: "failed", url, error }
  }
}

type Read = { readonly kind: "record"; readonly record: string } | { readonly kind: "empty" }

function readAnswer(
  url: string,
  answer: { readonly result?: unknown; readonly error?: RemoteError | undefined },
): Read {
  if (answer.error !== undefined) {
    const { message, data } = answer.error
    throw new SdkError("node/refused", {
      meta: { url, remoteMessage: message, ...(data && { remoteCode: data.code }) },
    })
  }
  const parsed = onsResolveSchema.safeParse(answer.result)
  if (!parsed.success) throw new SdkError("node/bad-answer", { meta: { url }, cause: parsed.error })
  const result: OnsResolveJson = parsed.data
  if (!("encrypted_value" in result)) return { kind: "empty" }
  return { kind: "record", record: result.encrypted_value + result.nonce }
}

type RemoteError = { readonly message: string; readonly data?: { readonly code: string } | undefined }
