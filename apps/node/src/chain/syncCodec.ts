import { concatBytes } from "@sextant/shared/bytes"
import { type Height, height } from "@sextant/shared/units"
import type { Block } from "@sextant/wire/block"
import { decodeBlock } from "@sextant/wire/blockCodec"
import type { Certificate } from "@sextant/wire/vote"
import { decodeCertificate } from "@sextant/wire/voteCodec"
import { numberKey, parseNumberKey } from "../dbKeys.ts"
import { ChainError } from "./errors.ts"

/** Blocks in one answer. */
export const RANGE_BLOCKS_MAX = 64
/** Bytes of blocks after which an answer ends, unless the first block alone is larger. */
export const RANGE_BYTES_MAX = 2 * 1024 * 1024

export type RangeRequest = { readonly from: Height }

/** Final blocks one after another, the last of them with its finalization. `head` is the answering node's newest height. */
export type RangeAnswer = {
  readonly head: Height
  readonly blocks: readonly Block[]
  readonly finalization: Certificate | undefined
}

export function encodeRangeRequest(request: RangeRequest): Uint8Array {
  return numberKey(request.from)
}

/** @throws ChainError chain/bad-request */
export function decodeRangeRequest(body: Uint8Array): RangeRequest {
  if (body.length !== 8) throw new ChainError("chain/bad-request")
  return { from: safeHeight(body) }
}

/** Head, then each part behind its 4-byte length: the finalization (empty when none), then the blocks. */
export function encodeRangeAnswer(
  head: Height,
  parts: { readonly finalization: Uint8Array; readonly blocks: readonly Uint8Array[] },
): Uint8Array {
  const lengthOf = (bytes: Uint8Array) => numberKey(bytes.length).subarray(4)
  const list = [parts.finalization, ...parts.blocks]
  return concatBytes(numberKey(head), ...list.flatMap((bytes) => [lengthOf(bytes), bytes]))
}

/** @throws ChainError chain/bad-request; WireError */
export function decodeRangeAnswer(body: Uint8Array): RangeAnswer {
  if (body.length < 12) throw new ChainError("chain/bad-request")
  const [finalization, ...blocks] = cut(body.subarray(8))
  if (finalization === undefined || blocks.length > RANGE_BLOCKS_MAX)
    throw new ChainError("chain/bad-request")
  return {
    head: safeHeight(body.subarray(0, 8)),
    blocks: blocks.map(decodeBlock),
    finalization: finalization.length === 0 ? undefined : decodeCertificate(finalization),
  }
}

function cut(body: Uint8Array): Uint8Array[] {
  const view = new DataView(body.buffer, body.byteOffset, body.length)
  const parts: Uint8Array[] = []
  let offset = 0
  while (offset < body.length) {
    if (offset + 4 > body.length) throw new ChainError("chain/bad-request")
    const end = offset + 4 + view.getUint32(offset)
    if (end > body.length) throw new ChainError("chain/bad-request")
    parts.push(body.slice(offset + 4, end))
    offset = end
  }
  return parts
}

function safeHeight(body: Uint8Array): Height {
  const value = parseNumberKey(body)
  if (!Number.isSafeInteger(value)) throw new ChainError("chain/bad-request")
  return height(value)
}
