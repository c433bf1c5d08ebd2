import { nodeRegistryAbi } from "@sextant/contracts/NodeRegistry"
import { rewardPoolAbi } from "@sextant/contracts/RewardPool"
import { g1WordsToPublicKey } from "@sextant/crypto/blsWords"
import { assertNever } from "@sextant/shared/assert"
import { concatBytes, hexToBytes } from "@sextant/shared/bytes"
import { type Address, parseAddress } from "@sextant/shared/networks"
import { amountAtomic, height, l2Height } from "@sextant/shared/units"
import type { L2Event, NodeId, RegistryId } from "@sextant/wire/l2Event"
import { decodeEventLog } from "viem"
import { L2Error } from "./errors.ts"
import type { RawLog } from "./rawTypes.ts"

/** What a log means to the node. `event` goes into blocks; the rest the node keeps for itself. */
export type DecodedLog =
  | { readonly kind: "event"; readonly event: L2Event }
  | { readonly kind: "networkStarted"; readonly genesisTimeS: number }
  | { readonly kind: "snapshotAccepted"; readonly height: number }
  | { readonly kind: "keyActivated"; readonly registryId: RegistryId }

export type LogSources = { readonly registry: Address; readonly pool: Address }

const meaningful = [
  "NodeRegistered",
  "KeyActivated",
  "NetworkStarted",
  "ExitRequested",
  "SnapshotAccepted",
  "NodeExited",
  "NodeLiquidated",
  "StakingRequirementSet",
  "RewardRateSet",
] as const
type MeaningfulItem = Extract<
  (typeof nodeRegistryAbi)[number] | (typeof rewardPoolAbi)[number],
  { readonly type: "event"; readonly name: (typeof meaningful)[number] }
>
const abi = [...nodeRegistryAbi, ...rewardPoolAbi].filter(
  (item): item is MeaningfulItem =>
    item.type === "event" && (meaningful as readonly string[]).includes(item.name),
)

/**
 * Reads one log of the registry or the pool. Events that mean nothing to the node are undefined.
 *
 * @throws L2Error l2/bad-answer for a log of a known event that cannot be decoded.
 */
export function decodeLog(sources: LogSources, log: RawLog): DecodedLog | undefined {
  const decoded = decode(log)
  if (decoded === undefined) return undefined
  const at = { l2Height: l2Height(log.blockNumber), logIndex: log.logIndex }
  if (log.address !== (decoded.eventName === "RewardRateSet" ? sources.pool : sources.registry))
    return undefined
  switch (decoded.eventName) {
    case "NodeRegistered":
      return { kind: "event", event: { kind: "nodeRegistered", ...at, ...registration(decoded.args) } }
    case "ExitRequested":
      return {
        kind: "event",
        event: { kind: "exitRequested", ...at, registryId: registryId(decoded.args.id) },
      }
    case "NodeExited":
      return { kind: "event", event: { kind: "nodeExited", ...at, registryId: registryId(decoded.args.id) } }
    case "NodeLiquidated":
      return {
        kind: "event",
        event: { kind: "nodeLiquidated", ...at, registryId: registryId(decoded.args.id) },
      }
    case "StakingRequirementSet":
      return {
        kind: "event",
        event: { kind: "stakingRequirementSet", ...at, amountAtomic: amountAtomic(decoded.args.amount) },
      }
    case "RewardRateSet":
      return {
        kind: "event",
        event: { kind: "rewardRateSet", ...at, atomicPerDay: amountAtomic(decoded.args.atomicPerDay) },
      }
    case "NetworkStarted":
      return { kind: "networkStarted", genesisTimeS: Number(decoded.args.genesisTimeS) }
    case "SnapshotAccepted":
      return { kind: "snapshotAccepted", height: height(Number(decoded.args.height)) }
    case "KeyActivated":
      return { kind: "keyActivated", registryId: registryId(decoded.args.id) }
    default:
      return assertNever(decoded)
  }
}

type RegistrationArgs = {
  readonly id: bigint
  readonly operator: string
  readonly ed25519Key: string
  readonly blsKey: {
    readonly xHi: bigint
    readonly xLo: bigint
    readonly yHi: bigint
    readonly yLo: bigint
  }
  readonly ed25519Signature: readonly [string, string]
  readonly feeBps: number
  readonly contributors: readonly {
    readonly staker: string
    readonly beneficiary: string
    readonly amount: bigint
  }[]
  readonly payer: string
}

function registration(args: RegistrationArgs) {
  const { xHi, xLo, yHi, yLo } = args.blsKey
  return {
    registryId: registryId(args.id),
    operator: parseAddress(args.operator),
    nodeId: args.ed25519Key.slice(2).toLowerCase() as NodeId,
    blsPublicKey: g1WordsToPublicKey([xHi, xLo, yHi, yLo]),
    ed25519Signature: concatBytes(...args.ed25519Signature.map(hexToBytes)),
    feeBps: args.feeBps,
    contributors: args.contributors.map(({ staker, beneficiary, amount }) => ({
      staker: parseAddress(staker),
      beneficiary: parseAddress(beneficiary),
      amountAtomic: amountAtomic(amount),
    })),
    payer: parseAddress(args.payer),
  }
}

function registryId(id: bigint): RegistryId {
  return Number(id) as RegistryId
}

function decode(log: RawLog) {
  const [signature, ...rest] = log.topics
  if (signature === undefined) return undefined
  try {
    return decodeEventLog({ abi, data: log.data, topics: [signature, ...rest], strict: true })
  } catch (cause) {
    if (cause instanceof Error && cause.name === "AbiEventSignatureNotFoundError") return undefined
    throw new L2Error("l2/bad-answer", {
      cause,
      meta: { method: "eth_getLogs", blockNumber: log.blockNumber, logIndex: log.logIndex },
    })
  }
}
