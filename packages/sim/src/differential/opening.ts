import { contributionPoolFactoryAbi } from "@sextant/contracts/ContributionPoolFactory"
import { sessionTokenAbi } from "@sextant/contracts/SessionToken"
import type { Address } from "@sextant/shared/networks"
import { loadPreset, NODES_MIN } from "@sextant/shared/params"
import { amountAtomic, SESH_ATOMIC } from "@sextant/shared/units"
import type { RegistryId } from "@sextant/wire/l2Event"
import { encodeFunctionData, type Hex, toHex } from "viem"
import { modelRules } from "../l2/modelRules.ts"
import { emptyRegistry } from "../l2/registryState.ts"
import { createNodeKeys } from "../nodeKeys.ts"
import { createSeededRandom } from "../seededRandom.ts"
import { encodeCall } from "./encodeCall.ts"
import { signed } from "./registryCalls.ts"
import { runInModel } from "./runInModel.ts"
import { approveAll, type Stage } from "./stage.ts"
import type { Call, Cast, World } from "./world.ts"

const CHAIN_ID = 31_337
const KEY_COUNT = 16
const MIXED_COUNT = 4
const ACTOR_COUNT = 5
const POOLS_PER_ACTOR = 3
/** The last actor cannot pay a whole stake. */
const FUNDS_SESH = [200_000n, 200_000n, 200_000n, 100_000n, 9_000n]

export type Opening = { readonly cast: Cast; readonly world: World }

/** Pays the actors, registers the nodes that stay, and starts the network: on the chain and in the model alike. */
export async function openWorld(stage: Stage): Promise<Opening> {
  const preset = loadPreset("devnet")
  const [manager, ...others] = stage.accounts as [Address, ...Address[]]
  const actors = others.slice(0, ACTOR_COUNT)
  const stranger = others[ACTOR_COUNT] as Address
  const random = createSeededRandom("differential")
  const keys = Array.from({ length: KEY_COUNT + NODES_MIN }, (_, at) =>
    createNodeKeys(random.fork(`node ${at}`)),
  )
  // Node keys of their own, but BLS keys that others have too.
  const mixed = keys.slice(NODES_MIN, NODES_MIN + MIXED_COUNT).map(({ blsSecretKey, blsPublicKey }, at) => ({
    ...createNodeKeys(random.fork(`mixed ${at}`)),
    blsSecretKey,
    blsPublicKey,
  }))
  const cast: Cast = {
    actors,
    stranger,
    manager,
    keys: [...keys, ...mixed],
    baseIds: new Set(Array.from({ length: NODES_MIN }, (_, at) => (at + 1) as RegistryId)),
    poolPlaces: await poolPlaces(stage, actors),
  }
  const balances = await fund(stage, cast)
  const rules = modelRules(preset, {
    domain: { chainId: CHAIN_ID, registry: stage.contracts.registry },
    rewardPool: stage.contracts.rewardPool,
  })
  let world: World = {
    rules,
    nowS: (await stage.nowS()) + 1,
    registry: { ...emptyRegistry, requirementAtomic: preset.stakingRequirementAtomic },
    pools: [],
    balances,
    leaves: [],
  }
  for (const call of openingCalls(cast, world)) {
    const { to, data } = encodeCall(stage.contracts, call)
    await stage.send({ from: call.sender, to, data, atS: world.nowS })
    const done = runInModel(cast, world, call)
    if (done.reason !== undefined) throw new Error(`the opening is refused: ${done.reason}`)
    world = { ...done.world, nowS: world.nowS + 1 }
  }
  return { cast, world }
}

function openingCalls(cast: Cast, world: World): Call[] {
  const [operator] = cast.actors as [Address]
  const stake = amountAtomic(world.registry.requirementAtomic)
  const solo = { staker: operator, beneficiary: operator, amountAtomic: stake }
  const terms = { operator, feeBps: 0, contributors: [solo], payer: operator }
  const registrations = cast.keys.slice(0, NODES_MIN).map((keys): Call => {
    const registration = signed(world.rules.domain, keys, terms)
    return { kind: "registry", sender: operator, transaction: { kind: "register", registration } }
  })
  return [...registrations, { kind: "registry", sender: cast.manager, transaction: { kind: "start" } }]
}

/** Everyone but the stranger lets the registry and all pools to come take tokens. */
async function fund(stage: Stage, cast: Cast): Promise<ReadonlyMap<Address, bigint>> {
  const { token, registry } = stage.contracts
  const send = async (from: Address, data: Hex) =>
    stage.send({ from, to: token, data, atS: (await stage.nowS()) + 1 })
  const [base] = cast.actors
  const funds = [...cast.actors, cast.stranger].map((account, at) => {
    const sesh = (FUNDS_SESH[at] ?? 100_000n) + (account === base ? BigInt(NODES_MIN) * 25_000n : 0n)
    return [account, sesh * SESH_ATOMIC] as const
  })
  for (const [account, amount] of funds) {
    const args = [account, amount] as const
    await send(cast.manager, encodeFunctionData({ abi: sessionTokenAbi, functionName: "transfer", args }))
  }
  for (const actor of cast.actors)
    for (const spender of [registry, ...cast.poolPlaces.map(({ address }) => address)])
      await send(actor, approveAll(spender))
  const rewardPool = stage.contracts.rewardPool
  const held = await stage.client.readContract({
    address: token,
    abi: sessionTokenAbi,
    functionName: "balanceOf",
    args: [rewardPool],
  })
  return new Map([...funds, [rewardPool, held]])
}

async function poolPlaces(stage: Stage, actors: readonly Address[]): Promise<Cast["poolPlaces"]> {
  const places = actors.flatMap((operator) =>
    Array.from({ length: POOLS_PER_ACTOR }, async (_, at) => {
      const salt = toHex(at + 1, { size: 32 })
      const address = await stage.client.readContract({
        address: stage.contracts.factory,
        abi: contributionPoolFactoryAbi,
        functionName: "poolAddress",
        args: [operator, salt],
      })
      return { operator, salt, address: address.toLowerCase() as Address }
    }),
  )
  return Promise.all(places)
}
