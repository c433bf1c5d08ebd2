export const sorts = ["id", "state", "stake", "fee", "participation"] as const
export const listedStates = [
  "active",
  "decommissioned",
  "exiting",
  "joining",
  "deregistered",
  "refused",
  "exited",
] as const

export type NodeListQuery = {
  readonly state: (typeof listedStates)[number] | undefined
  readonly sort: (typeof sorts)[number]
  readonly order: "up" | "down"
  /** Where the page starts: `key:registryId`, as the API gave it. */
  readonly after: string | undefined
}

const AFTER = /^-?\d{1,40}(\.\d{1,12})?:\d{1,15}$/

/** Reads the page's query; what makes no sense counts as absent. By hand, since the browser reads it too. */
export function parseNodeListQuery(
  search: Readonly<Record<string, string | string[] | undefined>>,
): NodeListQuery {
  const first = (name: string) => [search[name]].flat()[0]
  const after = first("after")
  return {
    state: listedStates.find((state) => state === first("state")),
    sort: sorts.find((sort) => sort === first("sort")) ?? "id",
    order: first("order") === "down" ? "down" : "up",
    after: after !== undefined && AFTER.test(after) ? after : undefined,
  }
}

/** The page's address for a query; what is usual is left out, and a new filter or order starts at the beginning. */
export function nodeListHref(query: NodeListQuery): string {
  const search = new URLSearchParams()
  if (query.state !== undefined) search.set("state", query.state)
  if (query.sort !== "id") search.set("sort", query.sort)
  if (query.order !== "up") search.set("order", query.order)
  if (query.after !== undefined) search.set("after", query.after)
  const text = search.toString()
  return text === "" ? "/nodes" : `/nodes?${text}`
}

/** What the API is asked for a query. */
export function nodeListInput({ state, sort, order, after }: NodeListQuery) {
  return {
    sort,
    descending: order === "down",
    ...(state === undefined ? {} : { state }),
    ...(after === undefined ? {} : { cursor: after }),
  }
}
