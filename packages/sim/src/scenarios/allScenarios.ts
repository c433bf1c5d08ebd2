import type { Scenario } from "../scenario.ts"
import { byzantineThird } from "./byzantineThird.ts"
import { fourNodesAgree } from "./fourNodesAgree.ts"
import { haltPunishesNobody } from "./haltPunishesNobody.ts"
import { killedNodeDoesNotVoteTwice } from "./killedNodeDoesNotVoteTwice.ts"
import { l2Reorg } from "./l2Reorg.ts"
import { lateSnapshotSigner } from "./lateSnapshotSigner.ts"
import { lossyNetwork } from "./lossyNetwork.ts"
import { lyingProvider } from "./lyingProvider.ts"
import { minorityIsSpared } from "./minorityIsSpared.ts"
import { minorityPartition } from "./minorityPartition.ts"
import { nodeJoinsAndExits } from "./nodeJoinsAndExits.ts"
import { nodesJudged } from "./nodesJudged.ts"
import { oneStopsAndReturns } from "./oneStopsAndReturns.ts"
import { partitionHaltsAndHeals } from "./partitionHaltsAndHeals.ts"
import { randomFaults } from "./randomFaults.ts"
import { skewedClocks } from "./skewedClocks.ts"
import { wholeNetworkKilled } from "./wholeNetworkKilled.ts"

/** In the order in which they run: the simplest story first. */
export const allScenarios: readonly Scenario[] = [
  fourNodesAgree,
  oneStopsAndReturns,
  partitionHaltsAndHeals,
  minorityPartition,
  killedNodeDoesNotVoteTwice,
  wholeNetworkKilled,
  l2Reorg,
  lyingProvider,
  lossyNetwork,
  skewedClocks,
  lateSnapshotSigner,
  nodeJoinsAndExits,
  nodesJudged,
  minorityIsSpared,
  haltPunishesNobody,
  byzantineThird,
  randomFaults,
]
