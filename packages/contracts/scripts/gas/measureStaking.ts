import { StandardMerkleTree } from "@openzeppelin/merkle-tree"
import { type Address, type Hex, parseEther } from "viem"
import { SESH, type TestNetwork } from "./network.ts"
import { approveStakes, type Contributor, registerNode, registerShared, submitSnapshot } from "./nodes.ts"
import { EXIT, type GasRow, gasRow, mean, UPDATE_AND_CLAIM, UPDATE_AND_CLAIM_AGAIN } from "./rows.ts"

/** As many as a snapshot with 300 non-signers needs: a third may be missing. */
const SOLO_NODES = 900
/** The first registrations write the aggregate and counters from zero; the mean is over the later ones. */
const WARM_UP = 10
const SHARED_NODES = 4
const ACCOUNTS = 1_000
const LIFETIME_ATOMIC = 1_000n * SESH

export type StakingNodes = {
  readonly ids: number[]
  readonly sharedIds: readonly number[]
  readonly contributors: readonly Contributor[]
}

export async function measureRegistrations(
  network: TestNetwork,
): Promise<{ readonly nodes: StakingNodes; readonly rows: readonly GasRow[] }> {
  await approveStakes(network, SOLO_NODES + SHARED_NODES)
  const ids = Array.from({ length: SOLO_NODES }, (_, index) => index + 1)
  const solo: bigint[] = []
  for (const n of ids) solo.push(await registerNode(network, n))
  const contributors = await tenContributors(network)
  const sharedIds = Array.from({ length: SHARED_NODES }, (_, index) => SOLO_NODES + index + 1)
  const shared: bigint[] = []
  for (const n of sharedIds) shared.push(await registerShared(network, { n, contributors }))
  ids.push(...sharedIds)
  await network.call({ contract: "NodeRegistry", name: "start", args: [] })
  const rows = [
    gasRow("register a solo node", mean(solo.slice(WARM_UP)), {
      anchor: ["addBLSPublicKey, solo", 1_444_475],
      ratioMax: 0.33,
    }),
    gasRow("register a node of 10 contributors", mean(shared), {
      anchor: ["addBLSPublicKey, 10 contributors", 2_059_646],
      ratioMax: 0.33,
    }),
  ]
  return { nodes: { ids, sharedIds, contributors }, rows }
}

async function tenContributors({ account, requirement }: TestNetwork): Promise<readonly Contributor[]> {
  const stakers = await Promise.all(Array.from({ length: 10 }, (_, index) => account(index)))
  const each = requirement / 12n
  return stakers.map((staker, index) => ({
    staker,
    beneficiary: staker,
    amount: index === 0 ? requirement - 9n * each : each,
  }))
}

export async function measureSnapshots(network: TestNetwork, nodeIds: readonly number[]) {
  const submit = (nonSignerCount: number) =>
    // spread over the whole list
    submitSnapshot(network, {
      nodeIds,
      nonSignerIds: Array.from({ length: nonSignerCount }, (_, index) => 1 + index * 3),
    })
  const first = await submit(0)
  await submit(0)
  const goals = [
    [0, 1_083_631, 0.3],
    [10, 1_136_961, 0.35],
    [100, 1_630_263, 0.55],
    [300, 2_727_398, 0.7],
  ] as const
  const rows = [
    gasRow("snapshot, the very first", first, {
      anchor: ["updateRewardsBalance, first, 0 non-signers", 1_083_631],
    }),
  ]
  for (const [count, reference, ratioMax] of goals) {
    const anchor = [`updateRewardsBalance, first, ${count} non-signers`, reference] as const
    const row = `snapshot, ${count} of ${nodeIds.length} missing`
    rows.push(gasRow(row, await submit(count), { anchor, ratioMax }))
  }
  return rows
}

export async function measureClaims(network: TestNetwork, nodeIds: readonly number[]) {
  const { call, addressOf, account } = network
  const claimers = await Promise.all(Array.from({ length: 8 }, (_, index) => account(index + 1)))
  const fillers = Array.from({ length: ACCOUNTS - claimers.length }, (_, index): Address => {
    return `0x${(index + 1).toString(16).padStart(40, "0")}`
  })
  const leaves = [...claimers, ...fillers].map((one) => [one, LIFETIME_ATOMIC] as [Address, bigint])
  const tree = StandardMerkleTree.of(leaves, ["address", "uint256"])
  const fund = [addressOf("RewardsVault"), 1_000_000n * SESH]
  await call({ contract: "SessionToken", name: "transfer", args: fund })
  await submitSnapshot(network, { nodeIds, rewardsRoot: tree.root as Hex })
  const proofOf = (one: Address) => tree.getProof([one, LIFETIME_ATOMIC])
  const claim = (from: Address, amount: bigint) =>
    call({ contract: "RewardsVault", name: "claim", args: [LIFETIME_ATOMIC, proofOf(from), amount], from })
  const claimFor = (one: Address, amount: bigint) =>
    call({ contract: "RewardsVault", name: "claimFor", args: [one, LIFETIME_ATOMIC, proofOf(one), amount] })
  const [opener, other, ...others] = claimers as [Address, Address, ...Address[]]
  await claim(opener, 1n)
  const first: bigint[] = []
  const again: bigint[] = []
  for (const one of others) first.push(await claim(one, LIFETIME_ATOMIC / 2n))
  for (const one of others) again.push(await claim(one, LIFETIME_ATOMIC / 2n))
  const forAnother = await claimFor(other, LIFETIME_ATOMIC / 2n)
  return [
    gasRow("claim end to end, first of an account", mean(first), {
      anchor: UPDATE_AND_CLAIM,
      ratioMax: 0.12,
    }),
    gasRow("claim end to end, repeated", mean(again), { anchor: UPDATE_AND_CLAIM_AGAIN, ratioMax: 0.12 }),
    gasRow("claim for another account, its first", forAnother, { anchor: UPDATE_AND_CLAIM }),
  ]
}

/** Kind 0 is an exit that its operator asked for. */
type Leaf = readonly [id: number, kind: number, eligibleAtS: number, unlockAtS: number]

export async function measureExits(network: TestNetwork, { ids, sharedIds, contributors }: StakingNodes) {
  const { client, nowS, account } = network
  const startS = await nowS()
  const lockS = 600
  const leaves = [...ids.slice(0, 60), ...sharedIds].map((id): Leaf => {
    return [id, 0, startS, id % 2 === 0 ? startS : startS + lockS]
  })
  const tree = StandardMerkleTree.of(
    leaves.map((leaf) => [...leaf]),
    ["uint64", "uint8", "uint64", "uint64"],
  )
  await submitSnapshot(network, { nodeIds: ids, exitsRoot: tree.root as Hex })
  const send = (name: string, args: readonly unknown[], from?: Address) =>
    network.call({ contract: "NodeRegistry", name, args, ...(from === undefined ? {} : { from }) })
  const provenLeaf = (id: number) => {
    const leaf = leaves.find(([one]) => one === id)!
    const [, kind, eligibleAtS, unlockAtS] = leaf
    const named = { id: BigInt(id), kind, eligibleAtS: BigInt(eligibleAtS), unlockAtS: BigInt(unlockAtS) }
    return [named, tree.getProof([...leaf])]
  }
  const complete = (id: number) => send("completeExit", provenLeaf(id))
  const [sharedExit = 0, sharedLate = 0] = sharedIds
  const request = await send("requestExit", [9n])
  // The first credits the staker from zero, as each staker's only node does.
  const credited = await complete(10)
  const locked = await complete(9)
  const withdrawn = await send("withdraw", [])
  const ofTen = await complete(sharedExit)
  await network.wait(lockS + 1)
  // A liquidator is somebody else, who has been paid before.
  const liquidator = await account(9)
  await client.setBalance({ address: liquidator, value: parseEther("100") })
  const liquidate = (id: number, list: readonly Contributor[]) =>
    send("liquidate", [...provenLeaf(id), list], liquidator)
  await liquidate(12, [])
  const liquidated = await liquidate(14, [])
  const liquidatedOfTen = await liquidate(sharedLate, contributors)
  const released = await send("releaseStakes", [BigInt(sharedExit), contributors])
  const release = { contract: "RewardPool", name: "release", args: [] } as const
  await network.call(release)
  const rate = await network.call(release)
  return [
    gasRow("request an exit", request, { anchor: ["initiateExitBLSPublicKey", 91_470] }),
    gasRow("complete an exit, stake credited", credited, { anchor: EXIT, ratioMax: 0.2 }),
    gasRow("complete an exit, stake locked", locked, { anchor: EXIT, ratioMax: 0.2 }),
    gasRow("complete an exit, 10 contributors", ofTen, {
      anchor: ["exitBLSPublicKeyWithSignature, 10 contributors", 1_121_102],
      ratioMax: 0.2,
    }),
    gasRow("release the stakes of 10 contributors", released),
    gasRow("complete an exit and withdraw", credited + withdrawn, {
      anchor: ["exit with signature + update + claim", 1_111_291 + UPDATE_AND_CLAIM_AGAIN[1]],
    }),
    gasRow("liquidate a solo node", liquidated, {
      anchor: ["liquidateBLSPublicKeyWithSignature", 1_156_706],
      ratioMax: 0.2,
    }),
    gasRow("liquidate a node of 10 contributors", liquidatedOfTen, {
      anchor: ["liquidateBLSPublicKeyWithSignature, 10 contributors", 1_162_512],
      ratioMax: 0.2,
    }),
    gasRow("release of the pool", rate, { anchor: ["payoutReleased", 77_760] }),
  ]
}
