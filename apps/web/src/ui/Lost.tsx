import Link from "next/link"
import { Icon } from "./Icon.tsx"
import { Logo } from "./Logo.tsx"

type LostProps = {
  readonly title: string
  readonly sentence: string
  readonly href: string
  readonly word: string
}

/** What a page says when it has nothing to show, and where to go from here. */
export function Lost({ title, sentence, href, word }: LostProps) {
  return (
    <div className="mx-auto flex max-w-xl flex-col items-center py-16 text-center sm:py-24">
      <span className="mb-6 text-ink-faint">
        <Logo size={56} />
      </span>
      <h1 className="font-semibold text-title">{title}</h1>
      <p className="mt-3 text-ink-soft leading-relaxed">{sentence}</p>
      <Link
        href={href}
        className="mt-7 inline-flex min-h-10 items-center gap-2 rounded-xl border border-line px-4 text-sm transition-colors hover:border-accent hover:text-accent"
      >
        {word} <Icon name="arrow" />
      </Link>
    </div>
  )
}
