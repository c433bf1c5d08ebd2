import type { Outputs } from "../../trpc/types.ts"
import { Amount } from "../../ui/Amount.tsx"
import { Hex } from "../../ui/Hex.tsx"
import { Panel } from "../../ui/Panel.tsx"
import { type Column, Table } from "../../ui/Table.tsx"
import { When } from "../../ui/When.tsx"

type Account = Outputs["account"]["get"]
type Move = {
  readonly txHash: string
  readonly atMs: number
  readonly amountAtomic: string
  readonly word: string
}

const columns: readonly Column<Move>[] = [
  {
    key: "tx",
    label: "Transaction",
    head: "Transaction",
    phone: "title",
    cell: ({ txHash }) => <Hex value={txHash} what="transaction" />,
  },
  { key: "at", label: "Time", head: "Time", phone: "bare", cell: ({ atMs }) => <When atMs={atMs} /> },
  { key: "what", label: "What", head: "What", cell: ({ word }) => word },
  {
    key: "amount",
    label: "Amount",
    head: "Amount",
    align: "end",
    cell: ({ amountAtomic }) => <Amount atomic={amountAtomic} decimals={4} />,
  },
]

/** Stakes that came back; absent while none has. */
export function StakeMoves({ account }: { account: Account }) {
  const moves = [
    ...account.releases.map(({ registryId, ...rest }) => ({
      ...rest,
      word: `stake of node ${registryId} unlocked`,
    })),
    ...account.withdrawals.map((row) => ({ ...row, word: "withdrawn to the wallet" })),
  ].sort((left, right) => right.atMs - left.atMs)
  if (moves.length === 0) return null
  return (
    <Panel title="Returned stakes" flush>
      <Table
        caption="Returned stakes of this account, newest first"
        columns={columns}
        rows={moves}
        rowKey={({ txHash, word }) => `${txHash}-${word}`}
        empty=""
      />
    </Panel>
  )
}
