import { type AccountId, parseAccountId as readAccountId } from "@sextant/wire/accountId"
import { type Name, parseName as readName } from "@sextant/wire/name"
import { decryptName, encryptName, type NameRecord, splitNameRecord } from "@sextant/wire/nameRecord"
import { SdkError } from "./errors.ts"

/** Unpredictable bytes: `crypto.getRandomValues` wrapped, for one. */
export type Random = { readonly bytes: (lengthBytes: number) => Uint8Array }

/** Reads an account id as a person gives it. @throws SdkError account/bad-id. */
export function parseAccountId(text: string): AccountId {
  try {
    return readAccountId(text.trim())
  } catch (cause) {
    throw new SdkError("account/bad-id", { cause })
  }
}

/** Reads a name as a person gives it: in lower case, by the rule. @throws SdkError name/invalid. */
export function parseName(text: string): Name {
  try {
    return readName(text.trim())
  } catch (cause) {
    throw new SdkError("name/invalid", { cause })
  }
}

/** The record that a name's owner puts on chain: 73 bytes, other ones each time. */
export function sealName(
  { random }: { readonly random: Random },
  name: Name,
  accountId: AccountId,
): Uint8Array {
  return encryptName({ name, accountId, nonce: random.bytes(24) })
}

/**
 * Opens a record: the 73 bytes of the chain, or the two fields that nodes answer.
 *
 * @throws SdkError name/unreadable when it was not made for this name.
 */
export function openName(name: Name, record: Uint8Array | NameRecord): AccountId {
  try {
    return decryptName(name, record instanceof Uint8Array ? splitNameRecord(record) : record)
  } catch (cause) {
    throw new SdkError("name/unreadable", { cause })
  }
}
