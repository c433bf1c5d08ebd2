import { blake2b256 } from "@sextant/crypto/hash"
import type { Brand } from "@sextant/shared/brand"
import { utf8ToBytes } from "@sextant/shared/bytes"
import { WireError } from "./errors.ts"

/** A name as it is hashed: lower case, and by the rule of {@link parseName}. */
export type Name = Brand<string, "Name">

export const NAME_LENGTH_MAX = 64
export const NAME_HASH_BYTES = 32

/** Letters of other scripts that lower-case to ASCII (the Kelvin sign, for one) stay out: only A to Z is lowered. */
const RULE = /^[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?$/

/**
 * Lower-cases a name and checks it: 1 to 64 characters, letters a to z, digits, `_` and, not at the ends, `-`.
 *
 * @throws WireError `wire/bad-name`.
 * @see docs/protocol/names.md §1, docs/protocol/nameService.md §1
 */
export function parseName(text: string): Name {
  if (text.length > NAME_LENGTH_MAX || !RULE.test(text))
    throw new WireError("wire/bad-name", { meta: { length: text.length } })
  return text.toLowerCase() as Name
}

/** What the chain and the nodes know a name by: BLAKE2b-256 without a key, 32 bytes. */
export function nameHash(name: Name): Uint8Array {
  return blake2b256(utf8ToBytes(name))
}
