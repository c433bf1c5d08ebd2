import { type ReactNode, useId } from "react"

/** A term with an explanation that shows on hover and on focus, without script. */
export function Tip({ children, text }: { children: ReactNode; text: ReactNode }) {
  const id = useId()
  return (
    <span className="group relative inline-flex">
      <button
        type="button"
        aria-describedby={id}
        className="min-h-6 cursor-help rounded underline decoration-line-strong decoration-dotted underline-offset-4"
      >
        {children}
      </button>
      <span
        role="tooltip"
        id={id}
        className="pointer-events-none invisible absolute top-full left-0 z-30 mt-2 w-64 max-w-[70vw] rounded-lg border border-line bg-surface p-3 text-left text-ink-soft text-xs normal-case leading-relaxed tracking-normal opacity-0 shadow-black/5 shadow-lg transition-opacity duration-150 group-focus-within:visible group-focus-within:opacity-100 group-hover:visible group-hover:opacity-100"
      >
        {text}
      </span>
    </span>
  )
}
