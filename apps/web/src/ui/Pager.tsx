import Link from "next/link"
import { Icon } from "./Icon.tsx"

type PagerProps = {
  readonly firstHref: string | undefined
  readonly nextHref: string | undefined
  readonly words?: readonly [string, string]
}

/** Steps through a list by cursor: back to its start, on to what follows. */
export function Pager({ firstHref, nextHref, words = ["Newest", "Older"] }: PagerProps) {
  if (firstHref === undefined && nextHref === undefined) return null
  const style =
    "inline-flex min-h-10 items-center gap-2 rounded-lg border border-line px-4 text-sm hover:border-accent hover:text-accent"
  return (
    <nav aria-label="Pages" className="mt-6 flex flex-wrap justify-between gap-3">
      {firstHref === undefined ? (
        <span />
      ) : (
        <Link href={firstHref} className={style}>
          <Icon name="arrow" className="rotate-180" /> {words[0]}
        </Link>
      )}
      {nextHref === undefined ? null : (
        <Link href={nextHref} className={style}>
          {words[1]} <Icon name="arrow" />
        </Link>
      )}
    </nav>
  )
}
