import type { ReactNode } from "react"

type PageTitleProps = {
  readonly eyebrow?: ReactNode
  readonly title: ReactNode
  readonly lead?: ReactNode
  readonly aside?: ReactNode
}

/** The page's one h1 with a sentence under it. */
export function PageTitle({ eyebrow, title, lead, aside }: PageTitleProps) {
  return (
    <div className="mb-8 flex flex-wrap items-end justify-between gap-x-8 gap-y-4">
      <div className="min-w-0 max-w-3xl">
        {eyebrow === undefined ? null : <div className="eyebrow mb-2">{eyebrow}</div>}
        <h1 className="font-semibold text-title [&_.font-mono]:font-medium [&_.font-mono]:tracking-tight">
          {title}
        </h1>
        {lead === undefined ? null : <p className="mt-2.5 text-ink-soft leading-relaxed">{lead}</p>}
      </div>
      {aside}
    </div>
  )
}
