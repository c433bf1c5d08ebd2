import { bigintToBytes } from "@sextant/shared/bytes"
import type { G1Args } from "./contractEvent.ts"

const COMPRESSED = 0x80
const Y_IS_LARGER = 0x20
/** Half of the BLS12-381 field's prime, rounded down: a `y` above it is the larger of the two roots. */
const HALF_PRIME =
  0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn / 2n

/** Turns the contract's affine point into the 48 bytes that the network uses. The contract has checked the point. */
export function compressG1(point: G1Args): Uint8Array {
  const x = (point.xHi << 256n) | point.xLo
  const y = (point.yHi << 256n) | point.yLo
  const bytes = bigintToBytes(x, 48)
  bytes[0] = (bytes[0] as number) | COMPRESSED | (y > HALF_PRIME ? Y_IS_LARGER : 0)
  return bytes
}
