import { addsSigners } from "@sextant/state-transition/operations/applySignedSnapshot"
import type { ChainState } from "@sextant/state-transition/types"
import { nonSignersMaxOf } from "@sextant/wire/quorum"
import { signersOf } from "@sextant/wire/signers"
import type { SignedSnapshot } from "@sextant/wire/snapshot"
import type { SignedView } from "./room.ts"

/**
 * What a leader shows of the snapshot that its parent's state asks about: the bitmap over that state's signers, as soon as the
 * contract's quorum has signed, and again whenever it has more of them.
 */
export function offeredSnapshots(
  parent: ChainState,
  viewOf: (height: number) => SignedView | undefined,
): readonly SignedSnapshot[] {
  const duty = parent.snapshotDuty
  const view = duty && viewOf(duty.height)
  if (duty === undefined || view?.signature === undefined) return []
  const total = duty.signers.length
  // Every signer known to the chain must be in it: a node that missed a partial waits until it has it.
  if (view.nodeIds.length !== total || total - view.signed.length > nonSignersMaxOf(total)) return []
  const signers = signersOf(total, view.signed)
  const signed = { snapshot: view.taken.snapshot, signers, signature: view.signature }
  return addsSigners(parent, signed) ? [signed] : []
}
