import { concatBytes } from "@sextant/shared/bytes"
import { numberKey, parseNumberKey } from "../dbKeys.ts"
import { ChainError } from "./errors.ts"

/** Bytes of a state in one answer. */
export const CHUNK_BYTES = 256 * 1024
/** What a peer may make a joining node hold before it is checked. A state of 100,000 nodes has about 60 MiB. */
export const STATE_BYTES_MAX = 256 * 1024 * 1024

export type ChunkRequest = { readonly height: number; readonly index: number }
export type ChunkAnswer = { readonly sizeBytes: number; readonly chunk: Uint8Array }

const REQUEST_BYTES = 16
const SIZE_BYTES = 8

export function encodeChunkRequest({ height, index }: ChunkRequest): Uint8Array {
  return concatBytes(numberKey(height), numberKey(index))
}

/** @throws ChainError chain/bad-request */
export function decodeChunkRequest(body: Uint8Array): ChunkRequest {
  if (body.length !== REQUEST_BYTES) throw new ChainError("chain/bad-request")
  return { height: safe(body), index: safe(body.subarray(8)) }
}

/** Size of the whole state, then the chunk's bytes; nothing at all when the state is not here. */
export function encodeChunkAnswer(answer: ChunkAnswer | undefined): Uint8Array {
  return answer === undefined ? new Uint8Array() : concatBytes(numberKey(answer.sizeBytes), answer.chunk)
}

/** @throws ChainError chain/bad-request */
export function decodeChunkAnswer(body: Uint8Array): ChunkAnswer | undefined {
  if (body.length === 0) return undefined
  if (body.length < SIZE_BYTES) throw new ChainError("chain/bad-request")
  return { sizeBytes: safe(body), chunk: body.subarray(SIZE_BYTES) }
}

function safe(bytes: Uint8Array): number {
  const value = parseNumberKey(bytes)
  if (!Number.isSafeInteger(value)) throw new ChainError("chain/bad-request")
  return value
}
