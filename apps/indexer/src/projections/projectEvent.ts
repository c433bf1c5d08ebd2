import { assertNever } from "@sextant/shared/assert"
import type { RowChange } from "../store/tables.ts"
import type { ContractEvent, LogPosition } from "./contractEvent.ts"
import { exitRequested } from "./exitRequested.ts"
import { keyActivated } from "./keyActivated.ts"
import { networkStarted } from "./networkStarted.ts"
import { nodeExited } from "./nodeExited.ts"
import { nodeLiquidated } from "./nodeLiquidated.ts"
import { nodeRegistered } from "./nodeRegistered.ts"
import { released } from "./released.ts"
import { rewardRateSet } from "./rewardRateSet.ts"
import { rewardsClaimed } from "./rewardsClaimed.ts"
import { snapshotAccepted } from "./snapshotAccepted.ts"
import { stakeReleased } from "./stakeReleased.ts"
import { stakingRequirementSet } from "./stakingRequirementSet.ts"
import { withdrawn } from "./withdrawn.ts"

/** Turns one contract event into rows. Every row carries the log's block, so that a reorg can take it back. */
export function projectEvent(event: ContractEvent, position: LogPosition): RowChange[] {
  switch (event.kind) {
    case "nodeRegistered":
      return nodeRegistered(event, position)
    case "keyActivated":
      return keyActivated(event, position)
    case "networkStarted":
      return networkStarted(event, position)
    case "exitRequested":
      return exitRequested(event, position)
    case "snapshotAccepted":
      return snapshotAccepted(event, position)
    case "nodeExited":
      return nodeExited(event, position)
    case "nodeLiquidated":
      return nodeLiquidated(event, position)
    case "stakeReleased":
      return stakeReleased(event, position)
    case "withdrawn":
      return withdrawn(event, position)
    case "stakingRequirementSet":
      return stakingRequirementSet(event, position)
    case "rewardsClaimed":
      return rewardsClaimed(event, position)
    case "rewardRateSet":
      return rewardRateSet(event, position)
    case "released":
      return released(event, position)
    default:
      return assertNever(event)
  }
}
