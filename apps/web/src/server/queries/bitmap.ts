/** Reads SSZ bits: bit 0 of byte 0 is position 0. Positions past the end are unset. */
export function bitAt(bitmap: Uint8Array, position: number): boolean {
  return (((bitmap[position >> 3] ?? 0) >> (position & 7)) & 1) === 1
}
