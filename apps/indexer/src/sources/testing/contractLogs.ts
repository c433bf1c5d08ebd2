import { nodeRegistryAbi } from "@sextant/contracts/NodeRegistry"
import { rewardPoolAbi } from "@sextant/contracts/RewardPool"
import { rewardsVaultAbi } from "@sextant/contracts/RewardsVault"
import {
  type AbiEvent,
  type Address,
  encodeAbiParameters,
  encodeEventTopics,
  type Hex,
  keccak256,
  toHex,
} from "viem"
import type { EmittedLog } from "./emitter.ts"

/** Encodes an event as its contract would emit it. */
function encode(
  contract: EmittedLog["contract"],
  abi: readonly unknown[],
  event: { readonly name: string; readonly args: Readonly<Record<string, unknown>> },
): EmittedLog {
  const item = (abi as readonly AbiEvent[]).find(
    (entry) => entry.type === "event" && entry.name === event.name,
  )
  if (item === undefined) throw new Error(`no event ${event.name}`)
  const topics = encodeEventTopics({ abi: [item], eventName: event.name, args: event.args })
  const plain = item.inputs.filter((input) => input.indexed !== true)
  const data = encodeAbiParameters(
    plain,
    plain.map((input) => event.args[String(input.name)]),
  )
  return { contract, topics: topics as Hex[], data }
}

/** Twenty bytes that follow from a number. */
export const addressOf = (seed: number): Address => `0x${keccak256(toHex(seed)).slice(2, 42)}`
/** Thirty-two bytes that follow from a number. */
export const wordOf = (seed: number): Hex => keccak256(toHex(`word ${seed}`))

/** The base point of G1, as a proof-of-concept key that is really on the curve. */
const G1_BASE = {
  xHi: 0x17f1d3a73197d7942695638c4fa9ac0fn,
  xLo: 0xc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bbn,
  yHi: 0x08b3f481e3aaa0f1a09e30ed741d8ae4n,
  yLo: 0xfcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1n,
}

export const logs = {
  registered: (id: number): EmittedLog =>
    encode("NodeRegistry", nodeRegistryAbi, {
      name: "NodeRegistered",
      args: {
        id: BigInt(id),
        operator: addressOf(id),
        ed25519Key: wordOf(id),
        blsKey: G1_BASE,
        ed25519Signature: [wordOf(1), wordOf(2)],
        feeBps: 500,
        contributors: [
          { staker: addressOf(id), beneficiary: addressOf(id), amount: 20_000_000_000_000n },
          { staker: addressOf(id + 1000), beneficiary: addressOf(id + 2000), amount: 5_000_000_000_000n },
        ],
        payer: addressOf(id + 3000),
      },
    }),
  exitRequested: (id: number): EmittedLog =>
    encode("NodeRegistry", nodeRegistryAbi, {
      name: "ExitRequested",
      args: { id: BigInt(id), requester: addressOf(id) },
    }),
  exited: (id: number, unlockAtS: bigint): EmittedLog =>
    encode("NodeRegistry", nodeRegistryAbi, {
      name: "NodeExited",
      args: {
        id: BigInt(id),
        operator: addressOf(id),
        kind: 0,
        returnedAmount: 25_000_000_000_000n,
        unlockAtS,
      },
    }),
  liquidated: (id: number): EmittedLog =>
    encode("NodeRegistry", nodeRegistryAbi, {
      name: "NodeLiquidated",
      args: { id: BigInt(id), liquidator: addressOf(4), penalty: 40_000_000_000n, bounty: 6_000_000_000n },
    }),
  withdrawn: (id: number, amount: bigint): EmittedLog =>
    encode("NodeRegistry", nodeRegistryAbi, { name: "Withdrawn", args: { staker: addressOf(id), amount } }),
  snapshotAccepted: (height: number): EmittedLog =>
    encode("NodeRegistry", nodeRegistryAbi, {
      name: "SnapshotAccepted",
      args: {
        height: BigInt(height),
        submitter: addressOf(1),
        rewardsRoot: wordOf(height),
        exitsRoot: wordOf(height + 1),
        l2Number: 7n,
        timestampS: 1_700_000_000n,
        signerCount: 6n,
        nonSignerCount: 1n,
      },
    }),
  claimed: (id: number, amount: bigint, claimedTotal: bigint): EmittedLog =>
    encode("RewardsVault", rewardsVaultAbi, {
      name: "RewardsClaimed",
      args: { account: addressOf(id), amount, claimedTotal },
    }),
  rewardRate: (atomicPerDay: bigint): EmittedLog =>
    encode("RewardPool", rewardPoolAbi, { name: "RewardRateSet", args: { atomicPerDay } }),
  /** An event that no ABI of ours knows. */
  foreign: (): EmittedLog => ({ contract: "NodeRegistry", topics: [wordOf(99)], data: "0x1234" }),
}
