import { nameRegistryAbi } from "@sextant/contracts/NameRegistry"
import { sessionProAbi } from "@sextant/contracts/SessionPro"
import { assertNever } from "@sextant/shared/assert"
import { hexToBytes } from "@sextant/shared/bytes"
import type { Address } from "@sextant/shared/networks"
import { NAME_RECORD_BYTES } from "@sextant/wire/nameRecord"
import { decodeEventLog, toEventSelector } from "viem"
import type { NamesEvent } from "../ports.ts"
import { L2Error } from "./errors.ts"
import type { RawLog } from "./rawTypes.ts"

export type NamesSources = { readonly names: Address; readonly pro: Address }

const meaningful = [
  "NameRegistered",
  "NameRenewed",
  "EncryptedRecordSet",
  "RecordsCleared",
  "NameVoided",
  "ProExtended",
] as const
type MeaningfulItem = Extract<
  (typeof nameRegistryAbi)[number] | (typeof sessionProAbi)[number],
  { readonly type: "event"; readonly name: (typeof meaningful)[number] }
>
const abi = [...nameRegistryAbi, ...sessionProAbi].filter(
  (item): item is MeaningfulItem =>
    item.type === "event" && (meaningful as readonly string[]).includes(item.name),
)

/** First topics of the events that mean something to nodes: providers send no others. */
export const namesTopics = abi.map((item) => toEventSelector(item))

/**
 * Reads one log of the contracts of names and passes. Events that mean nothing to the node are undefined.
 *
 * @throws L2Error l2/bad-answer for a log of a known event that cannot be decoded.
 */
export function decodeNamesLog(sources: NamesSources, log: RawLog): NamesEvent | undefined {
  const decoded = decode(log)
  if (log.address !== (decoded.eventName === "ProExtended" ? sources.pro : sources.names)) return undefined
  if (decoded.eventName === "ProExtended") {
    const { accountKey, expiresAtS } = decoded.args
    return { kind: "proExtended", accountKey: hexToBytes(accountKey), expiresAtS: seconds(expiresAtS) }
  }
  const { args } = decoded
  const nameHash = hexToBytes(args.nameHash)
  switch (decoded.eventName) {
    case "NameRegistered":
      return { kind: "nameRegistered", nameHash, expiresAtS: seconds(decoded.args.expiresAtS) }
    case "NameRenewed":
      return { kind: "nameRenewed", nameHash, expiresAtS: seconds(decoded.args.expiresAtS) }
    case "EncryptedRecordSet": {
      const record = hexToBytes(decoded.args.value)
      return {
        kind: "nameRecordSet",
        nameHash,
        record: record.length === NAME_RECORD_BYTES ? record : undefined,
      }
    }
    case "RecordsCleared":
      return { kind: "nameRecordsCleared", nameHash }
    case "NameVoided":
      return { kind: "nameVoided", nameHash }
    default:
      return assertNever(decoded)
  }
}

/** A time beyond what a double holds is as good as never. */
function seconds(value: bigint): number {
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(value)
}

function decode(log: RawLog) {
  const [signature, ...rest] = log.topics
  try {
    return decodeEventLog({
      abi,
      data: log.data,
      topics: signature ? [signature, ...rest] : [],
      strict: true,
    })
  } catch (cause) {
    throw new L2Error("l2/bad-answer", {
      cause,
      meta: { method: "eth_getLogs", blockNumber: log.blockNumber, logIndex: log.logIndex },
    })
  }
}
