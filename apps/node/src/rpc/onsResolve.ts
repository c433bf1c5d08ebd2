import { bytesToHex } from "@sextant/shared/bytes"
import type { OnsResolveJson } from "@sextant/wire/rpc/namesApi"
import { RpcError } from "./errors.ts"
import type { NameQueries } from "./nameQueries.ts"
import { parseNameHash } from "./parseParams.ts"

/** Names of Session accounts: the one type there is. */
const SESSION_TYPE = 0

/**
 * `ons_resolve` as existing clients ask it: `{ type: 0, name_hash }`, answered with the record in hex, or with nothing when the
 * name is not registered or holds no record.
 *
 * @throws RpcError request/bad-params, request/bad-name-type, request/bad-name-hash, names/not-read.
 */
export function onsResolve(queries: NameQueries, params: unknown): OnsResolveJson {
  if (typeof params !== "object" || params === null || Array.isArray(params))
    throw new RpcError("request/bad-params")
  const { type, name_hash } = params as Readonly<Record<string, unknown>>
  if (type !== SESSION_TYPE) throw new RpcError("request/bad-name-type")
  if (typeof name_hash !== "string") throw new RpcError("request/bad-name-hash")
  const record = queries.record(parseNameHash(name_hash))
  if (record === undefined) return {}
  return { encrypted_value: bytesToHex(record.ciphertext), nonce: bytesToHex(record.nonce) }
}
