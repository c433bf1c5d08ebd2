/**
 * One run of one node's process. Every effect that others or the disk could see asks for leave first, so a run can be
 * ended between any two of them, as by `kill -9`: the code goes on to its next await, but nothing it does counts.
 */
export type Life = {
  readonly isAlive: () => boolean
  /** True when the effect may happen. Counts it. */
  readonly allows: (effect: EffectKind) => boolean
  /** Effects so far. */
  readonly effects: () => number
  readonly end: () => void
  /** Ends the run in place of the effect after `count` more of these kinds (0: the next one). */
  readonly endAtEffect: (count: number, kinds: readonly EffectKind[]) => void
  /** Forgets what `endAtEffect` planned. */
  readonly spare: () => void
}

export const effectKinds = ["send", "publish", "request", "answer", "write", "flushed", "submit"] as const
export type EffectKind = (typeof effectKinds)[number]

/** @param onEnd - Called once, at the moment of death. */
export function createLife(onEnd: () => void): Life {
  let alive = true
  let effects = 0
  let plan: { left: number; readonly kinds: readonly EffectKind[] } | undefined
  const end = () => {
    if (!alive) return
    alive = false
    onEnd()
  }
  return {
    isAlive: () => alive,
    allows(effect) {
      if (!alive) return false
      if (plan?.kinds.includes(effect)) {
        if (plan.left === 0) {
          end()
          return false
        }
        plan.left--
      }
      effects++
      return true
    },
    effects: () => effects,
    end,
    endAtEffect(count, kinds) {
      plan = { left: count, kinds }
    },
    spare() {
      plan = undefined
    },
  }
}
