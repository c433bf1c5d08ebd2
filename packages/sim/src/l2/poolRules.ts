import { publicKeyToG1Words, signatureToG2Words } from "@sextant/crypto/blsWords"
import { keccak256 } from "@sextant/crypto/hash"
import { bytesTo0x, concatBytes, hexToBytes, utf8ToBytes } from "@sextant/shared/bytes"
import type { Address } from "@sextant/shared/networks"
import { CONTRIBUTORS_MAX, FEE_BPS_MAX } from "@sextant/shared/params"
import { addressWord, bytes32Word, uintWord } from "@sextant/wire/abi"
import type { ContractDomain } from "@sextant/wire/messages"
import { contributedOf, openReservationsOf, type Pool, type PoolShare, type PoolTerms } from "./poolState.ts"

const OPERATOR_PARTS = 4n
const PLACES = BigInt(CONTRIBUTORS_MAX)
const TERMS_TAG = keccak256(utf8ToBytes("sextant/pool-terms/1"))

/** The least and the most that an account may add; the least is above the most when it may add nothing. */
export function limitsOf(
  pool: Pool,
  account: Address,
): { readonly minAtomic: bigint; readonly maxAtomic: bigint } {
  const waiting = openReservationsOf(pool)
  const reservedAtomic = sumOf(waiting)
  const openAtomic = pool.requirementAtomic - contributedOf(pool) - reservedAtomic
  if (pool.contributions.some((one) => one.account === account))
    return { minAtomic: 1n, maxAtomic: openAtomic }
  const own = waiting.find((one) => one.account === account)
  if (own !== undefined) return { minAtomic: own.amountAtomic, maxAtomic: openAtomic + own.amountAtomic }
  const taken = pool.contributions.length + waiting.length
  if (taken >= CONTRIBUTORS_MAX || openAtomic === 0n) return { minAtomic: 1n, maxAtomic: 0n }
  return { minAtomic: leastOf(openAtomic, taken), maxAtomic: openAtomic }
}

/** The contract's error, or undefined. */
export function termsRefusal({ registration }: PoolTerms): string | undefined {
  return registration.feeBps > FEE_BPS_MAX ? "FeeTooHigh" : undefined
}

/** Each reservation must leave room for what the places after it have to bring. */
export function reservationsRefusal(
  { operator, requirementAtomic }: Pick<Pool, "operator" | "requirementAtomic">,
  reservations: readonly PoolShare[],
): string | undefined {
  if (reservations.length > CONTRIBUTORS_MAX) return "ReservationsTooMany"
  if (reservations.length > 0 && reservations[0]?.account !== operator) return "OperatorReservationMissing"
  let openAtomic = requirementAtomic
  for (const [taken, { account, amountAtomic: amount }] of reservations.entries()) {
    if (reservations.findIndex((one) => one.account === account) < taken) return "ReservationRepeated"
    const least = leastOf(openAtomic, taken)
    if (amount < (least === 0n ? 1n : least)) return "ReservationTooLow"
    if (amount > openAtomic) return "ReservationsTooHigh"
    openAtomic -= amount
  }
  return undefined
}

/** An equal part of what is open per open place, rounded up; a quarter for the operator. */
function leastOf(openAtomic: bigint, taken: number): bigint {
  const parts = taken === 0 ? OPERATOR_PARTS : PLACES - BigInt(taken)
  return (openAtomic + parts - 1n) / parts
}

export function withTermsHash(domain: ContractDomain, pool: Pool): Pool {
  const { blsPublicKey, proofOfPossession, nodeId, ed25519Signature, feeBps } = pool.terms.registration
  const words = [
    TERMS_TAG,
    uintWord(domain.chainId),
    addressWord(pool.address),
    ...publicKeyToG1Words(blsPublicKey).map(uintWord),
    ...signatureToG2Words(proofOfPossession).map(uintWord),
    bytes32Word(hexToBytes(nodeId)),
    ed25519Signature,
    addressWord(pool.operator),
    uintWord(feeBps),
    uintWord(pool.requirementAtomic),
  ]
  return { ...pool, termsHash: bytesTo0x(keccak256(concatBytes(...words))) }
}

export function sumOf(shares: readonly PoolShare[]): bigint {
  return shares.reduce((sum, { amountAtomic: amount }) => sum + amount, 0n)
}
