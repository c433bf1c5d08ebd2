import { quorumOf } from "@sextant/wire/quorum"
import type { Certificate } from "@sextant/wire/vote"
import type { SignatureScheme } from "./signatureScheme.ts"

/**
 * True when a quorum of `publicKeys` signed what the certificate says. Block sync uses it too.
 *
 * @param publicKeys - All validators of the certificate's epoch, in order.
 */
export function verifyCertificate(
  scheme: SignatureScheme,
  publicKeys: readonly Uint8Array[],
  certificate: Certificate,
): boolean {
  if (certificate.signers.bitLen !== publicKeys.length) return false
  const indices = certificate.signers.getTrueBitIndexes()
  if (indices.length < quorumOf(publicKeys.length)) return false
  return scheme.verifyAggregate(
    indices.map((index) => publicKeys[index] as Uint8Array),
    certificate,
    certificate.signature,
  )
}
