import type { ButtonHTMLAttributes } from "react"

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & { readonly look?: "solid" | "line" | "chip" }

const looks = {
  solid:
    "min-h-11 rounded-xl bg-accent px-5 font-medium text-on-accent transition-colors hover:bg-accent-strong disabled:bg-line disabled:text-ink-faint",
  line: "min-h-10 rounded-xl border border-line px-4 text-sm transition-colors hover:border-accent hover:text-accent disabled:text-ink-faint disabled:hover:border-line",
  chip: "min-h-7 rounded-full border border-line px-3 text-xs transition-colors hover:border-accent hover:text-accent disabled:text-ink-faint",
} as const

export function Button({ look = "solid", className, type = "button", ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={`inline-flex items-center justify-center gap-2 ${looks[look]} ${className ?? ""}`}
      {...rest}
    />
  )
}
