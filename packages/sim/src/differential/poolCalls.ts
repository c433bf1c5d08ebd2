import type { Address } from "@sextant/shared/networks"
import type { PoolAction } from "../l2/poolModel.ts"
import { limitsOf } from "../l2/poolRules.ts"
import { openReservationsOf, type Pool, type PoolShare, type PoolTerms } from "../l2/poolState.ts"
import type { Draw } from "./draw.ts"
import { feeOf, freeKeys, type Resolve, signed, someone } from "./registryCalls.ts"
import type { Call, Cast, World } from "./world.ts"

type PoolResolve = (input: {
  readonly cast: Cast
  readonly world: World
  readonly draw: Draw
  readonly pool: Pool
}) => { readonly sender: Address; readonly action: PoolAction }

const actions = {
  contribute({ cast, draw, pool }) {
    const waiting = openReservationsOf(pool).map(({ account }) => account)
    const likely = pool.status === "waiting" ? [pool.operator] : [...waiting, ...cast.actors]
    const sender = draw.rarely(8) ? someone(cast, draw) : (draw.pick(likely) as Address)
    const { minAtomic, maxAtomic } = limitsOf(pool, sender)
    const amounts = [minAtomic, maxAtomic, (minAtomic + maxAtomic) / 2n, minAtomic - 1n, maxAtomic + 1n, 1n]
    const amountAtomic = draw.pick(amounts) as bigint
    const seen = draw.rarely(15) ? (`0x${"77".repeat(32)}` as const) : pool.termsHash
    const beneficiary = draw.rarely(4) ? draw.pick(cast.actors) : undefined
    return {
      sender,
      action: {
        kind: "contribute",
        amountAtomic: amountAtomic < 0n ? 0n : amountAtomic,
        beneficiary,
        seenTermsHash: seen,
      },
    }
  },
  finalize: ({ cast, draw, pool }) => ({
    sender: draw.rarely(2) ? pool.operator : someone(cast, draw),
    action: { kind: "finalize" },
  }),
  leavePool({ cast, draw, pool }) {
    const others = pool.contributions.map(({ account }) => account).slice(draw.rarely(5) ? 0 : 1)
    const inside = [...others, ...pool.credits.keys()]
    const sender = (draw.rarely(5) ? undefined : draw.pick(inside)) ?? someone(cast, draw)
    return { sender, action: { kind: "withdraw" } }
  },
  payCredit: ({ cast, draw, pool }) => ({
    sender: someone(cast, draw),
    action: {
      kind: "payCredit",
      contributor: draw.pick([...pool.credits.keys()]) ?? someone(cast, draw),
    },
  }),
  reset: (input) => ({ sender: operatorOrOther(input), action: { kind: "reset" } }),
  setBeneficiary({ cast, draw, pool }) {
    const inside = pool.contributions.map(({ account }) => account)
    const sender = (draw.rarely(5) ? undefined : draw.pick(inside)) ?? someone(cast, draw)
    return { sender, action: { kind: "setBeneficiary", beneficiary: draw.pick(cast.actors) as Address } }
  },
  setTerms(input) {
    const terms = termsOf(input, { operator: input.pool.operator, address: input.pool.address })
    return { sender: operatorOrOther(input), action: { kind: "setTerms", terms } }
  },
  setReservations(input) {
    const { cast, draw, pool } = input
    const reservations = reservationsOf(cast, draw, {
      operator: pool.operator,
      requirementAtomic: pool.requirementAtomic,
    })
    return { sender: operatorOrOther(input), action: { kind: "setReservations", reservations } }
  },
  setAutoFinalize: (input) => ({
    sender: operatorOrOther(input),
    action: { kind: "setAutoFinalize", autoFinalize: input.draw.rarely(2) },
  }),
} satisfies Record<string, PoolResolve>

/** A step at one of the pools, of each kind. */
export const poolCalls: Readonly<Record<keyof typeof actions | "createPool", Resolve>> = {
  ...(Object.fromEntries(
    Object.entries(actions).map(([name, resolve]) => [name, atSomePool(resolve)]),
  ) as Record<keyof typeof actions, Resolve>),
  createPool(cast, world, draw): Call {
    const sender = draw.pick(cast.actors) as Address
    const { salt, address } = draw.pick(cast.poolPlaces.filter((place) => place.operator === sender)) as {
      salt: `0x${string}`
      address: Address
    }
    const terms = termsOf({ cast, world, draw }, { operator: sender, address })
    const reservations = reservationsOf(cast, draw, {
      operator: sender,
      requirementAtomic: world.registry.requirementAtomic,
    })
    return { kind: "createPool", sender, address, salt, terms, reservations }
  },
}

/** Mostly the newest pool that has not ended, so that stories get somewhere. */
function atSomePool(resolve: PoolResolve): Resolve {
  return (cast, world, draw) => {
    const living = world.pools.filter(({ status }) => status !== "registered")
    const pool = draw.rarely(4) ? draw.pick(world.pools) : (living.at(-1) ?? world.pools.at(-1))
    if (pool === undefined) return undefined
    return { kind: "pool", address: pool.address, ...resolve({ cast, world, draw, pool }) }
  }
}

function operatorOrOther({ cast, draw, pool }: Parameters<PoolResolve>[0]): Address {
  return draw.rarely(4) ? someone(cast, draw) : pool.operator
}

type TermsInput = { readonly cast: Cast; readonly world: World; readonly draw: Draw }

function termsOf(
  { cast, world, draw }: TermsInput,
  place: { readonly operator: Address; readonly address: Address },
): PoolTerms {
  const keys = freeKeys(cast, world, draw)
  const payer = draw.rarely(15) ? place.operator : place.address
  const terms = { operator: place.operator, feeBps: feeOf(draw), contributors: [], payer }
  return { registration: signed(world.rules.domain, keys, terms), autoFinalize: draw.rarely(2) }
}

function reservationsOf(
  cast: Cast,
  draw: Draw,
  { operator, requirementAtomic }: { readonly operator: Address; readonly requirementAtomic: bigint },
): readonly PoolShare[] {
  const count = draw.below(4)
  if (count === 0) return []
  const others = draw.rarely(10) ? [operator, ...cast.actors] : cast.actors.filter((one) => one !== operator)
  const accounts = draw.rarely(12) ? others.slice(0, count) : [operator, ...others.slice(0, count - 1)]
  const tooMuch = draw.rarely(12)
  return accounts.map((account, at) => ({
    account,
    amountAtomic: tooMuch
      ? requirementAtomic
      : at === 0
        ? requirementAtomic / 4n + 5n
        : requirementAtomic / BigInt(draw.pick([5, 11, 9, 30]) as number),
  }))
}
