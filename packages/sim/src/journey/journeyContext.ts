import type { Progress } from "../devnet/progress.ts"
import type { LocalNetwork } from "./localNetwork.ts"

export type JourneyContext = {
  readonly network: LocalNetwork
  /** For what the journey itself keeps: the eighth node's folder. */
  readonly scratchFolder: string
  readonly dataFolder: string
  readonly portBase: number
  readonly progress: Progress
}

/** @throws Error with the sentence when the condition does not hold. */
export function must(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new Error(`The journey ended here: ${sentence}`)
}
