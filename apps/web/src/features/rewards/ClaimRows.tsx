"use client"

import { useQuery } from "@tanstack/react-query"
import { formatCount } from "../../format/amount.ts"
import { useTrpc } from "../../trpc/client.ts"
import type { Outputs } from "../../trpc/types.ts"
import { Amount } from "../../ui/Amount.tsx"
import { Hex } from "../../ui/Hex.tsx"
import { type Column, Table } from "../../ui/Table.tsx"
import { When } from "../../ui/When.tsx"

type Claim = Outputs["account"]["claims"]["claims"][number]

const columns: readonly Column<Claim>[] = [
  {
    key: "tx",
    label: "Transaction",
    head: "Transaction",
    phone: "title",
    cell: ({ txHash }) => <Hex value={txHash} what="transaction" />,
  },
  { key: "at", label: "Time", head: "Time", phone: "bare", cell: ({ atMs }) => <When atMs={atMs} /> },
  {
    key: "l2",
    label: "L2 block",
    head: "L2 block",
    align: "end",
    cell: ({ l2Number }) => formatCount(l2Number),
  },
  {
    key: "amount",
    label: "Amount",
    head: "Amount",
    align: "end",
    cell: ({ amountAtomic }) => <Amount atomic={amountAtomic} decimals={4} />,
  },
  {
    key: "total",
    label: "Claimed so far",
    head: "Claimed so far",
    align: "end",
    cell: ({ claimedTotalAtomic }) => <Amount atomic={claimedTotalAtomic} decimals={4} unit={false} />,
  },
]

/** The newest claims of an account. */
export function ClaimRows({ address }: { address: string }) {
  const trpc = useTrpc()
  const { data } = useQuery(trpc.account.claims.queryOptions({ address }))
  return (
    <div data-testid="claims">
      <Table
        caption="Claims of this account, newest first"
        columns={columns}
        rows={data?.claims ?? []}
        rowKey={({ txHash, claimedTotalAtomic }) => `${txHash}-${claimedTotalAtomic}`}
        empty="This account has claimed nothing yet."
      />
    </div>
  )
}
