import { bytesEqual } from "@sextant/shared/bytes"
import { NODES_MIN } from "@sextant/shared/params"
import { amountAtomic, height, type UnixMs } from "@sextant/shared/units"
import { EMPTY_BODY, type L2Reference } from "@sextant/wire/block"
import { operationsRoot } from "@sextant/wire/blockCodec"
import type { L2Event } from "@sextant/wire/l2Event"
import { networkIdOf } from "@sextant/wire/messages"
import { fixValidatorSet } from "./epoch.ts"
import { StateTransitionError } from "./errors.ts"
import { EMPTY_LEDGER } from "./ledger.ts"
import { emptyParticipation } from "./nodeList.ts"
import { applyOperations } from "./operations/applyOperations.ts"
import { assignSwarms } from "./swarms/assignSwarms.ts"
import type { ChainState, Rules, Transition } from "./types.ts"

const NO_VALIDATORS = { epoch: 0, seed: new Uint8Array(32), validators: [] }

/**
 * The state at height 0, from what the contracts logged (docs/protocol/genesis.md).
 *
 * @param input.timestampMs - From `NetworkStarted`.
 * @param input.l2 - The block that holds `NetworkStarted`; its hash makes the network id in `rules.domain`.
 * @param input.events - All events from deployment up to and including that block, in log order.
 * @throws StateTransitionError `genesis/wrong-network-id` | `genesis/too-few-nodes`.
 */
export function genesisState(
  rules: Rules,
  input: {
    readonly timestampMs: UnixMs
    readonly l2: L2Reference
    readonly events: readonly L2Event[]
  },
): Transition {
  const { networkId } = rules.domain
  if (!bytesEqual(networkId, networkIdOf(rules.domain, input.l2.hash))) {
    throw new StateTransitionError("genesis/wrong-network-id")
  }
  const empty = emptyState(rules, input)
  const context = { rules, height: height(0), timestampMs: input.timestampMs }
  const { state, effects } = applyOperations(context, empty, { ...EMPTY_BODY, l2Events: input.events })
  if (state.nodes.length < NODES_MIN) {
    throw new StateTransitionError("genesis/too-few-nodes", { meta: { valid: state.nodes.length } })
  }
  const withSwarms = assignSwarms(state)
  const setOf = (epoch: number) => fixValidatorSet(withSwarms.nodes, { epoch, seed: networkId })
  return {
    state: { ...withSwarms, currentValidators: setOf(0), nextValidators: setOf(1) },
    effects: [...effects, { kind: "swarmsChanged" }, { kind: "epochStarted", epoch: 0 }],
  }
}

function emptyState(
  { preset, domain }: Rules,
  { timestampMs, l2 }: { readonly timestampMs: UnixMs; readonly l2: L2Reference },
): ChainState {
  return {
    networkId: domain.networkId,
    latestHeader: {
      networkId: domain.networkId,
      height: height(0),
      view: 0,
      parentHash: new Uint8Array(32),
      proposerIndex: 0,
      timestampMs,
      l2,
      operationsRoot: operationsRoot(EMPTY_BODY),
      stateRoot: new Uint8Array(32),
      randaoReveal: new Uint8Array(96),
      parentCertificate: undefined,
    },
    randaoMix: domain.networkId,
    stakingRequirementAtomic: preset.stakingRequirementAtomic,
    rewards: {
      atomicPerDay: amountAtomic(0n),
      rateSetAtMs: timestampMs,
      fraction: 0,
      carryMilli: 0n,
      issuedMilli: 0n,
    },
    nodes: [],
    participation: emptyParticipation(0),
    exits: [],
    ledger: EMPTY_LEDGER,
    previousValidators: NO_VALIDATORS,
    currentValidators: NO_VALIDATORS,
    nextValidators: NO_VALIDATORS,
    quorums: [],
    snapshotDuty: undefined,
  }
}
