import { nodeRegistryAbi } from "@sextant/contracts/NodeRegistry"
import { rewardPoolAbi } from "@sextant/contracts/RewardPool"
import { rewardsVaultAbi } from "@sextant/contracts/RewardsVault"
import { bytesTo0x, hexToBytes } from "@sextant/shared/bytes"
import type { ContractAddresses } from "@sextant/shared/networks"
import type { Hex } from "viem"
import type { ContractEvent } from "../projections/contractEvent.ts"
import { createEventReader } from "./eventReader.ts"
import type { RawLog } from "./parseRpc.ts"

export type DecodedLog = {
  /** As the contract names it; null when its ABI does not know it. */
  readonly name: string | null
  /** Undefined for events that no table is made of. */
  readonly event: ContractEvent | undefined
}

const readRegistry = createEventReader(nodeRegistryAbi)
const readVault = createEventReader(rewardsVaultAbi)
const readPool = createEventReader(rewardPoolAbi)

type Read = { readonly name: string; readonly event?: ContractEvent }
type Decoder = (topics: readonly Hex[], data: Hex) => Read | undefined

const bytes = (hex: Hex): Uint8Array => hexToBytes(hex)

function registryEvent(topics: readonly Hex[], data: Hex): Read | undefined {
  const read = readRegistry(topics, data)
  if (read === undefined) return undefined
  const { eventName: name, args } = read
  switch (name) {
    case "NodeRegistered":
      return {
        name,
        event: {
          kind: "nodeRegistered",
          registryId: args.id,
          operator: bytes(args.operator),
          nodeId: bytes(args.ed25519Key),
          blsKey: args.blsKey,
          feeBps: args.feeBps,
          contributors: args.contributors.map(({ staker, beneficiary, amount }) => ({
            staker: bytes(staker),
            beneficiary: bytes(beneficiary),
            amountAtomic: amount,
          })),
          payer: bytes(args.payer),
        },
      }
    case "KeyActivated":
      return { name, event: { kind: "keyActivated", registryId: args.id } }
    case "NetworkStarted":
      return { name, event: { kind: "networkStarted", genesisTimeS: args.genesisTimeS } }
    case "ExitRequested":
      return {
        name,
        event: { kind: "exitRequested", registryId: args.id, requester: bytes(args.requester) },
      }
    case "SnapshotAccepted":
      return {
        name,
        event: {
          kind: "snapshotAccepted",
          height: args.height,
          submitter: bytes(args.submitter),
          rewardsRoot: bytes(args.rewardsRoot),
          exitsRoot: bytes(args.exitsRoot),
          signerCount: args.signerCount,
          nonSignerCount: args.nonSignerCount,
        },
      }
    case "NodeExited":
      return {
        name,
        event: {
          kind: "nodeExited",
          registryId: args.id,
          operator: bytes(args.operator),
          exitKind: args.kind,
          returnedAtomic: args.returnedAmount,
          unlockAtS: args.unlockAtS,
        },
      }
    case "NodeLiquidated":
      return {
        name,
        event: {
          kind: "nodeLiquidated",
          registryId: args.id,
          liquidator: bytes(args.liquidator),
          penaltyAtomic: args.penalty,
          bountyAtomic: args.bounty,
        },
      }
    case "StakeReleased":
      return {
        name,
        event: {
          kind: "stakeReleased",
          registryId: args.id,
          staker: bytes(args.staker),
          amountAtomic: args.amount,
        },
      }
    case "Withdrawn":
      return { name, event: { kind: "withdrawn", staker: bytes(args.staker), amountAtomic: args.amount } }
    case "StakingRequirementSet":
      return { name, event: { kind: "stakingRequirementSet", amountAtomic: args.amount } }
    default:
      return { name }
  }
}

function vaultEvent(topics: readonly Hex[], data: Hex): Read | undefined {
  const read = readVault(topics, data)
  if (read === undefined) return undefined
  const { eventName: name, args } = read
  if (name !== "RewardsClaimed") return { name }
  const { account, amount, claimedTotal } = args
  return {
    name,
    event: {
      kind: "rewardsClaimed",
      account: bytes(account),
      amountAtomic: amount,
      claimedTotalAtomic: claimedTotal,
    },
  }
}

function poolEvent(topics: readonly Hex[], data: Hex): Read | undefined {
  const read = readPool(topics, data)
  if (read === undefined) return undefined
  const { eventName: name, args } = read
  switch (name) {
    case "RewardRateSet":
      return { name, event: { kind: "rewardRateSet", atomicPerDay: args.atomicPerDay } }
    case "Released":
      return { name, event: { kind: "released", amountAtomic: args.amount } }
    default:
      return { name }
  }
}

/**
 * Makes a decoder for the contracts of one network. An event of an unknown form, which an upgrade may bring, is kept raw
 * and decoded to nothing.
 */
export function createLogDecoder(contracts: ContractAddresses): (log: RawLog) => DecodedLog {
  const decoders = new Map<string, Decoder>([
    [contracts.NodeRegistry, registryEvent],
    [contracts.RewardsVault, vaultEvent],
    [contracts.RewardPool, poolEvent],
  ])
  return (log) => {
    const decoder = decoders.get(bytesTo0x(log.address))
    try {
      const read = decoder?.(log.topicsHex, log.dataHex)
      return { name: read?.name ?? null, event: read?.event }
    } catch {
      return { name: null, event: undefined }
    }
  }
}
