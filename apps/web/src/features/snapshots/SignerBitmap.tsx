import Link from "next/link"
import { shortenHex } from "../../format/hex.ts"
import { Scroller } from "../../ui/Scroller.tsx"

export type Signer = { readonly position: number; readonly nodeId: string | null; readonly signed: boolean }

/** Cells in a row: wide enough to read, and close to three to one whatever the number of signers. */
export function bitmapColumns(count: number): number {
  if (count <= 12) return Math.max(1, count)
  return Math.max(12, Math.ceil(Math.sqrt(count * 3)))
}

type BitmapProps = {
  readonly signers: readonly Signer[]
  /** What was signed: "snapshot 120". */
  readonly what: string
  readonly size?: "small" | "large"
}

/**
 * Who signed, as one picture: a cell per signer in their fixed order, filled when the signature is in the aggregate.
 * The table below it says the same in words.
 */
export function SignerBitmap({ signers, what, size = "large" }: BitmapProps) {
  const columns = bitmapColumns(signers.length)
  const rows = Math.ceil(signers.length / columns)
  const signed = signers.filter((signer) => signer.signed).length
  const widthMax = Math.min(columns * (size === "large" ? 56 : 30), 720)
  return (
    <svg
      viewBox={`0 0 ${columns * 10} ${rows * 10}`}
      role="img"
      aria-label={`${signed} of ${signers.length} nodes signed ${what}`}
      width={widthMax}
      className="h-auto max-w-full"
    >
      {signers.map(({ position, nodeId, signed: has }) => (
        <g
          key={position}
          transform={`translate(${(position % columns) * 10} ${Math.floor(position / columns) * 10})`}
        >
          <title>{`${position}: ${nodeId === null ? "not known" : shortenHex(nodeId)}, ${has ? "signed" : "missing"}`}</title>
          <rect
            x={0.7}
            y={0.7}
            width={8.6}
            height={8.6}
            rx={1.9}
            fill={has ? "var(--accent)" : "var(--bad-soft)"}
          />
          {has ? null : (
            <path
              d="M3.4 3.4 6.6 6.6M6.6 3.4 3.4 6.6"
              stroke="var(--bad)"
              strokeWidth={0.9}
              strokeLinecap="round"
            />
          )}
        </g>
      ))}
    </svg>
  )
}

/** The bitmap in words, folded away until it is wanted. Works without script. */
export function SignerTable({ signers, caption }: { signers: readonly Signer[]; caption: string }) {
  return (
    <details className="group mt-5">
      <summary className="inline-flex min-h-8 items-center rounded-lg text-accent text-sm hover:underline">
        View as a table
      </summary>
      <Scroller label={caption}>
        <table className="w-full text-sm">
          <caption className="sr-only">{caption}</caption>
          <thead className="sticky top-0 bg-sunken text-left text-ink-faint">
            <tr>
              <th scope="col" className="px-4 py-2 font-medium">
                Place
              </th>
              <th scope="col" className="px-4 py-2 font-medium">
                Node
              </th>
              <th scope="col" className="px-4 py-2 font-medium">
                Signature
              </th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {signers.map(({ position, nodeId, signed }) => (
              <tr key={position}>
                <td className="px-4 py-1.5 text-ink-faint">{position}</td>
                <th scope="row" className="px-4 py-1.5 text-left font-normal">
                  <NodeName nodeId={nodeId} />
                </th>
                <td className={`px-4 py-1.5 ${signed ? "text-accent" : "text-bad"}`}>
                  {signed ? "signed" : "missing"}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
    </details>
  )
}

export function NodeName({ nodeId }: { nodeId: string | null }) {
  if (nodeId === null) return <span title="the index has not seen this signer take part">—</span>
  return (
    <Link
      href={`/nodes/${nodeId}`}
      className="link font-mono text-[0.92em] decoration-transparent"
      title={nodeId}
    >
      {shortenHex(nodeId)}
    </Link>
  )
}
