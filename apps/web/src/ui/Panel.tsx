import { type ReactNode, useId } from "react"

type PanelProps = {
  readonly title: string
  /** Stands at the right end of the heading: a link to the whole list, a count. */
  readonly aside?: ReactNode
  readonly children: ReactNode
  /** No padding around the content, for tables that reach the edge. */
  readonly flush?: boolean
  readonly id?: string
}

/** A group of things that belong together, with its heading. */
export function Panel({ title, aside, children, flush = false, id }: PanelProps) {
  const headingId = useId()
  return (
    <section
      id={id}
      aria-labelledby={headingId}
      className="min-w-0 rounded-2xl border border-line bg-surface"
    >
      <div className="flex min-h-14 flex-wrap items-center justify-between gap-x-4 gap-y-1 px-5 pt-4 pb-3 sm:px-6">
        <h2 id={headingId} className="font-semibold text-base tracking-[-0.012em]">
          {title}
        </h2>
        {aside === undefined ? null : <div className="text-ink-faint text-sm">{aside}</div>}
      </div>
      <div className={flush ? "pb-2" : "px-5 pb-6 sm:px-6"}>{children}</div>
    </section>
  )
}
