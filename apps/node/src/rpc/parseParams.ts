import { base64ToBytes, hexToBytes } from "@sextant/shared/bytes"
import { type Address, parseAddress } from "@sextant/shared/networks"
import { type Height, height } from "@sextant/shared/units"
import { type AccountId, parseAccountId } from "@sextant/wire/accountId"
import type { NodeId, RegistryId } from "@sextant/wire/l2Event"
import { NAME_HASH_BYTES } from "@sextant/wire/name"
import { RpcError } from "./errors.ts"

/** What comes in a URL, read strictly: one spelling for each thing, nothing is rounded or trimmed. */

export const PAGE_LIMIT_MAX = 100

export function parseHeight(text: string): Height {
  if (!/^(0|[1-9]\d{0,15})$/.test(text) || !Number.isSafeInteger(Number(text)))
    throw new RpcError("request/bad-height", { meta: { given: text.slice(0, 40) } })
  return height(Number(text))
}

export function parseHeightOrLatest(text: string): Height | "latest" {
  return text === "latest" ? text : parseHeight(text)
}

export type NodeName =
  | { readonly kind: "nodeId"; readonly nodeId: NodeId }
  | { readonly kind: "registryId"; readonly registryId: RegistryId }

export function parseNodeName(text: string): NodeName {
  if (/^[0-9a-f]{64}$/i.test(text)) return { kind: "nodeId", nodeId: text.toLowerCase() as NodeId }
  if (/^[1-9]\d{0,14}$/.test(text)) return { kind: "registryId", registryId: Number(text) as RegistryId }
  throw new RpcError("request/bad-node", { meta: { given: text.slice(0, 80) } })
}

export function parseAccount(text: string): Address {
  try {
    return parseAddress(text)
  } catch (cause) {
    throw new RpcError("request/bad-address", { cause, meta: { given: text.slice(0, 60) } })
  }
}

/** 64 hex digits. */
export function parseNameHashHex(text: string): Uint8Array {
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new RpcError("request/bad-name-hash")
  return hexToBytes(text)
}

/** Base64 of 32 bytes, or 64 hex digits: clients send either. */
export function parseNameHash(text: string): Uint8Array {
  if (text.length === 2 * NAME_HASH_BYTES) return parseNameHashHex(text)
  try {
    const nameHash = text.length > 44 ? undefined : base64ToBytes(text)
    if (nameHash?.length === NAME_HASH_BYTES) return nameHash
  } catch (cause) {
    throw new RpcError("request/bad-name-hash", { cause })
  }
  throw new RpcError("request/bad-name-hash")
}

export function parseAccountIdParam(text: string): AccountId {
  try {
    return parseAccountId(text)
  } catch (cause) {
    throw new RpcError("request/bad-account-id", { cause, meta: { given: text.slice(0, 80) } })
  }
}

export type Page = { readonly from: Height; readonly limit: number }

/** `from` is the lowest height of the page. */
export function parsePage(query: Readonly<Record<string, unknown>>): Page {
  const { from = "0", limit = String(PAGE_LIMIT_MAX), ...rest } = query
  const isText = typeof from === "string" && typeof limit === "string"
  if (
    !isText ||
    Object.keys(rest).length > 0 ||
    !/^[1-9]\d{0,2}$/.test(limit) ||
    Number(limit) > PAGE_LIMIT_MAX
  )
    throw new RpcError("request/bad-range")
  return { from: parseHeight(from), limit: Number(limit) }
}
