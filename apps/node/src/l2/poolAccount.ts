import { contributionPoolAbi } from "@sextant/contracts/ContributionPool"
import { contributionPoolFactoryAbi } from "@sextant/contracts/ContributionPoolFactory"
import { type Address, type ContractAddresses, parseAddress } from "@sextant/shared/networks"
import { type Client, type Hex, toHex, zeroAddress } from "viem"
import { readContract } from "viem/actions"
import { approve } from "./approve.ts"
import { L2Error } from "./errors.ts"
import { type NodeSecrets, signTerms } from "./registrationCall.ts"
import { type Call, type OperatorDeps, sendCall } from "./sendCall.ts"
import { stakingRequirement } from "./stakingRequirement.ts"

export type PoolInput = {
  readonly keys: NodeSecrets
  readonly feeBps: number
  /** Anyone may register the full pool at once; otherwise its operator alone for some days. */
  readonly autoFinalize: boolean
  /** For others than the operator. */
  readonly reservations: readonly { readonly contributor: Address; readonly amountAtomic: bigint }[]
  /** What the operator brings; undefined = later. */
  readonly stakeAtomic: bigint | undefined
}

type PoolDeps = {
  readonly client: Client
  readonly chainId: number
  readonly contracts: ContractAddresses
}

const OPERATOR_PARTS = 4n
const POOLS_PER_OPERATOR_MAX = 256

/** What `createPool` takes: terms that the node signed for the pool's address, at the operator's first free place. */
export async function preparePool(deps: PoolDeps, input: PoolInput & { readonly operator: Address }) {
  const { operator, feeBps, autoFinalize } = input
  const place = await freePlace(deps, operator)
  const domain = { chainId: deps.chainId, registry: deps.contracts.NodeRegistry }
  const signed = signTerms(domain, input.keys, { operator, feeBps, contributors: [], payer: place.pool })
  const requirementAtomic = await stakingRequirement(deps)
  const leastAtomic = (requirementAtomic + OPERATOR_PARTS - 1n) / OPERATOR_PARTS
  const own = { contributor: operator, amountAtomic: input.stakeAtomic ?? leastAtomic }
  const reservations = input.reservations.length === 0 ? [] : [own, ...input.reservations]
  return { ...place, operator, leastAtomic, terms: { ...signed, feeBps, autoFinalize }, reservations }
}

/** Creates the pool, and opens it with the operator's stake when one is named. */
export async function createPool(
  deps: OperatorDeps,
  input: PoolInput,
  say: (line: string) => void,
): Promise<{ readonly pool: Address; readonly leastAtomic: bigint }> {
  const operator = parseAddress(deps.account.address)
  const { pool, salt, terms, reservations, leastAtomic } = await preparePool(deps, { ...input, operator })
  const reserved = reservations.map(({ contributor, amountAtomic }) => ({
    contributor,
    amount: amountAtomic,
  }))
  const factory = {
    address: deps.contracts.ContributionPoolFactory,
    abi: contributionPoolFactoryAbi,
  } as const
  const create = { ...factory, functionName: "createPool", args: [terms, reserved, salt] }
  say(`Created the pool ${pool} in ${await sendCall(deps, create as unknown as Call)}.`)
  const { stakeAtomic } = input
  if (stakeAtomic === undefined) return { pool, leastAtomic }
  await approve(deps, { spender: pool, amountAtomic: stakeAtomic }, say)
  const at = { address: pool, abi: contributionPoolAbi } as const
  const seen = await readContract(deps.client, { ...at, functionName: "termsHash" })
  const contribute = { ...at, functionName: "contribute", args: [stakeAtomic, zeroAddress, seen] }
  say(`Opened it with your stake in ${await sendCall(deps, contribute as unknown as Call)}.`)
  return { pool, leastAtomic }
}

/** Each of an operator's pools has a place of its own: the first that holds none. */
async function freePlace({ client, contracts }: PoolDeps, operator: Address) {
  const factory = { address: contracts.ContributionPoolFactory, abi: contributionPoolFactoryAbi } as const
  for (let number = 1; number <= POOLS_PER_OPERATOR_MAX; number++) {
    const salt: Hex = toHex(number, { size: 32 })
    const place = { ...factory, functionName: "poolAddress", args: [operator, salt] } as const
    const pool = parseAddress(await readContract(client, place))
    if (!(await readContract(client, { ...factory, functionName: "isPool", args: [pool] })))
      return { pool, salt }
  }
  throw new L2Error("l2/contract-refused", { meta: { reason: "this account has made too many pools" } })
}
