import { bytesToHex } from "@sextant/shared/bytes"
import type { Preset } from "@sextant/shared/params"
import type { AccountId } from "@sextant/wire/accountId"
import { type NameRecord, splitNameRecord } from "@sextant/wire/nameRecord"
import type { EntitlementJson, NameJson } from "@sextant/wire/rpc/namesApi"
import { RpcError } from "./errors.ts"

/** Names and passes as the server sees them. */
export type NamesSource = {
  /** Undefined until they have been read once. */
  readonly asOf: () => { readonly l2Height: number; readonly timestampS: number } | undefined
  readonly resolve: (nameHash: Uint8Array) => ResolvedName | undefined
  readonly proOf: (accountId: AccountId) => { readonly expiresAtS: number } | undefined
}

type ResolvedName = Pick<NameJson, "state" | "expiresAtS"> & { readonly record: Uint8Array | undefined }

export type NameQueries = {
  /** @throws RpcError names/not-read, name/unknown. */
  readonly name: (nameHash: Uint8Array) => NameJson
  /** Undefined when the name is free or holds no record. @throws RpcError names/not-read. */
  readonly record: (nameHash: Uint8Array) => NameRecord | undefined
  /** @throws RpcError names/not-read. */
  readonly entitlement: (accountId: AccountId) => EntitlementJson
  /** @throws RpcError names/not-read. */
  readonly asOf: () => { readonly asOf: number; readonly asOfTimestampS: number }
}

/** Answers from what the node has read; a node that has read nothing yet does not say that a name is free. */
export function createNameQueries(names: NamesSource, limits: Preset["messageLimits"]): NameQueries {
  const asOf = () => {
    const found = names.asOf()
    if (found === undefined) throw new RpcError("names/not-read", { retryable: true })
    return { asOf: found.l2Height, asOfTimestampS: found.timestampS }
  }
  return {
    asOf,
    record(nameHash) {
      asOf()
      const record = names.resolve(nameHash)?.record
      return record && splitNameRecord(record)
    },
    name(nameHash) {
      const readUpTo = asOf()
      const found = names.resolve(nameHash)
      if (found === undefined) throw new RpcError("name/unknown", { meta: readUpTo })
      const { state, expiresAtS, record } = found
      return {
        nameHash: bytesToHex(nameHash),
        state,
        expiresAtS,
        record: record === undefined ? null : recordJson(splitNameRecord(record)),
        ...readUpTo,
      }
    },
    entitlement(accountId) {
      const readUpTo = asOf()
      const pro = names.proOf(accountId) ?? null
      const { messageBytesMax, messageTtlMsMax } = pro === null ? limits.standard : limits.pro
      return {
        accountId,
        pro: pro && { expiresAtS: pro.expiresAtS },
        limits: { messageBytesMax, messageTtlMsMax },
        ...readUpTo,
      }
    },
  }
}

function recordJson({ ciphertext, nonce }: NameRecord): NonNullable<NameJson["record"]> {
  return { encryptedValue: bytesToHex(ciphertext), nonce: bytesToHex(nonce) }
}
