import type { ReactNode } from "react"

export type Fact = {
  readonly term: string
  readonly value: ReactNode
  /** Takes the whole width where there is little of it: keys, hashes, signatures. */
  readonly wide?: boolean
}

/** Names and values, one under the other. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="@container divide-y divide-line">
      {facts.map(({ term, value, wide = false }) => (
        <div
          key={term}
          className={`grid @md:grid-cols-[11rem_minmax(0,1fr)] gap-x-5 gap-y-0.5 py-2.5 ${wide ? "" : "@2xs:grid-cols-[7rem_minmax(0,1fr)]"}`}
        >
          <dt className="text-ink-faint text-sm leading-6">{term}</dt>
          <dd className="min-w-0 leading-6">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
