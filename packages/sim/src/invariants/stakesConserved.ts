import type { AmountAtomic } from "@sextant/shared/units"
import type { L2Event, RegistryId } from "@sextant/wire/l2Event"
import { ancestorAt, branch } from "../l2/l2Chain.ts"
import type { Invariant } from "./invariant.ts"

/** Every stake the contract took stands in exactly one place: a node, an exit that waits, or back with its owner. */
export const stakesConserved: Invariant = {
  name: "stakesConserved",
  check({ records, l2 }) {
    const newest = records.at(-1)
    const end = newest && ancestorAt(l2.tip(), newest.state.latestHeader.l2.number)
    if (newest === undefined || end === undefined) return undefined
    const staked = stakedBy(
      branch(end, -1)
        .reverse()
        .flatMap((block) => block.events),
    )
    const places = new Map<RegistryId, string>()
    for (const node of newest.state.nodes) {
      places.set(node.registryId, "a node")
      const sum = node.contributors.reduce((total, part) => total + part.amountAtomic, 0n)
      if (sum !== staked.get(node.registryId))
        return `at height ${newest.height} the stake of registration ${node.registryId} is ${sum}, not what was paid in`
    }
    for (const exit of newest.state.exits) {
      if (places.has(exit.registryId))
        return `at height ${newest.height} registration ${exit.registryId} is a node and has left`
      places.set(exit.registryId, "an exit")
    }
    for (const registryId of staked.keys())
      if (!places.has(registryId))
        return `at height ${newest.height} the stake of registration ${registryId} stands nowhere`
    for (const registryId of places.keys())
      if (!staked.has(registryId))
        return `at height ${newest.height} registration ${registryId} holds no stake in the contract`
    return undefined
  },
}

/** Stakes in the contract's custody for registrations that have not left it. */
function stakedBy(events: readonly L2Event[]): ReadonlyMap<RegistryId, AmountAtomic> {
  const staked = new Map<RegistryId, AmountAtomic>()
  for (const event of events) {
    if (event.kind === "nodeRegistered") {
      const sum = event.contributors.reduce((total, part) => total + part.amountAtomic, 0n)
      staked.set(event.registryId, sum as AmountAtomic)
    }
    if (event.kind === "nodeExited") staked.delete(event.registryId)
  }
  return staked
}
