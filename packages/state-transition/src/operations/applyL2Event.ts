import { assertNever } from "@sextant/shared/assert"
import type { L2Event } from "@sextant/wire/l2Event"
import type { ChainState, Transition } from "../types.ts"
import type { OperationContext } from "./operationContext.ts"
import { registerNode } from "./registerNode.ts"
import { requestExit } from "./requestExit.ts"
import { setRewardRate } from "./setRewardRate.ts"
import { settleExit } from "./settleExit.ts"

/** Applies one thing that the contracts said. Never fails: what makes no sense here is recorded or changes nothing. */
export function applyL2Event(context: OperationContext, state: ChainState, event: L2Event): Transition {
  switch (event.kind) {
    case "nodeRegistered":
      return registerNode(context, state, event)
    case "exitRequested":
      return requestExit(context, state, event)
    case "nodeExited":
    case "nodeLiquidated":
      return settleExit(state, event)
    case "stakingRequirementSet":
      return {
        // For later registrations only: a node keeps the stake it registered with.
        state: { ...state, stakingRequirementAtomic: event.amountAtomic },
        effects: [{ kind: "stakingRequirementSet", amountAtomic: event.amountAtomic }],
      }
    case "rewardRateSet":
      return setRewardRate(context, state, event)
    default:
      return assertNever(event)
  }
}
