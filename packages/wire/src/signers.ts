import { BitArray } from "@chainsafe/ssz"

/** A bitmap of `count` validators or nodes with the given ones set. @throws RangeError when an index is not below `count`. */
export function signersOf(count: number, indices: Iterable<number>): BitArray {
  const signers = BitArray.fromBitLen(count)
  for (const index of indices) {
    if (!Number.isInteger(index) || index < 0 || index >= count) throw new RangeError("no such signer")
    signers.set(index, true)
  }
  return signers
}
