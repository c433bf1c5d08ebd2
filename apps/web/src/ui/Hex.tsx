import Link from "next/link"
import { shortenHex } from "../format/hex.ts"
import { Copy } from "./Copy.tsx"

type HexProps = {
  readonly value: string
  /** What it is, for the copy button: "node id", "address". */
  readonly what: string
  readonly href?: string
  /** Write every digit, breaking lines where needed. */
  readonly whole?: boolean
  readonly copy?: boolean
}

/** A hash, key or address: shortened in the middle, whole in its title and on the clipboard. */
export function Hex({ value, what, href, whole = false, copy = true }: HexProps) {
  const text = whole ? value : shortenHex(value)
  const shown = (
    <span className={`font-mono text-[0.92em] ${whole ? "break-all" : "whitespace-nowrap"}`}>{text}</span>
  )
  return (
    <span className={whole ? "" : "inline-flex items-center gap-0.5"} title={whole ? undefined : value}>
      {href === undefined ? (
        shown
      ) : (
        <Link href={href} className="link decoration-transparent">
          {shown}
        </Link>
      )}
      {copy ? <Copy text={value} what={what} /> : null}
    </span>
  )
}
