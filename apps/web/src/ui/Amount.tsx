import { type Decimals, formatSesh, formatSeshExact, UNKNOWN } from "../format/amount.ts"

type AmountProps = {
  /** Decimal string of atomic units; null when nobody knows. */
  readonly atomic: string | null
  readonly decimals?: Decimals
  readonly unit?: boolean
}

/** An amount of SESH; every digit is in its title. */
export function Amount({ atomic, decimals = 2, unit = true }: AmountProps) {
  if (atomic === null) return <span title="unknown">{UNKNOWN}</span>
  const amountAtomic = BigInt(atomic)
  return (
    <span className="whitespace-nowrap" title={`${formatSeshExact(amountAtomic)} SESH`}>
      {formatSesh(amountAtomic, decimals)}
      {unit ? (
        <span className="ml-[0.3em] font-normal text-[0.78em] text-ink-faint tracking-normal">SESH</span>
      ) : null}
    </span>
  )
}
