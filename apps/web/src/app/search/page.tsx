import type { Metadata } from "next"
import Link from "next/link"
import { redirect } from "next/navigation"
import { formatCount } from "../../format/amount.ts"
import { shortenHex } from "../../format/hex.ts"
import { getQueryClient, trpc } from "../../trpc/server.tsx"
import type { Outputs } from "../../trpc/types.ts"
import { Icon, type IconName } from "../../ui/Icon.tsx"
import { Lost } from "../../ui/Lost.tsx"
import { PageTitle } from "../../ui/PageTitle.tsx"

export const metadata: Metadata = { title: "Search" }

type Candidate = Outputs["search"]["resolve"][number]

const WORDS_MAX = 200

export default async function SearchPage({
  searchParams,
}: {
  searchParams: Promise<{ q?: string | string[] }>
}) {
  const { q } = await searchParams
  const words = (typeof q === "string" ? q : "").trim().slice(0, WORDS_MAX)
  const candidates = await getQueryClient().fetchQuery(trpc.search.resolve.queryOptions({ words }))
  const [only, ...others] = candidates
  if (only !== undefined && others.length === 0) redirect(target(only).href)
  if (only === undefined)
    return (
      <Lost
        title="Nothing found"
        sentence={`Nothing on this network is called “${words.length > 48 ? shortenHex(words, [24, 12]) : words}”. A height, a node id or its first digits, an address or a block hash leads somewhere.`}
        href="/"
        word="Overview"
      />
    )
  return (
    <>
      <PageTitle title="Search" lead={`“${words}” can mean more than one thing.`} />
      <ul className="divide-y divide-line rounded-2xl border border-line bg-surface">
        {candidates.map((candidate) => {
          const { href, icon, word } = target(candidate)
          return (
            <li key={href}>
              <Link href={href} className="flex items-center gap-3 px-6 py-4 hover:text-accent">
                <Icon name={icon} size={18} className="text-ink-faint" />
                {word}
                <Icon name="arrow" className="ml-auto text-ink-faint" />
              </Link>
            </li>
          )
        })}
      </ul>
    </>
  )
}

function target(candidate: Candidate): {
  readonly href: string
  readonly icon: IconName
  readonly word: string
} {
  switch (candidate.kind) {
    case "block":
      return {
        href: `/blocks/${candidate.height}`,
        icon: "blocks",
        word: `Block ${formatCount(candidate.height)}`,
      }
    case "snapshot":
      return {
        href: `/snapshots/${candidate.height}`,
        icon: "snapshot",
        word: `Snapshot ${formatCount(candidate.height)}`,
      }
    case "node":
      return {
        href: `/nodes/${candidate.nodeId}`,
        icon: "nodes",
        word: `Node ${shortenHex(candidate.nodeId)}`,
      }
    case "account":
      return { href: `/account/${candidate.address}`, icon: "account", word: `Account ${candidate.address}` }
  }
}
