import Link from "next/link"
import { formatCount } from "../../format/amount.ts"
import type { Outputs } from "../../trpc/types.ts"
import { Icon, type IconName } from "../../ui/Icon.tsx"
import { type Tone, toneClasses } from "../../ui/tone.ts"

type Counts = Outputs["network"]["overview"]["nodeCounts"]

const shown: readonly {
  readonly state: keyof Counts
  readonly word: string
  readonly tone: Tone
  readonly icon: IconName
}[] = [
  { state: "active", word: "Active", tone: "good", icon: "check" },
  { state: "decommissioned", word: "Decommissioned", tone: "warn", icon: "pause" },
  { state: "exiting", word: "Leaving", tone: "move", icon: "door" },
  { state: "joining", word: "Joining", tone: "accent", icon: "hourglass" },
  { state: "deregistered", word: "Deregistered", tone: "bad", icon: "ban" },
  { state: "refused", word: "Refused", tone: "bad", icon: "ban" },
  { state: "exited", word: "Exited", tone: "idle", icon: "archive" },
]

/** How many nodes are in each state; states nobody is in are left out, the first two always show. */
export function NodeStates({ counts }: { counts: Counts }) {
  const rows = shown.filter(({ state }, index) => index < 2 || (counts[state] ?? 0) > 0)
  return (
    <ul className="divide-y divide-line">
      {rows.map(({ state, word, tone, icon }) => (
        <li key={state}>
          <Link href={`/nodes?state=${state}`} className="flex items-center gap-2.5 py-2 hover:text-accent">
            <span className={toneClasses[tone].text}>
              <Icon name={icon} />
            </span>
            <span className="flex-1 text-sm">{word}</span>
            <span className="font-medium">{formatCount(counts[state] ?? 0)}</span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
