import type { BitArray } from "@chainsafe/ssz"
import { fastAggregateVerify } from "@sextant/crypto/bls"
import { bytesEqual } from "@sextant/shared/bytes"
import { snapshotMessage } from "@sextant/wire/messages"
import { nonSignersMaxOf } from "@sextant/wire/quorum"
import type { SignedSnapshot } from "@sextant/wire/snapshot"
import { StateTransitionError } from "../errors.ts"
import type { ChainState, SnapshotDuty, Transition } from "../types.ts"
import type { OperationContext } from "./operationContext.ts"

/**
 * Takes note of who signed the newest snapshot. Later blocks may show more signers until the next snapshot, never fewer: whom
 * one proposer left out the next one can put in.
 *
 * The roots inside are not computed again: a quorum of the nodes has signed them.
 *
 * @throws StateTransitionError `signedSnapshot/*`.
 */
export function applySignedSnapshot(
  context: OperationContext,
  state: ChainState,
  signed: SignedSnapshot,
): Transition {
  const duty = dutyOf(state, signed)
  checkSigners(duty, signed)
  const publicKeys = signed.signers.intersectValues([...duty.signers]).map((signer) => signer.blsPublicKey)
  const message = snapshotMessage(context.rules.domain, signed.snapshot)
  if (!fastAggregateVerify(publicKeys, message, signed.signature)) {
    throw new StateTransitionError("signedSnapshot/bad-signature", { meta: { height: duty.height } })
  }
  return {
    state: { ...state, snapshotDuty: { ...duty, signed: signed.signers } },
    effects: [{ kind: "snapshotSigned", height: duty.height, signerCount: publicKeys.length }],
  }
}

function dutyOf({ snapshotDuty }: ChainState, { snapshot }: SignedSnapshot): SnapshotDuty {
  if (snapshotDuty?.height !== snapshot.height || !bytesEqual(snapshotDuty.blockHash, snapshot.blockHash)) {
    throw new StateTransitionError("signedSnapshot/wrong-snapshot", {
      meta: { expected: snapshotDuty?.height ?? 0, actual: snapshot.height },
    })
  }
  return snapshotDuty
}

function checkSigners(duty: SnapshotDuty, { signers }: SignedSnapshot): void {
  const total = duty.signers.length
  if (signers.bitLen !== total) {
    throw new StateTransitionError("signedSnapshot/wrong-size", {
      meta: { expected: total, actual: signers.bitLen },
    })
  }
  const signerCount = signers.getTrueBitIndexes().length
  if (total - signerCount > nonSignersMaxOf(total)) {
    throw new StateTransitionError("signedSnapshot/too-few-signers", {
      meta: { needed: total - nonSignersMaxOf(total), actual: signerCount },
    })
  }
  if (!isMore(duty.signed, signers)) {
    throw new StateTransitionError("signedSnapshot/adds-nobody", { meta: { actual: signerCount } })
  }
}

/** True when this bitmap would tell the chain of signers it does not know: then a leader puts it into its block. */
export function addsSigners({ snapshotDuty }: ChainState, signed: SignedSnapshot): boolean {
  return snapshotDuty?.height === signed.snapshot.height && isMore(snapshotDuty.signed, signed.signers)
}

function isMore(known: BitArray, shown: BitArray): boolean {
  const bits = known.getTrueBitIndexes()
  return shown.getTrueBitIndexes().length > bits.length && bits.every((index) => shown.get(index))
}
