import { StandardMerkleTree } from "@openzeppelin/merkle-tree"
import { type Address, encodeFunctionData, type Hex, keccak256, stringToBytes } from "viem"
import { privateKeyToAddress } from "viem/accounts"
import { sessionTokenL2Abi, sessionTokenL2Bytecode } from "../../abi/SessionTokenL2.ts"
import { localDeployerKey } from "../deployment/deployDevnet.ts"
import { createPlanBuilder } from "../deployment/planBuilder.ts"
import { contribute, createPool, prepareContributor } from "../gas/measurePools.ts"
import { prepareCustomer, registerName } from "../gas/measureServices.ts"
import { type NetworkContract, SESH, type TestNetwork, testPlan } from "../gas/network.ts"
import { approveStakes, registerNode, submitSnapshot } from "../gas/nodes.ts"

const DAY_S = 86_400
export const timelock = testPlan.contracts["Timelock"]?.address as Address

/** The token's Arbitrum twin is on no devnet, but upgrades like the rest: it is put beside them, with the deployer as gateway. */
export const twin = createPlanBuilder(testPlan.salt)
twin.proxied("SessionTokenL2", {
  source: "SessionTokenL2",
  bytecode: sessionTokenL2Bytecode,
  initialize: encodeFunctionData({
    abi: sessionTokenL2Abi,
    functionName: "initialize",
    args: [{ owner: timelock, gateway: privateKeyToAddress(localDeployerKey), l1Address: timelock }],
  }),
})

const twinAddress = twin.contracts["SessionTokenL2"]?.address as Address

/** Indexes of the chain's accounts, by what they do. */
const STAKERS = [1, 2, 3] as const
const SELLER = 20
const BUYER = 21

export type Lived = { readonly pool: Address; readonly nameHash: Hex; readonly rewards: Rewards }
type Rewards = { readonly root: Hex; readonly proofOf: (account: Address) => readonly Hex[] }
const LIFETIME = 500n * SESH

/** Leaves something in every contract's storage. */
export async function live(network: TestNetwork): Promise<Lived> {
  const { call, account, addressOf, nowS } = network
  await approveStakes(network, 10)
  for (let n = 1; n <= 5; n++) await registerNode(network, n)
  await call({ contract: "NodeRegistry", name: "start", args: [] })
  await call({
    contract: "SessionToken",
    name: "transfer",
    args: [addressOf("RewardPool"), 10_000_000n * SESH],
  })
  await call({
    contract: "SessionToken",
    name: "transfer",
    args: [addressOf("RewardsVault"), 10_000n * SESH],
  })
  await network.wait(DAY_S)
  await call({ contract: "RewardPool", name: "release", args: [] })
  const rewards = await rewardsOf(network)
  await submitSnapshot(network, { nodeIds: [1, 2, 3, 4, 5], rewardsRoot: rewards.root })
  await claim(network, rewards, 1)
  await call({ contract: "NodeRegistry", name: "requestExit", args: [3n] })
  const operator = await account(10)
  const { address: pool } = await createPool(network, { n: 6, operator })
  await prepareContributor(network, pool, operator)
  await contribute(network, { pool, from: operator, amount: 7_000n * SESH })
  const [seller, buyer] = [await account(SELLER), await account(BUYER)]
  await prepareCustomer(network, seller)
  await prepareCustomer(network, buyer)
  const { nameHash } = await registerName(network, { name: "rehearsal", owner: seller })
  const names = (name: string, args: readonly unknown[]) =>
    call({ contract: "NameRegistry", name, args, from: seller })
  await names("reveal", ["rehearsal"])
  await names("setReverse", [nameHash])
  await names("setApprovalForAll", [addressOf("NameMarket"), true])
  const expiresAtS = BigInt((await nowS()) + 30 * DAY_S)
  await call({ contract: "NameMarket", name: "list", args: [nameHash, 50n * SESH, expiresAtS], from: seller })
  const offer = [nameHash, 40n * SESH, expiresAtS]
  await call({ contract: "NameMarket", name: "makeOffer", args: offer, from: buyer })
  await call({ contract: "PriceFeed", name: "setPrice", args: [11_000_000n] })
  await buyPro(network)
  await bridge(network, seller)
  return { pool, nameHash, rewards }
}

async function rewardsOf({ account }: TestNetwork): Promise<Rewards> {
  const stakers = await Promise.all(STAKERS.map((index) => account(index)))
  const leaves = stakers.map((staker) => [staker, LIFETIME] as [Address, bigint])
  const tree = StandardMerkleTree.of(leaves, ["address", "uint256"])
  return { root: tree.root as Hex, proofOf: (one) => tree.getProof([one, LIFETIME]) as Hex[] }
}

async function claim(network: TestNetwork, rewards: Rewards, index: number): Promise<void> {
  const from = await network.account(index)
  const args = [LIFETIME, rewards.proofOf(from), LIFETIME]
  await network.call({ contract: "RewardsVault", name: "claim", args, from })
}

/** Mints on the twin, as its gateway does. */
async function bridge({ client, owner }: TestNetwork, account: Address): Promise<void> {
  const hash = await client.writeContract({
    account: owner,
    chain: null,
    address: twinAddress,
    abi: sessionTokenL2Abi,
    functionName: "bridgeMint",
    args: [account, 77n],
  })
  await client.waitForTransactionReceipt({ hash, pollingInterval: 20 })
}

async function twinState({ client }: TestNetwork, holder: Address) {
  const token = { address: twinAddress, abi: sessionTokenL2Abi } as const
  return {
    owner: await client.readContract({ ...token, functionName: "owner" }),
    gateway: await client.readContract({ ...token, functionName: "gateway" }),
    l1Address: await client.readContract({ ...token, functionName: "l1Address" }),
    supply: await client.readContract({ ...token, functionName: "totalSupply" }),
    held: await client.readContract({ ...token, functionName: "balanceOf", args: [holder] }),
    domain: await client.readContract({ ...token, functionName: "DOMAIN_SEPARATOR" }),
  }
}

async function buyPro(network: TestNetwork): Promise<void> {
  const from = await network.account(BUYER)
  const args = [keccak256(stringToBytes("account")), 2, 1_000n * SESH]
  await network.call({ contract: "SessionPro", name: "buy", args, from })
}

/** Everything that the contracts tell about themselves and what they hold. */
export async function stateOf(
  network: TestNetwork,
  { nameHash }: Lived,
): Promise<Readonly<Record<string, unknown>>> {
  const [claimed, seller, buyer] = await Promise.all([
    network.account(1),
    network.account(SELLER),
    network.account(BUYER),
  ])
  const governed = { owner: [], manager: [], guardian: [], paused: [] }
  const views: Readonly<Partial<Record<NetworkContract, Readonly<Record<string, readonly unknown[]>>>>> = {
    NodeRegistry: {
      ...governed,
      nodes: [0n, 10n],
      nodeIds: [0n, 10n],
      keyCount: [],
      aggregateKey: [],
      snapshot: [],
      previousSnapshot: [],
      stakingRequirement: [],
      genesisTimeS: [],
      deployedAtBlock: [],
      rewardPool: [],
      token: [],
      liquidationDelayS: [],
    },
    RewardsVault: { ...governed, claimed: [claimed], totalClaimed: [], limits: [], token: [], registry: [] },
    RewardPool: { ...governed, totalReleased: [], nextReleaseAtS: [], token: [], vault: [] },
    ContributionPoolFactory: { ...governed, pools: [0n, 10n], poolImplementation: [], registry: [] },
    FeeRouter: { ...governed, token: [], rewardPool: [], liquidity: [] },
    PriceFeed: { ...governed, latestPrice: [], bounds: [], updateIntervalS: [] },
    SessionPro: {
      ...governed,
      expiresAtS: [keccak256(stringToBytes("account"))],
      usdPerPeriodE8: [],
      periodS: [],
    },
    NameRegistry: {
      ...governed,
      stateOf: [nameHash],
      ownerOf: [BigInt(nameHash)],
      tokensOfOwner: [seller, 0n, 10n],
      reverseOf: [seller],
      totalSupply: [],
      pricesPerYear: [],
      commitAges: [],
    },
    NameMarket: {
      ...governed,
      listingOf: [nameHash],
      offer: [1n],
      creditOf: [seller],
      nonceOf: [buyer],
      auctionRules: [],
    },
  }
  const asked = Object.entries(views).flatMap(([contract, list]) =>
    Object.entries(list).map(async ([name, args]) => {
      const answer = await network.read({ contract: contract as NetworkContract, name, args })
      return [`${contract}.${name}`, answer] as const
    }),
  )
  const held = Object.entries(testPlan.contracts).map(async ([name, { address }]) => {
    const amount = await network.read({ contract: "SessionToken", name: "balanceOf", args: [address] })
    return [`balance of ${name}`, amount] as const
  })
  const twinHolds = twinState(network, seller).then((state) => ["SessionTokenL2", state] as const)
  return Object.fromEntries(await Promise.all([...asked, ...held, twinHolds]))
}

/** What each contract is for still works: with the state from before, and on top of it. */
export async function liveOn(network: TestNetwork, { pool, nameHash, rewards }: Lived): Promise<void> {
  const { call, account } = network
  await registerNode(network, 6)
  await submitSnapshot(network, { nodeIds: [1, 2, 3, 4, 5, 6], nonSignerIds: [2], rewardsRoot: rewards.root })
  await claim(network, rewards, 2)
  await call({ contract: "RewardPool", name: "release", args: [] })
  const again = await claim(network, rewards, 1).catch((error: Error) => error.message)
  if (!again?.includes("ClaimExceedsRewards")) throw new Error("an account could claim twice")
  const contributor = await account(11)
  await prepareContributor(network, pool, contributor)
  await contribute(network, { pool, from: contributor, amount: 2_000n * SESH })
  await createPool(network, { n: 7, operator: contributor })
  const [seller, buyer] = [await account(SELLER), await account(BUYER)]
  await call({ contract: "NameRegistry", name: "renew", args: [nameHash, 1, 1_000n * SESH], from: buyer })
  await call({ contract: "NameMarket", name: "buy", args: [nameHash, seller, 50n * SESH], from: buyer })
  await call({ contract: "PriceFeed", name: "setPrice", args: [12_000_000n] })
  await buyPro(network)
  await call({ contract: "FeeRouter", name: "pay", args: [SESH], from: buyer })
  await bridge(network, buyer)
}
