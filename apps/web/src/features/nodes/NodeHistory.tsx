import Link from "next/link"
import { formatCount } from "../../format/amount.ts"
import type { Outputs } from "../../trpc/types.ts"
import { toneClasses } from "../../ui/tone.ts"
import { When } from "../../ui/When.tsx"
import { NodeName } from "../snapshots/SignerBitmap.tsx"
import { describeEvent } from "./describeEvent.ts"
import { reasonWords } from "./reasonWords.ts"

type NodeEvent = Outputs["node"]["get"]["events"][number]

/** The judges behind a verdict, and what each of them saw. */
function Votes({ event: { verdict } }: { event: NodeEvent }) {
  if (verdict === null || verdict.votes.length === 0) return null
  return (
    <details>
      <summary className="cursor-pointer text-ink-soft">{verdict.votes.length} votes</summary>
      <ul>
        {verdict.votes.map(({ judge, reasons }, at) => (
          <li key={judge ?? at} className="flex flex-wrap items-baseline gap-x-3">
            <NodeName nodeId={judge} />
            <span className="text-ink-faint">{reasonWords(reasons)}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}

/** What happened to a node on both chains, newest first. */
export function NodeHistory({ events }: { events: Outputs["node"]["get"]["events"] }) {
  if (events.length === 0) return <p className="text-ink-soft">Nothing has been recorded yet.</p>
  return (
    <ol>
      {events.map((event, index) => {
        const { tone, sentence } = describeEvent(event)
        return (
          <li key={event.id} className="relative flex gap-3.5 pb-4 last:pb-0">
            {index < events.length - 1 ? (
              <span className="absolute top-4 bottom-0 left-[4px] w-px bg-line" aria-hidden="true" />
            ) : null}
            <svg
              viewBox="0 0 9 9"
              width={9}
              height={9}
              aria-hidden="true"
              className={`relative mt-[7px] shrink-0 ${toneClasses[tone].text}`}
            >
              <circle cx={4.5} cy={4.5} r={4.5} fill="currentColor" />
            </svg>
            <div className="min-w-0 text-sm">
              <p>{sentence}</p>
              <Votes event={event} />
              <p className="text-ink-faint">
                {event.source === "appchain" ? (
                  <Link href={`/blocks/${event.height}`} className="hover:text-accent">
                    block {formatCount(event.height)}
                  </Link>
                ) : (
                  `L2 ${formatCount(event.height)}`
                )}{" "}
                · <When atMs={event.atMs} />
              </p>
            </div>
          </li>
        )
      })}
    </ol>
  )
}
