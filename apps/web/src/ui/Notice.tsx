import type { ReactNode } from "react"
import { Icon, type IconName } from "./Icon.tsx"
import type { Tone } from "./tone.ts"
import { toneClasses } from "./tone.ts"

/** A sentence that matters, with what to do about it. */
export function Notice({ tone, icon, children }: { tone: Tone; icon: IconName; children: ReactNode }) {
  return (
    <div className={`flex items-start gap-3 rounded-xl px-4 py-3 text-sm ${toneClasses[tone].soft}`}>
      <span className={`mt-0.5 ${toneClasses[tone].text}`}>
        <Icon name={icon} size={18} />
      </span>
      <div className="min-w-0 text-ink">{children}</div>
    </div>
  )
}
