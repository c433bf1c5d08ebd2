import type { Input } from "./inputs.ts"
import type { CoreRules, Instance } from "./types.ts"

/** Everything consensus knows. Opaque to callers except for looking. */
export type Core = {
  readonly rules: CoreRules
  /** False while the node syncs: it follows but says nothing. */
  readonly voting: boolean
  /** Undefined until the first epoch starts. */
  readonly instance: Instance | undefined
  /** Messages of the next epoch, oldest first. */
  readonly early: readonly Input[]
}

/** A core that waits for its first `epochStarted`. */
export function createCore(rules: CoreRules): Core {
  return { rules, voting: true, instance: undefined, early: [] }
}
