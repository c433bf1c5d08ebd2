import type { Address } from "@sextant/shared/networks"
import { limitsOf } from "../l2/poolRules.ts"
import { contributedOf, openReservationsOf, type Pool, type PoolStatus } from "../l2/poolState.ts"
import type { Cast, World } from "./world.ts"

/** What must be equal after every step, read once from the contracts and once from the model. */
export type Observation = {
  readonly nodeCount: number
  readonly keyCount: number
  readonly requirementAtomic: bigint
  readonly snapshotHeight: number
  /** By registration, gone ones left out. */
  readonly nodes: Readonly<Record<number, ObservedNode>>
  /** Of the token. */
  readonly balances: Readonly<Record<Address, bigint>>
  /** In the registry. */
  readonly credits: Readonly<Record<Address, bigint>>
  readonly pools: Readonly<Record<Address, ObservedPool>>
}

export type ObservedNode =
  | {
      readonly kind: "registered"
      readonly operator: Address
      readonly feeBps: number
      readonly stakeAtomic: bigint
      readonly registeredAtS: number
      readonly exitRequestedAtS: number
    }
  | { readonly kind: "locked"; readonly stakeAtomic: bigint; readonly unlockAtS: number }

export type ObservedPool = {
  readonly status: PoolStatus
  readonly requirementAtomic: bigint
  readonly contributedAtomic: bigint
  readonly reservedAtomic: bigint
  readonly minimumAtomic: bigint
  readonly fullAtS: number
  readonly termsHash: string
  readonly autoFinalize: boolean
  readonly contributors: readonly {
    readonly staker: Address
    readonly beneficiary: Address
    readonly amountAtomic: bigint
  }[]
  readonly credits: Readonly<Record<Address, bigint>>
}

const NOBODY = `0x${"00".repeat(20)}` as const

/** Accounts whose tokens are watched. */
export function holdersOf(cast: Cast, world: World): readonly Address[] {
  const { registry } = world.rules.domain
  const pools = world.pools.map(({ address }) => address)
  return [...cast.actors, cast.stranger, registry, world.rules.rewardPool, ...pools]
}

export function observeModel(cast: Cast, world: World): Observation {
  const { registry } = world
  const people = [...cast.actors, cast.stranger]
  return {
    nodeCount: registry.nodes.size,
    keyCount: registry.nodes.size,
    requirementAtomic: registry.requirementAtomic,
    snapshotHeight: registry.snapshots[0]?.height ?? 0,
    nodes: nodesOf(world),
    balances: amounts(holdersOf(cast, world), (holder) => world.balances.get(holder)),
    credits: amounts(people, (person) => registry.credits.get(person)),
    pools: Object.fromEntries(world.pools.map((pool) => [pool.address, poolOf(pool, people)])),
  }
}

function nodesOf({ registry }: World): Observation["nodes"] {
  const nodes: Record<number, ObservedNode> = {}
  for (const [id, { operator, feeBps, contributors, registeredAtS, exitRequestedAtS }] of registry.nodes)
    nodes[id] = {
      kind: "registered",
      operator,
      feeBps,
      stakeAtomic: sumOf(contributors),
      registeredAtS,
      exitRequestedAtS: exitRequestedAtS ?? 0,
    }
  for (const [id, { contributors, penaltyAtomic, unlockAtS }] of registry.locked)
    nodes[id] = { kind: "locked", stakeAtomic: sumOf(contributors) - penaltyAtomic, unlockAtS }
  return nodes
}

function poolOf(pool: Pool, people: readonly Address[]): ObservedPool {
  const isOpen = pool.status === "waiting" || pool.status === "open"
  const { minAtomic, maxAtomic } = limitsOf(pool, NOBODY)
  return {
    status: pool.status,
    requirementAtomic: pool.requirementAtomic,
    contributedAtomic: contributedOf(pool),
    reservedAtomic: sumOf(openReservationsOf(pool)),
    minimumAtomic: isOpen && maxAtomic > 0n ? minAtomic : 0n,
    fullAtS: pool.fullAtS,
    termsHash: pool.termsHash,
    autoFinalize: pool.terms.autoFinalize,
    contributors: pool.contributions.map(({ account, beneficiary, amountAtomic }) => ({
      staker: account,
      beneficiary,
      amountAtomic,
    })),
    credits: amounts(people, (person) => pool.credits.get(person)),
  }
}

function amounts(
  accounts: readonly Address[],
  read: (account: Address) => bigint | undefined,
): Readonly<Record<Address, bigint>> {
  return Object.fromEntries(accounts.map((account) => [account, read(account) ?? 0n]))
}

function sumOf(shares: readonly { readonly amountAtomic: bigint }[]): bigint {
  return shares.reduce((sum, { amountAtomic }) => sum + amountAtomic, 0n)
}
