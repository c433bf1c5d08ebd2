import type { Invariant } from "./invariant.ts"
import { l2EventsExactlyOnce } from "./l2EventsExactlyOnce.ts"
import { moneyConserved } from "./moneyConserved.ts"
import { nobodyPunishedUnjustly } from "./nobodyPunishedUnjustly.ts"
import { snapshotsTrue } from "./snapshotsTrue.ts"
import { stakesConserved } from "./stakesConserved.ts"
import { votesConsistent } from "./votesConsistent.ts"

export const allInvariants: readonly Invariant[] = [
  moneyConserved,
  stakesConserved,
  l2EventsExactlyOnce,
  snapshotsTrue,
  votesConsistent,
  nobodyPunishedUnjustly,
]
