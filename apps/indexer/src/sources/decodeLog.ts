import { nodeRegistryAbi } from "@sextant/contracts/NodeRegistry"
import { rewardPoolAbi } from "@sextant/contracts/RewardPool"
import { rewardsVaultAbi } from "@sextant/contracts/RewardsVault"
import { bytesTo0x, hexToBytes } from "@sextant/shared/bytes"
import type { ContractAddresses } from "@sextant/shared/networks"
import { decodeEventLog, type Hex } from "viem"
import type { ContractEvent } from "../projections/contractEvent.ts"
import type { RawLog } from "./parseRpc.ts"

export type DecodedLog = {
  /** As the contract names it; null when its ABI does not know it. */
  readonly name: string | null
  /** Undefined for events that no table is made of. */
  readonly event: ContractEvent | undefined
}

const bytes = (hex: Hex): Uint8Array => hexToBytes(hex)

function registryEvent(topics: [Hex, ...Hex[]], data: Hex): { name: string; event?: ContractEvent } {
  const { eventName: name, args } = decodeEventLog({ abi: nodeRegistryAbi, topics, data })
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

function vaultEvent(topics: [Hex, ...Hex[]], data: Hex): { name: string; event?: ContractEvent } {
  const { eventName: name, args } = decodeEventLog({ abi: rewardsVaultAbi, topics, data })
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

function poolEvent(topics: [Hex, ...Hex[]], data: Hex): { name: string; event?: ContractEvent } {
  const { eventName: name, args } = decodeEventLog({ abi: rewardPoolAbi, topics, data })
  switch (name) {
    case "RewardRateSet":
      return { name, event: { kind: "rewardRateSet", atomicPerDay: args.atomicPerDay } }
    case "Released":
      return { name, event: { kind: "released", amountAtomic: args.amount } }
    default:
      return { name }
  }
}

type Decoder = (topics: [Hex, ...Hex[]], data: Hex) => { name: string; event?: ContractEvent }

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
    const [first, ...rest] = log.topicsHex
    const decoder = decoders.get(bytesTo0x(log.address))
    if (decoder === undefined || first === undefined) return { name: null, event: undefined }
    try {
      const { name, event } = decoder([first, ...rest], log.dataHex)
      return { name, event }
    } catch {
      return { name: null, event: undefined }
    }
  }
}
