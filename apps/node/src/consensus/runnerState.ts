import type { Core } from "@sextant/consensus/createCore"
import type { Effect } from "@sextant/consensus/effects"
import type { Input, TimerKind } from "@sextant/consensus/inputs"
import type { NodeId } from "@sextant/wire/l2Event"
import type { Logger } from "../ports.ts"
import type { ConsensusRunnerDeps } from "./consensusDeps.ts"

export type Message = Input extends infer TInput
  ? TInput extends Input
    ? Omit<TInput, "nowMs">
    : never
  : never

/** What the runner's parts share. Only `runInputs` touches `core`. */
export type RunnerState = {
  readonly deps: ConsensusRunnerDeps
  readonly logger: Logger
  readonly stopping: AbortController
  core: Core
  /** The newest epoch handed to the core, which may still stand in the queue; undefined before the first. */
  announcedEpoch: number | undefined
  /** `runInputs` is at work. */
  busy: boolean
  /** Waiting inputs, oldest first. */
  readonly queue: Message[]
  readonly timers: Map<TimerKind, () => void>
  /** Blocks being asked for, by hex. */
  readonly asking: Set<string>
  /** Proposals that were passed on: `epoch/view/hash`. */
  readonly seenProposals: Set<string>
  /** Unreadable and forged messages of this epoch by peer. */
  readonly suspects: Map<NodeId, number>
  /** Final blocks are imported one range after the other. Settles when the newest is done. */
  importing: Promise<void>
  /** Two quorums contradicted each other: this node never votes again in this process. */
  halted: boolean
  /** Puts an input in line; `first` goes before all others. Never runs the core itself when that runs already. */
  readonly feed: (message: Message, place?: "first" | "last") => void
  /** Ends the runner for good: going on would be unsafe. */
  readonly fail: (cause: unknown) => void
}

export type EffectHandler<TKind extends Effect["kind"]> = (
  runner: RunnerState,
  effect: Extract<Effect, { readonly kind: TKind }>,
) => void

/** For what must be on disk before anything else happens. */
export type DurableHandler<TKind extends Effect["kind"]> = (
  runner: RunnerState,
  effect: Extract<Effect, { readonly kind: TKind }>,
) => Promise<void>
