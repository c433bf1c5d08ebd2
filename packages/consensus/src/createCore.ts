import type { Core, CoreRules } from "./types.ts"

/** A core that waits for its first `epochStarted`. */
export function createCore(rules: CoreRules): Core {
  return { rules, voting: true, instance: undefined, early: [] }
}
