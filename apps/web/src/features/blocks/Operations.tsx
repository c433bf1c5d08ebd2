import Link from "next/link"
import type { ReactNode } from "react"
import { formatCount } from "../../format/amount.ts"
import type { Outputs } from "../../trpc/types.ts"
import { Amount } from "../../ui/Amount.tsx"
import { reasonWords } from "../nodes/reasonWords.ts"
import { NodeName } from "../snapshots/SignerBitmap.tsx"

type OperationsJson = Outputs["block"]["get"]["operations"]
type L2Event = OperationsJson["l2Events"][number]

const eventWords: Readonly<Record<L2Event["kind"], string>> = {
  nodeRegistered: "Node registered",
  exitRequested: "Exit requested",
  nodeExited: "Node left",
  nodeLiquidated: "Node liquidated",
  stakingRequirementSet: "Staking requirement set",
  rewardRateSet: "Reward rate set",
}

const changeWords: Readonly<Record<string, string>> = {
  decommission: "Decommissioned",
  recommission: "Recommissioned",
  deregister: "Deregistered",
  ipChange: "Change of address recorded",
}

/** What a block changes on the appchain, in its order. */
export function Operations({ operations }: { operations: OperationsJson }) {
  const { l2Events, stateChanges, equivocations, signedSnapshots } = operations
  if (l2Events.length + stateChanges.length + equivocations.length + signedSnapshots.length === 0)
    return <p className="text-ink-soft">None. The block carries rewards and its certificate only.</p>
  return (
    <ol className="divide-y divide-line">
      {l2Events.map((event) => (
        <Operation
          key={`l2-${event.l2Height}-${event.logIndex}`}
          word={eventWords[event.kind]}
          where={`L2 ${formatCount(event.l2Height)}, log ${event.logIndex}`}
        >
          <EventDetail event={event} />
        </Operation>
      ))}
      {stateChanges.map((change) => (
        <StateChange key={`change-${change.kind}-${change.nodeId}`} change={change} />
      ))}
      {equivocations.map(({ nodeId }) => (
        <Operation
          key={`equivocation-${nodeId}`}
          word="Signed contradicting votes"
          where="proven in this block"
        >
          <NodeName nodeId={nodeId} />
        </Operation>
      ))}
      {signedSnapshots.map(({ height, signerCount }) => (
        <Operation key={`snapshot-${height}`} word="Snapshot signed" where={`by ${signerCount} nodes`}>
          <Link href={`/snapshots/${height}`} className="link">
            of block {formatCount(height)}
          </Link>
        </Operation>
      ))}
    </ol>
  )
}

/** A verdict, what its judges saw fail, and who they were. */
function StateChange({ change }: { change: OperationsJson["stateChanges"][number] }) {
  const { kind, nodeId, quorumHeight, reasons, reasonsAll, votes } = change
  const seen = reasonWords(reasons)
  const someOnly = reasonWords(reasons & ~reasonsAll)
  return (
    <Operation
      word={changeWords[kind] ?? kind}
      where={`by ${votes.length} judges of block ${formatCount(quorumHeight)}`}
    >
      <NodeName nodeId={nodeId} />
      {seen === "" ? null : (
        <span className="text-ink-soft">
          {seen}
          {someOnly === "" || someOnly === seen ? "" : ` (${someOnly}: not by all)`}
        </span>
      )}
      <span className="flex w-full flex-wrap gap-x-3 text-sm">
        {votes.map(({ judge, judgeIndex, reasons: own }) => (
          <span key={judgeIndex} title={reasonWords(own)}>
            {judge === undefined ? `judge ${judgeIndex}` : <NodeName nodeId={judge} />}
          </span>
        ))}
      </span>
    </Operation>
  )
}

function Operation({ word, where, children }: { word: string; where: string; children: ReactNode }) {
  return (
    <li className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-0.5 py-2.5">
      <span className="flex flex-wrap items-baseline gap-x-3">
        <span className="font-medium">{word}</span>
        {children}
      </span>
      <span className="text-ink-faint text-sm">{where}</span>
    </li>
  )
}

function EventDetail({ event }: { event: L2Event }) {
  if (event.nodeId !== undefined && event.nodeId !== "") return <NodeName nodeId={event.nodeId} />
  if (event.amountAtomic !== undefined)
    return (
      <span>
        <Amount atomic={event.amountAtomic} />
        {event.kind === "rewardRateSet" ? " a day" : ""}
      </span>
    )
  if (event.registryId !== undefined)
    return <span className="text-ink-soft">registration {event.registryId}</span>
  return null
}
