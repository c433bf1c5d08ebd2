import { assertNever } from "@sextant/shared/assert"
import type { StateChange } from "@sextant/wire/block"
import { StateTransitionError } from "../errors.ts"
import type { Transition } from "../types.ts"

/** @throws StateTransitionError `operation/not-yet-active`. */
export function applyStateChange(change: StateChange): Transition {
  switch (change.kind) {
    case "decommission":
    case "recommission":
    case "deregister":
    case "ipChange":
      throw new StateTransitionError("operation/not-yet-active", {
        meta: { kind: change.kind, nodeId: change.nodeId },
      })
    default:
      return assertNever(change.kind)
  }
}
