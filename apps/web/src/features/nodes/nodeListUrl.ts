import { z } from "zod"

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

const single = (value: unknown) => (Array.isArray(value) ? value[0] : value)
const querySchema = z.object({
  state: z.preprocess(single, z.enum(listedStates).optional().catch(undefined)),
  sort: z.preprocess(single, z.enum(sorts).catch("id")),
  order: z.preprocess(single, z.enum(["up", "down"]).catch("up")),
  after: z.preprocess(
    single,
    z
      .string()
      .regex(/^-?\d+(\.\d+)?:\d+$/)
      .max(60)
      .optional()
      .catch(undefined),
  ),
})
export type NodeListQuery = z.infer<typeof querySchema>

/** Reads the page's query; what makes no sense counts as absent. */
export function parseNodeListQuery(
  search: Readonly<Record<string, string | string[] | undefined>>,
): NodeListQuery {
  return querySchema.parse(search)
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
