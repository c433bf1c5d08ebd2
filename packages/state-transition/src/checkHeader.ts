import { verify } from "@sextant/crypto/bls"
import { bytesEqual, bytesToHex } from "@sextant/shared/bytes"
import type { Block, BlockHeader } from "@sextant/wire/block"
import { operationsRoot } from "@sextant/wire/blockCodec"
import type { L2Event } from "@sextant/wire/l2Event"
import { randaoMessage } from "@sextant/wire/messages"
import { checkParentCertificate } from "./certificate.ts"
import { epochOf, isEpochEnd, isEpochStart, leaderOf, validatorSetOf } from "./epoch.ts"
import { StateTransitionError } from "./errors.ts"
import { headHash } from "./stateRoot.ts"
import type { ChainState, Rules, Validator, ValidatorSet } from "./types.ts"

/**
 * Checks everything about a block that can be known before it is applied, cheapest first, but for the reveal.
 *
 * @param parent - The state that the block extends.
 * @returns The block's proposer.
 * @throws StateTransitionError
 */
export function checkHeader(rules: Rules, parent: ChainState, block: Block): Validator {
  const { header } = block
  checkPlace(parent, header)
  checkTime(rules, parent, header)
  const validators = checkProposer(rules, parent, header)
  checkParentCertificate(
    header.parentCertificate,
    {
      header: parent.latestHeader,
      blockHash: headHash(parent),
      epoch: epochOf(rules.preset, parent.latestHeader.height),
      isEpochEnd: isEpochEnd(rules.preset, parent.latestHeader.height),
    },
    parent.currentValidators,
  )
  checkEvents(parent, header, block.body.l2Events)
  if (!bytesEqual(header.operationsRoot, operationsRoot(block.body))) {
    throw new StateTransitionError("block/wrong-operations-root")
  }
  return validators.validators[header.proposerIndex] as Validator
}

/** The costly part: one pairing. @throws StateTransitionError `block/wrong-randao`. */
export function checkRandao(rules: Rules, proposer: Validator, header: BlockHeader): void {
  if (!verify(proposer.blsPublicKey, randaoMessage(rules.domain, header.height), header.randaoReveal)) {
    throw new StateTransitionError("block/wrong-randao", { meta: { height: header.height } })
  }
}

/** The validators that propose and vote on the block after this state. */
export function validatorsOfChild(rules: Rules, parent: ChainState): ValidatorSet {
  return validatorSetOf(parent, epochOf(rules.preset, parent.latestHeader.height + 1))
}

function checkPlace(parent: ChainState, header: BlockHeader): void {
  if (!bytesEqual(header.networkId, parent.networkId)) throw new StateTransitionError("block/wrong-network")
  const expected = parent.latestHeader.height + 1
  if (header.height !== expected) {
    throw new StateTransitionError("block/wrong-height", { meta: { expected, actual: header.height } })
  }
  if (!bytesEqual(header.parentHash, headHash(parent))) {
    throw new StateTransitionError("block/wrong-parent", {
      meta: { expected: bytesToHex(headHash(parent)), actual: bytesToHex(header.parentHash) },
    })
  }
}

function checkTime(rules: Rules, parent: ChainState, header: BlockHeader): void {
  const earliestMs = parent.latestHeader.timestampMs + rules.preset.blockIntervalMs
  if (header.timestampMs < earliestMs) {
    throw new StateTransitionError("block/too-early", { meta: { earliestMs, actualMs: header.timestampMs } })
  }
  const { l2 } = parent.latestHeader
  const isSame = header.l2.number === l2.number && bytesEqual(header.l2.hash, l2.hash)
  if (header.l2.number <= l2.number && !isSame) {
    throw new StateTransitionError("block/l2-went-back", {
      meta: { parent: l2.number, actual: header.l2.number },
    })
  }
}

function checkProposer(rules: Rules, parent: ChainState, header: BlockHeader): ValidatorSet {
  const firstView = isEpochStart(rules.preset, header.height) ? 1 : parent.latestHeader.view + 1
  if (header.view < firstView) {
    throw new StateTransitionError("block/wrong-view", { meta: { lowest: firstView, actual: header.view } })
  }
  const validators = validatorsOfChild(rules, parent)
  const expected = leaderOf(validators, header.view)
  if (header.proposerIndex !== expected) {
    throw new StateTransitionError("block/wrong-proposer", {
      meta: { view: header.view, expected, actual: header.proposerIndex },
    })
  }
  return validators
}

/** Whether they are *all* events of the range only the L2 can tell; the node asks it. */
function checkEvents(parent: ChainState, header: BlockHeader, events: readonly L2Event[]): void {
  let before: L2Event | undefined
  for (const event of events) {
    const { l2Height, logIndex } = event
    if (l2Height <= parent.latestHeader.l2.number || l2Height > header.l2.number) {
      throw new StateTransitionError("operation/out-of-range", {
        meta: { l2Height, above: parent.latestHeader.l2.number, upTo: header.l2.number },
      })
    }
    const isAfter =
      before === undefined ||
      l2Height > before.l2Height ||
      (l2Height === before.l2Height && logIndex > before.logIndex)
    if (!isAfter) throw new StateTransitionError("operation/out-of-order", { meta: { l2Height, logIndex } })
    before = event
  }
}
