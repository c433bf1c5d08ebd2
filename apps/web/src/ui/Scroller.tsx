import type { ReactNode } from "react"

/** A box with its own scroll bar; the keyboard can reach and scroll it. */
export function Scroller({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable without a mouse (WCAG 2.1.1)
      tabIndex={0}
      className="mt-3 max-h-96 overflow-y-auto rounded-xl border border-line"
    >
      {children}
    </section>
  )
}
