import { bytesEqual } from "@sextant/shared/bytes"
import type { Block } from "@sextant/wire/block"
import { operationsRoot } from "@sextant/wire/blockCodec"

/** True when the body is the one that the header names: a block's hash covers its header alone. */
export function isWhole({ header, body }: Block): boolean {
  return bytesEqual(header.operationsRoot, operationsRoot(body))
}
