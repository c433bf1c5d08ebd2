import Link from "next/link"
import { Icon } from "./Icon.tsx"

type NeighboursProps = {
  readonly previousHref: string | undefined
  readonly nextHref: string | undefined
  readonly what: string
}

/** Steps to the one before and the one after. */
export function Neighbours({ previousHref, nextHref, what }: NeighboursProps) {
  return (
    <nav aria-label={`Neighbouring ${what}s`} className="flex gap-2">
      <Step href={previousHref} label={`Previous ${what}`} turned />
      <Step href={nextHref} label={`Next ${what}`} />
    </nav>
  )
}

function Step({
  href,
  label,
  turned = false,
}: {
  href: string | undefined
  label: string
  turned?: boolean
}) {
  const icon = <Icon name="arrow" size={18} className={turned ? "rotate-180" : ""} />
  const style = "grid size-10 place-items-center rounded-xl border border-line"
  if (href === undefined)
    return (
      <span className={`${style} text-line-strong opacity-50`} aria-hidden="true">
        {icon}
      </span>
    )
  return (
    <Link
      href={href}
      aria-label={label}
      title={label}
      className={`${style} transition-colors hover:border-accent hover:text-accent`}
    >
      {icon}
    </Link>
  )
}
