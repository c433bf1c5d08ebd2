import { numberKey } from "../dbKeys.ts"
import type { Clock, Db } from "../ports.ts"
import { CHUNK_BYTES, decodeChunkRequest, encodeChunkAnswer } from "./stateChunks.ts"

export type ServeStateDeps = { readonly db: Db; readonly clock: Clock }

/** A state in use is not read from disk for every chunk of it. */
const CACHED_MS = 30_000

/** Answers with one chunk of the state at a snapshot's height; with nothing when it is not kept (any more). */
export function createStateServer({ db, clock }: ServeStateDeps): (body: Uint8Array) => Uint8Array {
  let cached: { readonly height: number; readonly bytes: Uint8Array; untilMs: number } | undefined
  const read = (height: number): Uint8Array | undefined => {
    const nowMs = clock.nowMs()
    if (cached === undefined || cached.height !== height || cached.untilMs < nowMs) {
      const bytes = db.get("snapshotStates", numberKey(height))
      cached = bytes && { height, bytes, untilMs: nowMs + CACHED_MS }
    }
    return cached?.bytes
  }
  return (body) => {
    const { height, index } = decodeChunkRequest(body)
    const bytes = read(height)
    const start = index * CHUNK_BYTES
    if (bytes === undefined || start >= bytes.length) return encodeChunkAnswer(undefined)
    const chunk = bytes.subarray(start, start + CHUNK_BYTES)
    return encodeChunkAnswer({ sizeBytes: bytes.length, chunk })
  }
}
