import type { Address } from "@sextant/shared/networks"
import type { Transfer } from "../l2/execution.ts"
import { createPool, executePool } from "../l2/poolModel.ts"
import type { Pool } from "../l2/poolState.ts"
import { execute } from "../l2/registryModel.ts"
import type { Call, Cast, World } from "./world.ts"

export type ModelRun = {
  readonly world: World
  /** The error's name; undefined when the call went through. */
  readonly reason: string | undefined
}

/** Runs one call. Tokens move last, so what the token refuses is seen after everything else. */
export function runInModel(cast: Cast, world: World, call: Call): ModelRun {
  const context = { rules: world.rules, state: world.registry, nowS: world.nowS }
  switch (call.kind) {
    case "registry": {
      const done = execute(context, call.transaction)
      if (done.kind === "reverted") return { world, reason: done.reason }
      const leaves = call.leaves === undefined ? world.leaves : [call.leaves, ...world.leaves].slice(0, 4)
      const after = { ...world, registry: done.state, leaves }
      return settle(cast, after, { before: world, transfers: done.transfers })
    }
    case "createPool": {
      if (world.pools.some(({ address }) => address === call.address)) return { world, reason: "PoolExists" }
      const done = createPool(context, { ...call, operator: call.sender })
      if (done.kind === "reverted") return { world, reason: done.reason }
      return { world: { ...world, pools: [...world.pools, done.pool] }, reason: undefined }
    }
    case "pool": {
      const pool = world.pools.find(({ address }) => address === call.address) as Pool
      const done = executePool(context, pool, call)
      if (done.kind === "reverted") return { world, reason: done.reason }
      const pools = world.pools.map((one) => (one === pool ? done.pool : one))
      const after = { ...world, pools, registry: done.registry }
      return settle(cast, after, { before: world, transfers: done.transfers })
    }
  }
}

function settle(
  cast: Cast,
  after: World,
  { before, transfers }: { readonly before: World; readonly transfers: readonly Transfer[] },
): ModelRun {
  const balances = new Map<Address, bigint>(before.balances)
  for (const { from, to, amountAtomic } of transfers) {
    // Contracts spend what is theirs; only a person's tokens need an allowance.
    if (from === cast.stranger && amountAtomic > 0n)
      return { world: before, reason: "ERC20InsufficientAllowance" }
    const owned = balances.get(from) ?? 0n
    if (owned < amountAtomic) return { world: before, reason: "ERC20InsufficientBalance" }
    balances.set(from, owned - amountAtomic)
    balances.set(to, (balances.get(to) ?? 0n) + amountAtomic)
  }
  return { world: { ...after, balances }, reason: undefined }
}
