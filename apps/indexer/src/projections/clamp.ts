const DATE_S_MAX = 253_402_300_799n
const BIGINT_MAX = (1n << 63n) - 1n
const INTEGER_MAX = (1n << 31n) - 1n

/** Unix seconds of any size as a date; whatever lies after the year 9999 ("never") becomes its last second. */
export function dateOfSeconds(seconds: bigint): Date {
  return new Date(Number(seconds > DATE_S_MAX ? DATE_S_MAX : seconds) * 1000)
}

/** A uint256 in a column of 63 bits. Amounts of the token always fit; a contract that emits more must not stop the index. */
export function toBigintColumn(value: bigint): bigint {
  return value > BIGINT_MAX ? BIGINT_MAX : value
}

/** A uint256 in a column of 31 bits. */
export function toIntegerColumn(value: bigint): number {
  return Number(value > INTEGER_MAX ? INTEGER_MAX : value)
}
