import Link from "next/link"
import { shortenHex } from "../format/hex.ts"
import { Notice } from "../ui/Notice.tsx"

/** Says that the wallet belongs to another account than the one shown. */
export function OtherAccount({ address, what }: { address: string; what: string }) {
  return (
    <Notice tone="idle" icon="account">
      Your wallet is <span className="font-mono">{shortenHex(address)}</span>, another account.{" "}
      <Link href={`/account/${address}`} className="link">
        Open yours
      </Link>{" "}
      or switch the account in the wallet to {what}.
    </Notice>
  )
}
