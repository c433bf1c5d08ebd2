import { formatCount, formatSesh } from "../../format/amount.ts"
import { formatDay, formatInstant } from "../../format/time.ts"
import type { Outputs } from "../../trpc/types.ts"
import { Amount } from "../../ui/Amount.tsx"
import { Scroller } from "../../ui/Scroller.tsx"
import { When } from "../../ui/When.tsx"
import { chartGeometry } from "./chartGeometry.ts"

type Point = Outputs["account"]["get"]["points"][number]

const SIZE = { width: 720, height: 220 }

/** Lifetime rewards over time, one point per snapshot: a line that only rises. */
export function RewardChart({ points }: { points: readonly Point[] }) {
  const first = points[0]
  const last = points.at(-1)
  if (first === undefined || last === undefined)
    return (
      <p className="text-ink-soft">
        No snapshot holds rewards of this account yet. The line starts with the first that does.
      </p>
    )
  const { line, area, end } = chartGeometry(
    points.map(({ atMs, lifetimeAtomic }) => ({ atMs, value: Number(BigInt(lifetimeAtomic) / 1_000n) })),
    SIZE,
  )
  const grown = BigInt(last.lifetimeAtomic) - BigInt(first.lifetimeAtomic)
  const sameDay = formatDay(first.atMs) === formatDay(last.atMs)
  const label = (atMs: number) => (sameDay ? formatInstant(atMs).slice(-12) : formatDay(atMs))
  return (
    <figure>
      <svg
        viewBox={`0 0 ${SIZE.width} ${SIZE.height}`}
        role="img"
        aria-label={`Lifetime rewards rose from ${formatSesh(BigInt(first.lifetimeAtomic))} to ${formatSesh(BigInt(last.lifetimeAtomic))} SESH over ${points.length} snapshots`}
        className="h-auto w-full"
        preserveAspectRatio="none"
      >
        {[0.25, 0.5, 0.75].map((share) => (
          <line
            key={share}
            x1={0}
            x2={SIZE.width}
            y1={SIZE.height * share}
            y2={SIZE.height * share}
            stroke="var(--line)"
            strokeDasharray="2 5"
          />
        ))}
        <line x1={0} x2={SIZE.width} y1={SIZE.height - 0.5} y2={SIZE.height - 0.5} stroke="var(--line)" />
        <path d={area} fill="var(--accent-soft)" />
        <path
          d={line}
          fill="none"
          stroke="var(--accent)"
          strokeWidth={2}
          strokeLinejoin="round"
          vectorEffect="non-scaling-stroke"
        />
        <circle cx={end[0]} cy={end[1]} r={4} fill="var(--accent)" stroke="var(--surface)" strokeWidth={2} />
      </svg>
      <figcaption className="mt-2 flex flex-wrap justify-between gap-x-4 text-ink-faint text-xs">
        <span>{label(first.atMs)}</span>
        <span>
          {formatSesh(grown, 4)} SESH in {formatCount(points.length)} snapshots
        </span>
        <span>{label(last.atMs)}</span>
      </figcaption>
      <details className="mt-3">
        <summary className="inline-flex min-h-8 items-center rounded-lg text-accent text-sm hover:underline">
          View as a table
        </summary>
        <Scroller label="Lifetime rewards by snapshot">
          <table className="w-full text-sm">
            <caption className="sr-only">Lifetime rewards by snapshot, newest first</caption>
            <thead className="sticky top-0 bg-sunken text-left text-ink-faint">
              <tr>
                <th scope="col" className="px-4 py-2 font-medium">
                  Snapshot
                </th>
                <th scope="col" className="px-4 py-2 font-medium">
                  Taken
                </th>
                <th scope="col" className="px-4 py-2 text-right font-medium">
                  Lifetime
                </th>
              </tr>
            </thead>
            <tbody className="divide-y divide-line">
              {[...points].reverse().map((point) => (
                <tr key={point.snapshotHeight}>
                  <th scope="row" className="px-4 py-1.5 text-left font-normal">
                    {formatCount(point.snapshotHeight)}
                  </th>
                  <td className="px-4 py-1.5">
                    <When atMs={point.atMs} exact />
                  </td>
                  <td className="px-4 py-1.5 text-right">
                    <Amount atomic={point.lifetimeAtomic} decimals={4} unit={false} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      </details>
    </figure>
  )
}
