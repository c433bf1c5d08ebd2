/** One figure, beside the reference contracts' own measured the same way (through a proxy, whole transaction). */
export type GasRow = {
  readonly row: string
  readonly value: number
  readonly unit: "gas"
  readonly anchor?: { readonly name: string; readonly value: number }
  readonly ratio?: number
  readonly goal?: string
  readonly met?: boolean
}

export type Anchor = readonly [name: string, gas: number]

/** What the reference needs to turn a signed reward into tokens: two transactions. */
export const UPDATE_AND_CLAIM: Anchor = ["updateRewardsBalance + claimRewards, first", 1_083_631 + 83_588]
export const UPDATE_AND_CLAIM_AGAIN: Anchor = [
  "updateRewardsBalance + claimRewards, repeated",
  1_067_811 + 66_340,
]
export const EXIT: Anchor = ["exitBLSPublicKeyWithSignature, 0 non-signers", 1_111_291]

/** A figure and what it is held against; without `ratioMax` there is no goal, without an anchor nothing to compare. */
export function gasRow(
  row: string,
  gas: bigint,
  against: { readonly anchor?: Anchor; readonly ratioMax?: number } = {},
): GasRow {
  const value = Number(gas)
  if (against.anchor === undefined) return { row, value, unit: "gas" }
  const [name, reference] = against.anchor
  const ratio = value / reference
  const { ratioMax } = against
  const verdict = ratioMax === undefined ? {} : { goal: `<= ${ratioMax}x`, met: ratio <= ratioMax }
  return { row, value, unit: "gas", anchor: { name, value: reference }, ratio, ...verdict }
}

export function mean(figures: readonly bigint[]): bigint {
  if (figures.length === 0) throw new RangeError("a mean needs a figure")
  return figures.reduce((sum, gas) => sum + gas, 0n) / BigInt(figures.length)
}
