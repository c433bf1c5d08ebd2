import type { Equivocation } from "@sextant/wire/block"
import { StateTransitionError } from "../errors.ts"
import type { Transition } from "../types.ts"

/** @throws StateTransitionError `operation/not-yet-active`. */
export function applyEquivocation({ first }: Equivocation): Transition {
  throw new StateTransitionError("operation/not-yet-active", {
    meta: { kind: "equivocation", epoch: first.epoch, view: first.view },
  })
}
