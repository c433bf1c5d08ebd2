import { BAD_MESSAGES_MAX } from "./limits.ts"
import { type Step, update, withEntry } from "./step.ts"

/**
 * Peers that delivered bad signatures in this epoch. An honest one never does: it sends its own votes, and others' only after it
 * has checked them. So the first bad one ends the credit of being checked in a sum, and a few more end the hearing.
 */
export function isSuspect({ instance }: Step, from: string | undefined): boolean {
  return from !== undefined && instance.suspects.has(from)
}

export function isOutcast({ instance }: Step, from: string | undefined): boolean {
  return from !== undefined && (instance.suspects.get(from) ?? 0) >= BAD_MESSAGES_MAX
}

export function suspect(step: Step, from: string | undefined): void {
  if (from === undefined) return
  const { suspects } = step.instance
  update(step, { suspects: withEntry(suspects, from, (suspects.get(from) ?? 0) + 1) })
}
