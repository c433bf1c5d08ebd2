"use client"

import { useQuery } from "@tanstack/react-query"
import Link from "next/link"
import { formatCount } from "../../format/amount.ts"
import { formatShare } from "../../format/ratio.ts"
import { useTrpc } from "../../trpc/client.ts"
import type { Outputs } from "../../trpc/types.ts"
import { Amount } from "../../ui/Amount.tsx"
import { Facts } from "../../ui/Facts.tsx"
import { Hex } from "../../ui/Hex.tsx"
import { Neighbours } from "../../ui/Neighbours.tsx"
import { PageTitle } from "../../ui/PageTitle.tsx"
import { Panel } from "../../ui/Panel.tsx"
import { When } from "../../ui/When.tsx"
import { NodeName, SignerBitmap, SignerTable } from "./SignerBitmap.tsx"

type Snapshot = Outputs["snapshot"]["get"]

export function SnapshotView({ height }: { height: number }) {
  const trpc = useTrpc()
  const { data } = useQuery(trpc.snapshot.get.queryOptions({ height }))
  if (data === undefined) return null
  const missing = data.signers.filter(({ signed }) => !signed)
  return (
    <>
      <PageTitle
        eyebrow={
          <Link href="/snapshots" className="hover:text-accent">
            Snapshots
          </Link>
        }
        title={`Snapshot ${formatCount(data.height)}`}
        lead={sentence(data)}
        aside={
          <Neighbours
            previousHref={data.previousHeight === null ? undefined : `/snapshots/${data.previousHeight}`}
            nextHref={data.nextHeight === null ? undefined : `/snapshots/${data.nextHeight}`}
            what="snapshot"
          />
        }
      />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1.55fr)_minmax(0,1fr)]">
        <div className="grid gap-6">
          <Panel
            title="Who signed"
            aside={`${data.signerCount} of ${data.nodeCount} · ${formatShare(data.signerCount, data.nodeCount)}`}
          >
            <SignerBitmap signers={data.signers} what={`snapshot ${data.height}`} />
            <SignerTable signers={data.signers} caption={`Signers of snapshot ${data.height}`} />
          </Panel>
          <Panel title="Signed fields">
            <SignedFields snapshot={data} />
          </Panel>
        </div>
        <div className="grid gap-6">
          <Panel title="On the L2">
            <Submission snapshot={data} />
          </Panel>
          <Panel title="Who missed it" aside={missing.length === 0 ? undefined : formatCount(missing.length)}>
            {missing.length === 0 ? (
              <p className="text-ink-soft">Nobody. Every node of this height is in the signature.</p>
            ) : (
              <ul className="grid gap-1.5">
                {missing.map(({ position, nodeId }) => (
                  <li key={position} className="flex items-baseline gap-3">
                    <span className="w-6 text-right text-ink-faint text-xs">{position}</span>
                    <NodeName nodeId={nodeId} />
                  </li>
                ))}
              </ul>
            )}
          </Panel>
          <Panel title="What it says">
            <Facts
              facts={[
                { term: "Accounts", value: formatCount(data.accountCount) },
                { term: "Rewards so far", value: <Amount atomic={data.lifetimeAtomic} decimals={4} /> },
                { term: "Exits allowed", value: formatCount(data.exitCount) },
              ]}
            />
          </Panel>
        </div>
      </div>
    </>
  )
}

function sentence({ signerCount, nodeCount, accepted }: Snapshot): string {
  const signed =
    signerCount === nodeCount
      ? `All ${nodeCount} nodes signed it`
      : `${signerCount} of ${nodeCount} nodes signed it`
  return accepted === null
    ? `${signed}; nobody has submitted it to the L2.`
    : `${signed}, and the contract accepted it. Rewards and exits in it can be proven on the L2.`
}

function Submission({ snapshot: { accepted } }: { snapshot: Snapshot }) {
  if (accepted === null)
    return (
      <p className="text-ink-soft">
        Not submitted. A newer snapshot replaces an older one, so not every snapshot has to reach the L2.
      </p>
    )
  return (
    <Facts
      facts={[
        { term: "Accepted", value: <When atMs={accepted.atMs} exact /> },
        { term: "L2 block", value: formatCount(accepted.l2Number) },
        { term: "Transaction", value: <Hex value={accepted.txHash} what="transaction" /> },
        {
          term: "Submitted by",
          value: <Hex value={accepted.submitter} what="address" href={`/account/${accepted.submitter}`} />,
        },
        { term: "Counted signers", value: `${accepted.signerCount}, ${accepted.nonSignerCount} missing` },
      ]}
    />
  )
}

function SignedFields({ snapshot }: { snapshot: Snapshot }) {
  return (
    <Facts
      facts={[
        {
          term: "Block",
          value: (
            <Link href={`/blocks/${snapshot.height}`} className="link">
              {formatCount(snapshot.height)}
            </Link>
          ),
        },
        { term: "Block hash", wide: true, value: <Hex value={snapshot.blockHash} what="block hash" whole /> },
        { term: "Time", value: <When atMs={snapshot.atMs} exact /> },
        { term: "L2 block", value: formatCount(snapshot.l2Number) },
        { term: "State root", wide: true, value: <Hex value={snapshot.stateRoot} what="state root" whole /> },
        {
          term: "Rewards root",
          wide: true,
          value: <Root value={snapshot.rewardsRoot} what="rewards root" />,
        },
        { term: "Exits root", wide: true, value: <Root value={snapshot.exitsRoot} what="exits root" /> },
        { term: "Message", wide: true, value: <Hex value={snapshot.message} what="message" whole /> },
        {
          term: "Signature",
          wide: true,
          value:
            snapshot.signature === null ? (
              "fewer than a quorum have signed"
            ) : (
              <Hex value={snapshot.signature} what="signature" whole />
            ),
        },
      ]}
    />
  )
}

/** A tree without leaves has no root: 32 zero bytes stand in its place. */
function Root({ value, what }: { value: string; what: string }) {
  if (/^0x0*$/.test(value)) return <span className="text-ink-faint">none, the tree is empty</span>
  return <Hex value={value} what={what} whole />
}
