"use client"

import { useQuery } from "@tanstack/react-query"
import { formatCount } from "../../format/amount.ts"
import { formatDuration } from "../../format/time.ts"
import { useTrpc } from "../../trpc/client.ts"
import type { Outputs } from "../../trpc/types.ts"
import { Facts } from "../../ui/Facts.tsx"
import { type Tone, toneClasses } from "../../ui/tone.ts"
import { When } from "../../ui/When.tsx"
import { NodeName } from "../snapshots/SignerBitmap.tsx"
import { testWord } from "./reasonWords.ts"

type Known = NonNullable<Outputs["node"]["obligations"]>
type Test = Known["tests"][number]

const outcomes: Readonly<Record<Test["state"], readonly [Tone, string]>> = {
  pass: ["good", "passes"],
  fail: ["bad", "fails"],
  unknown: ["warn", "not certain now"],
  untested: ["idle", "not yet tested"],
}

/** What judges see of a node, when they look next, and what it has left. */
export function Obligations({ nodeId }: { nodeId: string }) {
  const trpc = useTrpc()
  const { data: known } = useQuery(trpc.node.obligations.queryOptions({ nodeId }))
  if (known === undefined) return <p className="text-ink-soft">Asking a node …</p>
  if (known === null) return <p className="text-ink-soft">No node that was asked knows this one now.</p>
  return (
    <div className="grid gap-4">
      <p>{known.outlook.sentence}</p>
      {known.tests.length === 0 ? null : <Tests tests={known.tests} />}
      <Facts facts={factsOf(known)} />
      {known.votes.length === 0 ? null : <WaitingVotes votes={known.votes} />}
    </div>
  )
}

function Tests({ tests }: { tests: readonly Test[] }) {
  return (
    <ul className="grid gap-x-6 gap-y-1.5 sm:grid-cols-2">
      {tests.map((test) => {
        const [tone, word] = outcomes[test.state]
        return (
          <li key={test.name} className="flex flex-wrap items-baseline justify-between gap-x-3 text-sm">
            <span>{testWord(test.name)}</span>
            <span className={toneClasses[tone].text}>
              {word}
              {test.missed === undefined || test.state === "untested"
                ? null
                : `, missed ${test.missed} of ${test.chances}`}
              {test.sinceMs === undefined ? null : (
                <span className="text-ink-faint">
                  {" "}
                  since <When atMs={test.sinceMs} />
                </span>
              )}
            </span>
          </li>
        )
      })}
    </ul>
  )
}

function factsOf({ credit, nextTest, quorums, height }: Known) {
  const last = quorums.findLast(({ votesFromHeight }) => votesFromHeight <= height)
  return [
    ...(credit === undefined
      ? []
      : [
          {
            term: "Credit left",
            value: `${formatCount(credit.blocks)} of at most ${formatCount(credit.capBlocks)} blocks${credit.ms > 0 ? `, ${formatDuration(credit.ms)}` : ""}`,
          },
        ]),
    ...(nextTest === undefined
      ? []
      : [
          {
            term: "Next test",
            value: `${nextTest.height === undefined ? "not drawn yet" : `block ${formatCount(nextTest.height)}`}; on average every ${nextTest.averageEveryBlocks} blocks`,
          },
        ]),
    ...(last === undefined
      ? []
      : [
          {
            term: `Judges at ${formatCount(last.votesFromHeight)}`,
            wide: true,
            value: (
              <span className="flex flex-wrap gap-x-3">
                {last.judges.map((judge) => (
                  <NodeName key={judge} nodeId={judge} />
                ))}
              </span>
            ),
          },
        ]),
  ]
}

function WaitingVotes({ votes }: { votes: Known["votes"] }) {
  return (
    <div className="text-sm">
      <p className="font-medium">Votes that wait for a block</p>
      <ul>
        {votes.map(({ judge, kind, quorumHeight, reasons }) => (
          <li key={`${judge}-${quorumHeight}`} className="flex flex-wrap items-baseline gap-x-3">
            <NodeName nodeId={judge} />
            <span>{kind}</span>
            <span className="text-ink-faint">{reasons.map(testWord).join(", ")}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
