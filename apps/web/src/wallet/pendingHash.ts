import type { FlowEvent, Hash } from "./flow.ts"

/** The part of the browser's storage that is needed here. */
export type TextStore = Pick<Storage, "getItem" | "setItem" | "removeItem">

/** Where a flow keeps the hash of a transaction on its way: one place per network, account and purpose. */
export type PendingPlace = { readonly chainId: number; readonly account: Hash; readonly purpose: string }

function keyOf({ chainId, account, purpose }: PendingPlace): string {
  return `sextant.pending.${chainId}.${account.toLowerCase()}.${purpose}`
}

/** The transaction that was on its way when the page was last open; undefined when there is none. */
export function readPendingHash(store: TextStore, place: PendingPlace): Hash | undefined {
  const text = store.getItem(keyOf(place))
  return text !== null && /^0x[0-9a-f]{64}$/.test(text) ? (text as Hash) : undefined
}

/** Notes a transaction when it is sent and forgets it when its outcome is known. */
export function keepPendingHash(store: TextStore, place: PendingPlace, event: FlowEvent): void {
  if (event.kind === "signed" || event.kind === "replaced") store.setItem(keyOf(place), event.hash)
  if (event.kind === "indexed" || event.kind === "failed") store.removeItem(keyOf(place))
}
