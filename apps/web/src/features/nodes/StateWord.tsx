import { Icon } from "../../ui/Icon.tsx"
import { toneClasses } from "../../ui/tone.ts"
import type { DescribedNode } from "./describeNode.ts"

/** A node's state as icon, word and colour; its sentence is in the title. */
export function StateWord({ described }: { described: DescribedNode }) {
  const { text, soft } = toneClasses[described.tone]
  return (
    <span
      title={described.sentence}
      className={`inline-flex items-center gap-1.5 whitespace-nowrap rounded-full py-0.5 pr-2.5 pl-1.5 font-medium text-[0.8125rem] ${text} ${soft}`}
    >
      <Icon name={described.icon} />
      {described.word}
    </span>
  )
}
