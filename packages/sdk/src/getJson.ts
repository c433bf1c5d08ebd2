import { errorSchema } from "@sextant/wire/rpc/nodeApi"
import { SdkError } from "./errors.ts"

/** The part of `fetch` that is used, so that tests and browsers pass their own. */
export type Fetch = (url: string, init: FetchInit) => Promise<Response>
type FetchInit = {
  readonly signal: AbortSignal
  readonly method?: "POST"
  readonly headers?: Record<string, string>
  readonly body?: string
}

/** Checks a value's shape: a zod schema, for one. */
export type Parser<T> = {
  readonly safeParse: (
    value: unknown,
  ) => { readonly success: true; readonly data: T } | { readonly success: false; readonly error: Error }
}

export type JsonRequest<T> = {
  readonly url: string
  readonly parser: Parser<T>
  readonly timeoutMs: number
  readonly sizeBytesMax: number
  readonly signal: AbortSignal | undefined
  /** Sent as JSON by POST; without it the address is read by GET. */
  readonly body?: unknown
}

function postOf(body: unknown): Omit<FetchInit, "signal"> {
  if (body === undefined) return {}
  return { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }
}

/** Reads a body that may be endless. @throws SdkError node/bad-answer above `sizeBytesMax`. */
async function readText(response: Response, request: JsonRequest<unknown>): Promise<string> {
  const reader = response.body?.getReader()
  if (reader === undefined) return ""
  const decoder = new TextDecoder()
  let text = ""
  let sizeBytes = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    sizeBytes += value.length
    if (sizeBytes > request.sizeBytesMax) {
      await reader.cancel()
      throw new SdkError("node/bad-answer", {
        meta: { url: request.url, sizeBytesMax: request.sizeBytesMax },
      })
    }
    text += decoder.decode(value, { stream: true })
  }
}

function parseJson(text: string, url: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new SdkError("node/bad-answer", { meta: { url }, cause })
  }
}

function refusal(status: number, body: unknown, url: string): SdkError {
  const parsed = errorSchema.safeParse(body)
  const meta = {
    url,
    status,
    ...(parsed.success
      ? { remoteCode: parsed.data.error.code, remoteMessage: parsed.data.error.message }
      : {}),
  }
  if (status === 404) return new SdkError("node/not-found", { meta })
  if (status >= 500 || status === 429) return new SdkError("node/failed", { meta, retryable: true })
  return new SdkError("node/refused", { meta })
}

/**
 * Asks one address once.
 *
 * @throws SdkError for everything that can go wrong, except the caller's own abort, which passes through.
 */
export async function getJson<T>(fetch: Fetch, request: JsonRequest<T>): Promise<T> {
  const { url, timeoutMs, signal } = request
  const timeout = AbortSignal.timeout(timeoutMs)
  const either = signal === undefined ? timeout : AbortSignal.any([timeout, signal])
  let status: number
  let text: string
  try {
    const response = await fetch(url, { signal: either, ...postOf(request.body) })
    status = response.status
    text = await readText(response, request)
  } catch (cause) {
    if (cause instanceof SdkError) throw cause
    signal?.throwIfAborted()
    if (timeout.aborted)
      throw new SdkError("node/timeout", { meta: { url, timeoutMs }, cause, retryable: true })
    throw new SdkError("node/unreachable", { meta: { url }, cause, retryable: true })
  }
  if (status < 200 || status > 299) {
    let body: unknown
    try {
      body = JSON.parse(text)
    } catch {
      body = undefined
    }
    throw refusal(status, body, url)
  }
  const parsed = request.parser.safeParse(parseJson(text, url))
  if (!parsed.success) throw new SdkError("node/bad-answer", { meta: { url }, cause: parsed.error })
  return parsed.data
}
