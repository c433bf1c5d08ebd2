import Link from "next/link"
import { formatCount } from "../../format/amount.ts"
import type { Outputs } from "../../trpc/types.ts"
import { type Column, Table } from "../../ui/Table.tsx"
import { When } from "../../ui/When.tsx"
import { NodeName } from "../snapshots/SignerBitmap.tsx"

type BlockRow = Outputs["block"]["list"]["blocks"][number]

const columns: readonly Column<BlockRow>[] = [
  {
    key: "height",
    label: "Height",
    head: "Height",
    phone: "title",
    cell: ({ height }) => (
      <Link href={`/blocks/${height}`} className="link font-medium decoration-transparent">
        {formatCount(height)}
      </Link>
    ),
  },
  { key: "at", label: "Time", head: "Time", phone: "bare", cell: ({ atMs }) => <When atMs={atMs} /> },
  {
    key: "proposer",
    label: "Proposed by",
    head: "Proposed by",
    phone: "left",
    cell: ({ proposerNodeId, height }) =>
      height === 0 ? <span className="text-ink-faint">genesis</span> : <NodeName nodeId={proposerNodeId} />,
  },
  {
    key: "signers",
    label: "Signed",
    head: "Signed",
    align: "end",
    phone: "bare",
    cell: ({ signerCount, validatorCount }) =>
      signerCount === null ? (
        "—"
      ) : (
        <>
          {signerCount} of {validatorCount ?? "—"} <span className="text-ink-faint md:hidden">signed</span>
        </>
      ),
  },
  {
    key: "operations",
    label: "Operations",
    head: "Operations",
    align: "end",
    phone: "hide",
    cell: ({ operationCount }) =>
      operationCount === 0 ? <span className="text-ink-faint">0</span> : formatCount(operationCount),
  },
]

const details: readonly Column<BlockRow>[] = [
  {
    key: "epoch",
    label: "Epoch, view",
    head: "Epoch, view",
    align: "end",
    phone: "hide",
    cell: ({ epoch, view }) => `${epoch}, ${view}`,
  },
  {
    key: "l2",
    label: "L2 block",
    head: "L2 block",
    align: "end",
    phone: "hide",
    cell: ({ l2Number }) => formatCount(l2Number),
  },
  {
    key: "size",
    label: "Size",
    head: "Size",
    align: "end",
    phone: "hide",
    cell: ({ sizeBytes }) => `${formatCount(sizeBytes)} B`,
  },
]

export function BlockRows({ blocks, short = false }: { blocks: readonly BlockRow[]; short?: boolean }) {
  return (
    <Table
      caption="Final blocks, newest first"
      columns={short ? columns : [...columns, ...details]}
      rows={blocks}
      rowKey={({ height }) => String(height)}
      empty="No block is final yet. The first follows within seconds of the network's start."
    />
  )
}
