import { sign } from "@sextant/crypto/bls"
import { bigintToBytes, bytesToBigint } from "@sextant/shared/bytes"

/** Order of the BLS12-381 groups: secret keys add up modulo this. */
const GROUP_ORDER = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n

/** Their aggregate signature: one signature by the sum of the secret keys is the sum of their signatures. */
export function signTogether(secretKeys: readonly Uint8Array[], message: Uint8Array): Uint8Array {
  const sum = secretKeys.reduce((total, key) => (total + bytesToBigint(key)) % GROUP_ORDER, 0n)
  return sign(bigintToBytes(sum, 32), message)
}
