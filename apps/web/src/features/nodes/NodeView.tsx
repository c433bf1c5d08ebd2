"use client"

import { useQuery } from "@tanstack/react-query"
import Link from "next/link"
import { formatCount, formatSesh } from "../../format/amount.ts"
import { formatBps, formatShare } from "../../format/ratio.ts"
import { useTrpc } from "../../trpc/client.ts"
import type { Outputs } from "../../trpc/types.ts"
import { Amount } from "../../ui/Amount.tsx"
import { Bars } from "../../ui/Bars.tsx"
import { Facts } from "../../ui/Facts.tsx"
import { Hex } from "../../ui/Hex.tsx"
import { useNowMs } from "../../ui/Now.tsx"
import { PageTitle } from "../../ui/PageTitle.tsx"
import { Panel } from "../../ui/Panel.tsx"
import { type Column, Table } from "../../ui/Table.tsx"
import { describeNode } from "./describeNode.ts"
import { ExitPath } from "./ExitPath.tsx"
import { isLeaving } from "./exitSteps.ts"
import { NodeHistory } from "./NodeHistory.tsx"
import { Swarm } from "./NodeList.tsx"
import { Obligations } from "./Obligations.tsx"
import { StateWord } from "./StateWord.tsx"

type NodeDetail = Outputs["node"]["get"]

export function NodeView({ nodeId }: { nodeId: string }) {
  const trpc = useTrpc()
  const nowMs = useNowMs()
  const { data: node } = useQuery(trpc.node.get.queryOptions({ nodeId }))
  if (node === undefined) return null
  const described = describeNode(node, {
    headHeight: node.headHeight,
    blockIntervalMs: node.blockIntervalMs,
    nowMs,
  })
  return (
    <>
      <PageTitle
        eyebrow={
          <>
            <Link href="/nodes" className="hover:text-accent">
              Nodes
            </Link>{" "}
            · registration {node.registryId}
          </>
        }
        title={<Hex value={node.nodeId} what="node id" />}
        lead={described.sentence}
        aside={<StateWord described={described} />}
      />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1.55fr)_minmax(0,1fr)]">
        <div className="grid gap-6">
          <Panel title="Participation">
            <Participation node={node} />
          </Panel>
          <Panel title="Obligations">
            <Obligations nodeId={nodeId} />
          </Panel>
          <Panel title="Contributors" aside={`${node.contributors.length} of 10 places`} flush>
            <Contributors node={node} />
          </Panel>
          <Panel title="Keys and contact">
            <Keys node={node} />
          </Panel>
        </div>
        <div className="grid gap-6">
          {isLeaving(node) ? (
            <Panel title="Way out">
              <ExitPath node={node} />
            </Panel>
          ) : null}
          <Panel title="Terms">
            <Terms node={node} />
          </Panel>
          <Panel title="History">
            <NodeHistory events={node.events} />
          </Panel>
        </div>
      </div>
    </>
  )
}

function Participation({ node }: { node: NodeDetail }) {
  const rows = [
    { word: "Votes", note: "in the certificates blocks carry", chances: node.votes },
    { word: "Proposals", note: "in views it led", chances: node.proposals },
    { word: "Snapshots", note: "signed", chances: node.snapshots },
  ]
  return (
    <dl className="divide-y divide-line">
      {rows.map(({ word, note, chances }) => {
        const taken = chances.filter(Boolean).length
        return (
          <div
            key={word}
            className="grid items-center gap-x-6 gap-y-1.5 py-3 sm:grid-cols-[11rem_minmax(0,1fr)_auto]"
          >
            <dt className="text-sm">
              {word} <span className="text-ink-faint">{note}</span>
            </dt>
            <dd>
              <Bars size="large" taken={chances} label={`${word}: ${taken} of the last ${chances.length}`} />
            </dd>
            <dd className="text-ink-soft text-sm sm:text-right">
              {chances.length === 0
                ? "—"
                : `${taken} of ${chances.length} · ${formatShare(taken, chances.length)}`}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}

type Contributor = NodeDetail["contributors"][number] & { readonly position: number }

function Contributors({ node }: { node: NodeDetail }) {
  const columns: readonly Column<Contributor>[] = [
    {
      key: "staker",
      label: "Staker",
      head: "Staker",
      phone: "title",
      cell: ({ staker, position }) => (
        <span className="inline-flex flex-wrap items-center gap-x-2">
          <Hex value={staker} what="address" href={`/account/${staker}`} />
          {position === 0 ? <span className="text-ink-faint text-xs">operator</span> : null}
        </span>
      ),
    },
    {
      key: "beneficiary",
      label: "Paid to",
      head: "Rewards go to",
      cell: ({ staker, beneficiary }) =>
        staker === beneficiary ? (
          <span className="text-ink-faint">the staker</span>
        ) : (
          <Hex value={beneficiary} what="address" href={`/account/${beneficiary}`} />
        ),
    },
    {
      key: "stake",
      label: "Stake",
      head: "Stake",
      align: "end",
      cell: ({ amountAtomic }) => <Amount atomic={amountAtomic} />,
    },
    {
      key: "share",
      label: "Share",
      head: "Share",
      align: "end",
      cell: ({ amountAtomic }) => formatBps(shareBps(amountAtomic, node.stakeAtomic)),
    },
  ]
  return (
    <Table
      caption="Contributors of this node"
      columns={columns}
      rows={node.contributors.map((row, position) => ({ ...row, position }))}
      rowKey={({ position }) => String(position)}
      empty="No contributor is known."
    />
  )
}

function shareBps(partAtomic: string, wholeAtomic: string): number | null {
  const whole = BigInt(wholeAtomic)
  return whole === 0n ? null : Number((BigInt(partAtomic) * 10_000n) / whole)
}

function Terms({ node }: { node: NodeDetail }) {
  return (
    <Facts
      facts={[
        { term: "Stake", value: <Amount atomic={node.stakeAtomic} /> },
        {
          term: "Operator",
          value: <Hex value={node.operator} what="address" href={`/account/${node.operator}`} />,
        },
        { term: "Operator fee", value: formatBps(node.feeBps) },
        {
          term: "Earns a day",
          value:
            node.earnsPerDayAtomic === null
              ? "—"
              : `${formatSesh(BigInt(node.earnsPerDayAtomic), 2)} SESH at the current rate`,
        },
        { term: "Swarm", value: <Swarm swarmId={node.swarmId} /> },
        {
          term: "Credit",
          value:
            node.creditBlocks === null
              ? "—"
              : `${formatCount(node.creditBlocks)} blocks it may be down before deregistration`,
        },
        { term: "Votes now", value: node.isValidator ? "yes, in this epoch's validator set" : "no" },
        {
          term: "Registered",
          value: node.registeredHeight === null ? "—" : `block ${formatCount(node.registeredHeight)}`,
        },
      ]}
    />
  )
}

function Keys({ node }: { node: NodeDetail }) {
  const contact =
    node.host === null
      ? "—"
      : `${node.host} · peers ${node.peerPort ?? "—"} · storage ${node.storagePort ?? "—"}`
  return (
    <Facts
      facts={[
        { term: "Ed25519, its id", wide: true, value: <Hex value={node.nodeId} what="node id" whole /> },
        { term: "BLS12-381", wide: true, value: <Hex value={node.blsPublicKey} what="BLS key" whole /> },
        {
          term: "X25519",
          wide: true,
          value:
            node.x25519PublicKey === null ? (
              "—"
            ) : (
              <Hex value={node.x25519PublicKey} what="X25519 key" whole />
            ),
        },
        { term: "Contact", value: contact },
        {
          term: "Registration",
          value: node.registrationTx === null ? "—" : <Hex value={node.registrationTx} what="transaction" />,
        },
      ]}
    />
  )
}
