import { SESH_ATOMIC } from "@sextant/shared/units"

/** Atomic units as SESH, exact, without needless zeros: 25000.5. */
export function formatSesh(atomic: bigint): string {
  const fraction = String(atomic % SESH_ATOMIC)
    .padStart(9, "0")
    .replace(/0+$/, "")
  return fraction === "" ? String(atomic / SESH_ATOMIC) : `${atomic / SESH_ATOMIC}.${fraction}`
}
