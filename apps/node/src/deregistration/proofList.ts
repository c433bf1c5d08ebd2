import { concatBytes } from "@sextant/shared/bytes"
import type { UptimeProof } from "@sextant/wire/uptimeProof"
import { encodeUptimeProof, UPTIME_PROOF_BYTES_MAX } from "@sextant/wire/uptimeProofCodec"

/** Proofs in one answer. */
export const PROOFS_MAX = 4_096

/** Encoded proofs one after another, each behind its length in two big-endian bytes. The newest ones when there are too many. */
export function encodeProofs(proofs: readonly UptimeProof[]): Uint8Array {
  const newest = proofs.toSorted((left, right) => right.timeS - left.timeS).slice(0, PROOFS_MAX)
  return concatBytes(
    ...newest.flatMap((proof) => {
      const bytes = encodeUptimeProof(proof)
      return [new Uint8Array([bytes.length >> 8, bytes.length & 0xff]), bytes]
    }),
  )
}

/** Cuts the list; the proofs themselves are not read here. @throws RangeError when lengths do not fit. */
export function decodeProofs(body: Uint8Array): readonly Uint8Array[] {
  const proofs: Uint8Array[] = []
  let offset = 0
  while (offset < body.length) {
    const sizeBytes = ((body[offset] ?? 0) << 8) | (body[offset + 1] ?? 0)
    const end = offset + 2 + sizeBytes
    if (sizeBytes > UPTIME_PROOF_BYTES_MAX || end > body.length || proofs.length >= PROOFS_MAX)
      throw new RangeError("not a list of uptime proofs")
    proofs.push(body.slice(offset + 2, end))
    offset = end
  }
  return proofs
}
