import Link from "next/link"
import { formatCount } from "../../format/amount.ts"
import type { Outputs } from "../../trpc/types.ts"
import { listedStates, type NodeListQuery, nodeListHref } from "./nodeListUrl.ts"

const words: Readonly<Record<(typeof listedStates)[number], string>> = {
  active: "Active",
  decommissioned: "Decommissioned",
  exiting: "Leaving",
  joining: "Joining",
  deregistered: "Deregistered",
  refused: "Refused",
  exited: "Exited",
}

/** Links that narrow the list to one state; a state nobody is in shows only when it is chosen. */
export function StateFilter({
  query,
  counts,
}: {
  query: NodeListQuery
  counts: Outputs["node"]["counts"] | undefined
}) {
  const all = counts === undefined ? undefined : Object.values(counts).reduce((sum, count) => sum + count, 0)
  const offered = listedStates.filter((state) => state === query.state || (counts?.[state] ?? 0) > 0)
  return (
    <nav aria-label="Filter by state" className="mb-4 flex flex-wrap gap-2">
      <FilterLink
        query={{ ...query, state: undefined }}
        word="All"
        count={all}
        chosen={query.state === undefined}
      />
      {offered.map((state) => (
        <FilterLink
          key={state}
          query={{ ...query, state }}
          word={words[state]}
          count={counts?.[state]}
          chosen={state === query.state}
        />
      ))}
    </nav>
  )
}

type FilterLinkProps = {
  readonly query: NodeListQuery
  readonly word: string
  readonly count: number | undefined
  readonly chosen: boolean
}

function FilterLink({ query, word, count, chosen }: FilterLinkProps) {
  return (
    <Link
      href={nodeListHref({ ...query, after: undefined })}
      aria-current={chosen ? "true" : undefined}
      scroll={false}
      className="inline-flex min-h-8 items-center gap-2 rounded-full border border-line px-3.5 text-ink-soft text-sm transition-colors hover:border-accent hover:text-accent aria-[current]:border-accent aria-[current]:bg-accent-soft aria-[current]:text-accent"
    >
      {word}
      <span className="text-xs">{formatCount(count)}</span>
    </Link>
  )
}
