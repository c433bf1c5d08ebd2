"use client"

import type { Outputs } from "../../trpc/types.ts"
import { Amount } from "../../ui/Amount.tsx"
import { Hex } from "../../ui/Hex.tsx"
import { useNowMs } from "../../ui/Now.tsx"
import { type Column, Table } from "../../ui/Table.tsx"
import { describeNode } from "../nodes/describeNode.ts"
import { StateWord } from "../nodes/StateWord.tsx"

type Account = Outputs["account"]["get"]
type Stake = Account["stakes"][number]

/** The nodes an account stakes in, operates, or is paid by. */
export function StakeRows({ account }: { account: Account }) {
  const params = {
    headHeight: account.headHeight,
    blockIntervalMs: account.blockIntervalMs,
    nowMs: useNowMs(),
  }
  const columns: readonly Column<Stake>[] = [
    {
      key: "node",
      label: "Node",
      head: "Node",
      phone: "title",
      cell: ({ node }) => <Hex value={node.nodeId} what="node id" href={`/nodes/${node.nodeId}`} />,
    },
    {
      key: "state",
      label: "State",
      head: "State",
      phone: "bare",
      cell: ({ node }) => <StateWord described={describeNode(node, params)} />,
    },
    {
      key: "role",
      label: "Role",
      head: "Role",
      cell: ({ isOperator, stakedAtomic }) =>
        isOperator ? "operator" : stakedAtomic === "0" ? "receives rewards" : "contributor",
    },
    {
      key: "own",
      label: "Own stake",
      head: "Own stake",
      align: "end",
      cell: ({ stakedAtomic }) => <Amount atomic={stakedAtomic} />,
    },
    {
      key: "what",
      label: "What is next",
      head: "What is next",
      cell: ({ node }) => (
        <span className="text-ink-soft text-sm">{describeNode(node, params).sentence}</span>
      ),
    },
  ]
  return (
    <Table
      caption="Stakes of this account"
      columns={columns}
      rows={account.stakes}
      rowKey={({ node }) => String(node.registryId)}
      empty="This account has no stake in any node."
    />
  )
}
