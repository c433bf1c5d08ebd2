import { bytesToHex, concatBytes, hexToBytes } from "@sextant/shared/bytes"
import type { ValidatorSet } from "@sextant/state-transition/types"
import type { NodeId } from "@sextant/wire/l2Event"

const SEED_BYTES = 32
const ROW_BYTES = 32 + 48

/** Seed, then node id and BLS key of each validator. */
export function encodeValidators(set: ValidatorSet): Uint8Array {
  return concatBytes(
    set.seed,
    ...set.validators.flatMap(({ nodeId, blsPublicKey }) => [hexToBytes(nodeId), blsPublicKey]),
  )
}

export function decodeValidators(epoch: number, bytes: Uint8Array): ValidatorSet {
  const count = (bytes.length - SEED_BYTES) / ROW_BYTES
  const validators = Array.from({ length: count }, (_, index) => {
    const row = bytes.subarray(SEED_BYTES + index * ROW_BYTES)
    return { nodeId: bytesToHex(row.subarray(0, 32)) as NodeId, blsPublicKey: row.slice(32, ROW_BYTES) }
  })
  return { epoch, seed: bytes.slice(0, SEED_BYTES), validators }
}
