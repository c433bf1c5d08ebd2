import { fastAggregateVerify } from "@sextant/crypto/bls"
import { bytesEqual } from "@sextant/shared/bytes"
import type { BlockHeader } from "@sextant/wire/block"
import { type SigningDomain, voteMessage } from "@sextant/wire/messages"
import { quorumOf } from "@sextant/wire/quorum"
import type { Certificate } from "@sextant/wire/vote"
import { StateTransitionError } from "./errors.ts"
import type { ValidatorSet } from "./types.ts"

/** The parent as a certificate must name it. */
export type CertifiedParent = {
  readonly header: BlockHeader
  readonly blockHash: Uint8Array
  readonly epoch: number
  /** True when the parent closed its epoch: then only its finalization will do, of its own view or a later one. */
  readonly isEpochEnd: boolean
}

/**
 * Checks what a parent certificate says and how many signed it, not the signature.
 *
 * @param validators - Of the parent's epoch.
 * @throws StateTransitionError `certificate/*`.
 */
export function checkParentCertificate(
  certificate: Certificate | undefined,
  parent: CertifiedParent,
  validators: ValidatorSet,
): void {
  if (parent.header.height === 0) {
    if (certificate !== undefined) throw new StateTransitionError("certificate/unexpected")
    return
  }
  if (certificate === undefined) throw new StateTransitionError("certificate/missing")
  const { kind, epoch, view } = certificate
  const isRightView = parent.isEpochEnd
    ? kind === "finalize" && view >= parent.header.view
    : kind === "notarize" && view === parent.header.view
  if (!isRightView || epoch !== parent.epoch || !bytesEqual(certificate.blockHash, parent.blockHash)) {
    throw new StateTransitionError("certificate/wrong-statement", {
      meta: { kind, epoch, view, parentEpoch: parent.epoch, parentView: parent.header.view },
    })
  }
  checkSignerCount(certificate, validators)
}

/**
 * Checks a certificate's aggregate signature against the validators of its epoch.
 *
 * @throws StateTransitionError `certificate/wrong-size` | `certificate/no-quorum` | `certificate/bad-signature`.
 */
export function verifyCertificate(
  deps: { readonly domain: SigningDomain; readonly validators: ValidatorSet },
  certificate: Certificate,
): void {
  checkSignerCount(certificate, deps.validators)
  const publicKeys = certificate.signers
    .intersectValues([...deps.validators.validators])
    .map((validator) => validator.blsPublicKey)
  if (!fastAggregateVerify(publicKeys, voteMessage(deps.domain, certificate), certificate.signature)) {
    throw new StateTransitionError("certificate/bad-signature", {
      meta: { kind: certificate.kind, epoch: certificate.epoch, view: certificate.view },
    })
  }
}

function checkSignerCount(certificate: Certificate, { validators }: ValidatorSet): void {
  const { signers } = certificate
  if (signers.bitLen !== validators.length) {
    throw new StateTransitionError("certificate/wrong-size", {
      meta: { expected: validators.length, actual: signers.bitLen },
    })
  }
  const signerCount = signers.getTrueBitIndexes().length
  const needed = quorumOf(validators.length)
  if (signerCount < needed) {
    throw new StateTransitionError("certificate/no-quorum", { meta: { needed, actual: signerCount } })
  }
}
