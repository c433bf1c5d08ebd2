import Link from "next/link"
import { formatCount } from "../../format/amount.ts"
import { formatShare } from "../../format/ratio.ts"
import type { Outputs } from "../../trpc/types.ts"
import { Amount } from "../../ui/Amount.tsx"
import { Icon } from "../../ui/Icon.tsx"
import { Meter } from "../../ui/Meter.tsx"
import { type Column, Table } from "../../ui/Table.tsx"
import { When } from "../../ui/When.tsx"

type SnapshotRow = Outputs["snapshot"]["list"]["snapshots"][number]

const columns: readonly Column<SnapshotRow>[] = [
  {
    key: "height",
    label: "Snapshot",
    head: "Snapshot",
    phone: "title",
    cell: ({ height }) => (
      <Link href={`/snapshots/${height}`} className="link font-medium decoration-transparent">
        {formatCount(height)}
      </Link>
    ),
  },
  { key: "at", label: "Taken", head: "Taken", phone: "bare", cell: ({ atMs }) => <When atMs={atMs} /> },
  {
    key: "signers",
    label: "Signed",
    head: "Signed",
    cell: ({ signerCount, nodeCount }) => (
      <span className="inline-flex items-center gap-3 whitespace-nowrap">
        <span className="hidden w-24 md:block">
          <Meter
            share={nodeCount === 0 ? 0 : signerCount / nodeCount}
            label={`${signerCount} of ${nodeCount} signed`}
          />
        </span>
        {signerCount} of {nodeCount}{" "}
        <span className="text-ink-faint text-xs">{formatShare(signerCount, nodeCount)}</span>
      </span>
    ),
  },
  {
    key: "accounts",
    label: "Accounts",
    head: "Accounts",
    align: "end",
    phone: "hide",
    cell: ({ accountCount }) => formatCount(accountCount),
  },
  {
    key: "lifetime",
    label: "Rewards so far",
    head: "Rewards so far",
    align: "end",
    cell: ({ lifetimeAtomic }) => <Amount atomic={lifetimeAtomic} unit={false} />,
  },
  {
    key: "l2",
    label: "On the L2",
    head: "On the L2",
    cell: ({ accepted }) => <Acceptance accepted={accepted} />,
  },
]

export function Acceptance({ accepted }: { accepted: SnapshotRow["accepted"] }) {
  if (accepted === null)
    return (
      <span className="inline-flex items-center gap-1.5 text-ink-faint">
        <Icon name="hourglass" size={14} /> not submitted
      </span>
    )
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap text-good">
      <Icon name="check" size={14} /> accepted{" "}
      <span className="text-ink-faint">L2 {formatCount(accepted.l2Number)}</span>
    </span>
  )
}

export function SnapshotRows({ snapshots }: { snapshots: readonly SnapshotRow[] }) {
  return (
    <Table
      caption="Snapshots with signers, rewards in SESH and acceptance on the L2"
      columns={columns}
      rows={snapshots}
      rowKey={({ height }) => String(height)}
      empty="No snapshot has been taken yet. The nodes take one at fixed intervals, the first soon after the start."
    />
  )
}
