const DECIMALS = 9
const SESH_ATOMIC = 10n ** BigInt(DECIMALS)

/** What a page shows for a value that nobody knows. Never a zero. */
export const UNKNOWN = "—"

export type Decimals = 0 | 2 | 4

function group(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",")
}

/**
 * Writes an amount in SESH with a fixed number of decimals and no unit.
 *
 * Rounds toward zero, so nobody is shown more than there is. A positive amount too small to show is `<0.01` (2 decimals),
 * `<0.0001` (4) or `<1` (0).
 *
 * @param amountAtomic - Atomic units, any sign; null or undefined gives {@link UNKNOWN}.
 */
export function formatSesh(amountAtomic: bigint | null | undefined, decimals: Decimals = 2): string {
  if (amountAtomic === null || amountAtomic === undefined) return UNKNOWN
  const negative = amountAtomic < 0n
  const magnitude = negative ? -amountAtomic : amountAtomic
  const sign = negative ? "−" : ""
  const stepAtomic = 10n ** BigInt(DECIMALS - decimals)
  if (magnitude > 0n && magnitude < stepAtomic)
    return `${sign}<${decimals === 0 ? "1" : `0.${"1".padStart(decimals, "0")}`}`
  const whole = group((magnitude / SESH_ATOMIC).toString())
  if (decimals === 0) return `${sign}${whole}`
  const fraction = ((magnitude % SESH_ATOMIC) / stepAtomic).toString().padStart(decimals, "0")
  return `${sign}${whole}.${fraction}`
}

/** Writes an amount in SESH exactly: grouped, without trailing zeros, at least two decimals. */
export function formatSeshExact(amountAtomic: bigint | null | undefined): string {
  if (amountAtomic === null || amountAtomic === undefined) return UNKNOWN
  const negative = amountAtomic < 0n
  const magnitude = negative ? -amountAtomic : amountAtomic
  const fraction = (magnitude % SESH_ATOMIC)
    .toString()
    .padStart(DECIMALS, "0")
    .replace(/0+$/, "")
    .padEnd(2, "0")
  return `${negative ? "−" : ""}${group((magnitude / SESH_ATOMIC).toString())}.${fraction}`
}

/** Writes an amount for an input field: no grouping, no trailing zeros. {@link parseSesh} reads it back exactly. */
export function seshInputText(amountAtomic: bigint): string {
  const fraction = (amountAtomic % SESH_ATOMIC).toString().padStart(DECIMALS, "0").replace(/0+$/, "")
  const whole = (amountAtomic / SESH_ATOMIC).toString()
  return fraction === "" ? whole : `${whole}.${fraction}`
}

export type ParsedAmount =
  | { readonly kind: "amount"; readonly amountAtomic: bigint }
  | { readonly kind: "empty" }
  | { readonly kind: "invalid"; readonly reason: string }

/**
 * Reads what a person typed or pasted as SESH, by digits alone: no floating point is involved.
 *
 * Accepts grouping by comma, space or thin space when the groups are of three; a point is the decimal separator. A single
 * comma that cannot be grouping (`1,5`) is read as a decimal comma. More than nine decimals are refused, not cut.
 */
export function parseSesh(text: string): ParsedAmount {
  const compact = text.replace(/\s+/gu, "").replace(/SESH$/i, "")
  if (compact === "") return { kind: "empty" }
  const grouped = /^\d{1,3}(,\d{3})+(\.\d*)?$/.test(compact)
  const decimalComma = !grouped && /^\d*,\d*$/.test(compact)
  const plain = grouped ? compact.replaceAll(",", "") : decimalComma ? compact.replace(",", ".") : compact
  const match = /^(\d*)(?:\.(\d*))?$/.exec(plain)
  if (match === null || plain === ".") return { kind: "invalid", reason: "Write an amount such as 12.5." }
  const fraction = match[2] ?? ""
  if (fraction.length > DECIMALS)
    return { kind: "invalid", reason: "SESH has nine decimals; this amount has more." }
  const amountAtomic = BigInt(match[1] || "0") * SESH_ATOMIC + BigInt(fraction.padEnd(DECIMALS, "0"))
  return { kind: "amount", amountAtomic }
}

/** A whole number with grouping; {@link UNKNOWN} when it is not known. */
export function formatCount(value: number | bigint | null | undefined): string {
  if (value === null || value === undefined) return UNKNOWN
  return value < 0 ? `−${group((-BigInt(value)).toString())}` : group(BigInt(value).toString())
}
