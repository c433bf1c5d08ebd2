import { StandardMerkleTree } from "@openzeppelin/merkle-tree"
import { type Address, type Hex, keccak256, stringToBytes } from "viem"
import { nodeRegistryAbi } from "../abi/NodeRegistry.ts"
import { rewardPoolAbi } from "../abi/RewardPool.ts"
import { rewardsVaultAbi } from "../abi/RewardsVault.ts"
import { sessionTokenAbi } from "../abi/SessionToken.ts"
import {
  approveStakes,
  createGasNetwork,
  type GasNetwork,
  registerNode,
  submitSnapshot,
} from "./gasNetwork.ts"
import { startAnvil } from "./startAnvil.ts"

/** One figure beside the reference contracts' own, measured the same way (through a proxy, whole transaction). */
export type GasRow = {
  readonly row: string
  readonly value: number
  readonly unit: "gas"
  readonly anchor: { readonly name: string; readonly value: number }
  readonly ratio: number
  readonly goal?: string
  readonly met?: boolean
}

export type GasDeps = {
  /** A fresh anvil with EIP-2537 (`--hardfork prague`). */
  readonly rpcUrl: string
  readonly onProgress?: (line: string) => void
}

type Figure = { readonly row: string; readonly gas: bigint; readonly anchor: readonly [string, number] }

const NODES = 400
const ACCOUNTS = 1_000
const SESH = 10n ** 9n
/** The first registrations write the aggregate and counters from zero; the mean is over the later ones. */
const WARM_UP = 10

/** What the reference needs to turn a signed reward into tokens, first time for an account. */
const UPDATE_AND_CLAIM = 1_083_631 + 83_588
const UPDATE_AND_CLAIM_AGAIN = 1_067_811 + 66_340

function judge({ row, gas, anchor: [name, reference] }: Figure, ratioMax?: number): GasRow {
  const value = Number(gas)
  const ratio = value / reference
  const verdict = ratioMax === undefined ? {} : { goal: `<= ${ratioMax}x`, met: ratio <= ratioMax }
  return { row, value, unit: "gas", anchor: { name, value: reference }, ratio, ...verdict }
}

/** Measures a network of 400 nodes with real transactions, calldata and the 21,000 included. Takes about 20 s. */
export async function measureGas(deps: GasDeps): Promise<readonly GasRow[]> {
  const network = await createGasNetwork(deps.rpcUrl)
  const say = deps.onProgress ?? (() => {})
  say(`registering ${NODES} nodes`)
  await approveStakes(network, NODES)
  let registration = 0n
  for (let n = 1; n <= NODES; n++) {
    const gas = await registerNode(network, n)
    if (n > WARM_UP) registration += gas
  }
  await network.call({ to: network.registry, abi: nodeRegistryAbi, name: "start", args: [] })
  say("snapshots, claims and exits")
  return [
    judge(
      {
        row: "register, solo",
        gas: registration / BigInt(NODES - WARM_UP),
        anchor: ["addBLSPublicKey, solo", 1_444_475],
      },
      0.33,
    ),
    ...(await measureSnapshots(network)),
    ...(await measureClaims(network)),
    ...(await measureExits(network)),
  ]
}

const allIds = Array.from({ length: NODES }, (_, index) => index + 1)

async function measureSnapshots(network: GasNetwork): Promise<readonly GasRow[]> {
  const submit = (nonSignerCount: number, name: string) =>
    submitSnapshot(network, allIds, {
      rewardsRoot: keccak256(stringToBytes(`rewards ${name}`)),
      exitsRoot: keccak256(stringToBytes(`exits ${name}`)),
      // spread over the whole list
      nonSignerIds: Array.from({ length: nonSignerCount }, (_, index) => 1 + index * 3),
    })
  const update = "updateRewardsBalance, first,"
  const first = await submit(0, "very first")
  await submit(0, "second")
  return [
    judge({ row: "snapshot, the very first", gas: first, anchor: [`${update} 0 non-signers`, 1_083_631] }),
    judge(
      {
        row: "snapshot, 0 of 400 missing",
        gas: await submit(0, "a"),
        anchor: [`${update} 0 non-signers`, 1_083_631],
      },
      0.3,
    ),
    judge({
      row: "snapshot, 10 of 400 missing",
      gas: await submit(10, "b"),
      anchor: [`${update} 10 non-signers`, 1_136_961],
    }),
    judge(
      {
        row: "snapshot, 100 of 400 missing",
        gas: await submit(100, "c"),
        anchor: [`${update} 100 non-signers`, 1_630_263],
      },
      0.55,
    ),
  ]
}

async function measureClaims(network: GasNetwork): Promise<readonly GasRow[]> {
  const { client, token, vault, owner } = network
  const claimers = (await client.getAddresses()).slice(1, 9)
  const lifetimeAtomic = 1_000n * SESH
  const fillers = Array.from({ length: ACCOUNTS - claimers.length }, (_, index): Address => {
    return `0x${(index + 1).toString(16).padStart(40, "0")}`
  })
  const tree = StandardMerkleTree.of(
    [...claimers, ...fillers].map((account) => [account, lifetimeAtomic]),
    ["address", "uint256"],
  )
  await network.call({ to: token, abi: sessionTokenAbi, name: "transfer", args: [vault, 1_000_000n * SESH] })
  await submitSnapshot(network, allIds, {
    rewardsRoot: tree.root as Hex,
    exitsRoot: keccak256("0x"),
    nonSignerIds: [],
  })
  const claim = (from: Address, amountAtomic: bigint) =>
    network.call({
      to: vault,
      abi: rewardsVaultAbi,
      name: "claim",
      args: [lifetimeAtomic, tree.getProof([from, lifetimeAtomic]), amountAtomic],
      from,
    })
  const [opener, ...others] = claimers
  if (opener === undefined || owner === opener) throw new Error("the chain offers too few accounts")
  await claim(opener, 1n)
  let first = 0n
  let repeat = 0n
  for (const account of others) first += await claim(account, lifetimeAtomic / 2n)
  for (const account of others) repeat += await claim(account, lifetimeAtomic / 2n)
  const count = BigInt(others.length)
  return [
    judge(
      {
        row: "claim end to end, first of an account",
        gas: first / count,
        anchor: ["updateRewardsBalance + claimRewards, first", UPDATE_AND_CLAIM],
      },
      0.12,
    ),
    judge(
      {
        row: "claim end to end, repeated",
        gas: repeat / count,
        anchor: ["updateRewardsBalance + claimRewards, repeated", UPDATE_AND_CLAIM_AGAIN],
      },
      0.12,
    ),
  ]
}

async function measureExits(network: GasNetwork): Promise<readonly GasRow[]> {
  const { client, registry, pool } = network
  const send = (name: string, args: readonly unknown[]) =>
    network.call({ to: registry, abi: nodeRegistryAbi, name, args })
  const nowS = Number((await client.getBlock()).timestamp)
  const leaves = allIds.slice(0, 60).map((id) => [id, 0, nowS, id % 2 === 0 ? nowS : nowS + 86_400])
  const tree = StandardMerkleTree.of(leaves, ["uint64", "uint8", "uint64", "uint64"])
  await submitSnapshot(network, allIds, {
    rewardsRoot: keccak256("0x"),
    exitsRoot: tree.root as Hex,
    nonSignerIds: [],
  })
  const complete = (id: number) => {
    const leaf = leaves[id - 1]!
    const [, kind, eligibleAtS, unlockAtS] = leaf
    const named = { id: BigInt(id), kind, eligibleAtS: BigInt(eligibleAtS!), unlockAtS: BigInt(unlockAtS!) }
    return send("completeExit", [named, tree.getProof(leaf)])
  }
  const request = await send("requestExit", [9n])
  // The first credits the staker from zero, as each staker's only node does.
  const credited = await complete(10)
  const locked = await complete(9)
  const withdrawn = await send("withdraw", [])
  const released = await network.call({ to: pool, abi: rewardPoolAbi, name: "release", args: [] })
  const exit = ["exitBLSPublicKeyWithSignature, 0 non-signers", 1_111_291] as const
  return [
    judge({ row: "requestExit", gas: request, anchor: ["initiateExitBLSPublicKey", 91_470] }),
    judge({ row: "completeExit, stake credited", gas: credited, anchor: exit }, 0.2),
    judge({ row: "completeExit, stake locked", gas: locked, anchor: exit }, 0.2),
    judge({
      row: "completeExit and withdraw",
      gas: credited + withdrawn,
      anchor: ["exit with signature + update + claim", 1_111_291 + UPDATE_AND_CLAIM_AGAIN],
    }),
    judge({ row: "release of the pool", gas: released, anchor: ["payoutReleased", 77_760] }),
  ]
}

if (import.meta.main) {
  const anvil = await startAnvil()
  try {
    const rows = await measureGas({ rpcUrl: anvil.rpcUrl, onProgress: (line) => console.error(line) })
    if (process.argv.includes("--json")) console.log(JSON.stringify(rows, null, 2))
    else {
      for (const { row, value, anchor, ratio, goal, met } of rows) {
        const verdict = goal === undefined ? "" : `${goal} ${met ? "met" : "MISSED"}`
        console.log(
          [
            row.padEnd(38),
            String(value).padStart(9),
            anchor.name.padEnd(46),
            String(anchor.value).padStart(9),
            `${ratio.toFixed(3)}x`,
            verdict,
          ].join("  "),
        )
      }
    }
    if (rows.some(({ met }) => met === false)) process.exitCode = 1
  } finally {
    await anvil.stop()
  }
}
