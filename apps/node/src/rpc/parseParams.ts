import { type Address, parseAddress } from "@sextant/shared/networks"
import { type Height, height } from "@sextant/shared/units"
import type { NodeId, RegistryId } from "@sextant/wire/l2Event"
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
