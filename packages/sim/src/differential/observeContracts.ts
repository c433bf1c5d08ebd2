import { contributionPoolAbi } from "@sextant/contracts/ContributionPool"
import { nodeRegistryAbi } from "@sextant/contracts/NodeRegistry"
import { sessionTokenAbi } from "@sextant/contracts/SessionToken"
import { type Address, parseAddress } from "@sextant/shared/networks"
import type { PoolStatus } from "../l2/poolState.ts"
import { holdersOf, type Observation, type ObservedNode, type ObservedPool } from "./observation.ts"
import type { Stage } from "./stage.ts"
import type { Cast, World } from "./world.ts"

const poolStatuses: readonly (PoolStatus | "none")[] = ["none", "waiting", "open", "full", "registered"]
const LOCKED = 3

/** Everything that is compared, in one batch of questions. The model's world says only whom to ask about. */
export async function observeContracts(
  { client, contracts }: Stage,
  { cast, world }: { readonly cast: Cast; readonly world: World },
): Promise<Observation> {
  const registry = { address: contracts.registry, abi: nodeRegistryAbi } as const
  const people = [...cast.actors, cast.stranger]
  const ids = Array.from({ length: world.registry.lastId + 1 }, (_, index) => index + 1)
  const balanceOf = (holder: Address) =>
    client.readContract({
      address: contracts.token,
      abi: sessionTokenAbi,
      functionName: "balanceOf",
      args: [holder],
    })
  const creditOf = (person: Address) =>
    client.readContract({ ...registry, functionName: "creditOf", args: [person] })
  const nodeOf = (id: number) =>
    client.readContract({ ...registry, functionName: "node", args: [BigInt(id)] })
  const [nodeCount, keyCount, requirementAtomic, snapshot, nodes, balances, credits, pools] =
    await Promise.all([
      client.readContract({ ...registry, functionName: "nodeCount" }),
      client.readContract({ ...registry, functionName: "keyCount" }),
      client.readContract({ ...registry, functionName: "stakingRequirement" }),
      client.readContract({ ...registry, functionName: "snapshot" }),
      Promise.all(ids.map(async (id) => [id, observedNode(await nodeOf(id))] as const)),
      readAll(holdersOf(cast, world), balanceOf),
      readAll(people, creditOf),
      Promise.all(
        world.pools.map(
          async ({ address }) => [address, await observePool(client, address, people)] as const,
        ),
      ),
    ])
  return {
    nodeCount: Number(nodeCount),
    keyCount: Number(keyCount),
    requirementAtomic,
    snapshotHeight: Number(snapshot.height),
    nodes: Object.fromEntries(nodes.filter((entry) => entry[1] !== undefined)) as Observation["nodes"],
    balances,
    credits,
    pools: Object.fromEntries(pools),
  }
}

type NodeArgs = {
  readonly status: number
  readonly operator: string
  readonly feeBps: number
  readonly stake: bigint
  readonly registeredAtS: bigint
  readonly exitRequestedAtS: bigint
  readonly unlockAtS: bigint
}

function observedNode(node: NodeArgs): ObservedNode | undefined {
  if (node.status === 0) return undefined
  if (node.status === LOCKED)
    return { kind: "locked", stakeAtomic: node.stake, unlockAtS: Number(node.unlockAtS) }
  return {
    kind: "registered",
    operator: parseAddress(node.operator),
    feeBps: node.feeBps,
    stakeAtomic: node.stake,
    registeredAtS: Number(node.registeredAtS),
    exitRequestedAtS: Number(node.exitRequestedAtS),
  }
}

async function observePool(
  client: Stage["client"],
  address: Address,
  people: readonly Address[],
): Promise<ObservedPool> {
  const pool = { address, abi: contributionPoolAbi } as const
  const creditOf = (person: Address) =>
    client.readContract({ ...pool, functionName: "creditOf", args: [person] })
  const [view, credits] = await Promise.all([
    client.readContract({ ...pool, functionName: "overview" }),
    readAll(people, creditOf),
  ])
  return {
    status: poolStatuses[view.state] as PoolStatus,
    requirementAtomic: view.requirement,
    contributedAtomic: view.contributed,
    reservedAtomic: view.reservedOpen,
    minimumAtomic: view.minimum,
    fullAtS: Number(view.fullAtS),
    termsHash: view.termsHash,
    autoFinalize: view.autoFinalize,
    contributors: view.contributors.map(({ staker, beneficiary, amount }) => ({
      staker: parseAddress(staker),
      beneficiary: parseAddress(beneficiary),
      amountAtomic: amount,
    })),
    credits,
  }
}

async function readAll(
  accounts: readonly Address[],
  read: (account: Address) => Promise<bigint>,
): Promise<Readonly<Record<Address, bigint>>> {
  const amounts = await Promise.all(accounts.map(read))
  return Object.fromEntries(accounts.map((account, index) => [account, amounts[index] as bigint]))
}
