import { hexToBytes } from "@sextant/shared/bytes"
import { z } from "zod"
import { IndexerError } from "../errors.ts"

const quantity = z.string().regex(/^0x[0-9a-fA-F]+$/)
const hash = z.string().regex(/^0x[0-9a-fA-F]{64}$/)

const blockSchema = z.object({ number: quantity, hash, timestamp: quantity })

/** `hash` has 32 bytes. */
export type EvmBlock = { readonly number: bigint; readonly hash: Uint8Array; readonly at: Date }

export type RawLog = {
  readonly blockNumber: bigint
  readonly blockHash: Uint8Array
  readonly txHash: Uint8Array
  readonly logIndex: number
  readonly address: Uint8Array
  /** As the provider sent them, lower-case hex with 0x. */
  readonly topicsHex: readonly `0x${string}`[]
  readonly dataHex: `0x${string}`
  /** Present when the provider sends it along, which saves asking for the block. */
  readonly at: Date | undefined
}

const dateOfQuantity = (text: string): Date => new Date(Number(BigInt(text)) * 1000)

function badAnswer(method: string, cause?: unknown): IndexerError {
  return new IndexerError("evm/bad-answer", { meta: { method }, cause, retryable: true })
}

/** @returns undefined for `null`, which is how a provider says that it has no such block. */
export function parseBlock(value: unknown): EvmBlock | undefined {
  if (value === null) return undefined
  const parsed = blockSchema.safeParse(value)
  if (!parsed.success) throw badAnswer("eth_getBlockByNumber", parsed.error)
  const { number, hash: hashHex, timestamp } = parsed.data
  return { number: BigInt(number), hash: hexToBytes(hashHex), at: dateOfQuantity(timestamp) }
}

export function parseQuantity(value: unknown, method: string): bigint {
  const parsed = quantity.safeParse(value)
  if (!parsed.success) throw badAnswer(method, parsed.error)
  return BigInt(parsed.data)
}

const HEX = /^0x(?:[0-9a-f]{2})*$/
const QUANTITY = /^0x[0-9a-f]+$/

/** Checked by hand: a backfill parses hundreds of thousands of these. */
function parseLog(value: unknown): RawLog {
  if (typeof value !== "object" || value === null) throw badAnswer("eth_getLogs")
  const log = value as Readonly<Record<string, unknown>>
  const text = (name: string, pattern: RegExp): string => {
    const field = log[name]
    if (typeof field !== "string" || !pattern.test(field)) throw badAnswer("eth_getLogs")
    return field
  }
  const bytes = (name: string, length: number): Uint8Array => {
    const field = text(name, HEX)
    if (field.length !== 2 + 2 * length) throw badAnswer("eth_getLogs")
    return Buffer.from(field.slice(2), "hex")
  }
  const { topics, blockTimestamp } = log as { readonly topics?: unknown; readonly blockTimestamp?: unknown }
  if (!Array.isArray(topics) || topics.length > 4) throw badAnswer("eth_getLogs")
  for (const topic of topics) {
    if (typeof topic !== "string" || topic.length !== 66 || !HEX.test(topic)) throw badAnswer("eth_getLogs")
  }
  return {
    blockNumber: BigInt(text("blockNumber", QUANTITY)),
    blockHash: bytes("blockHash", 32),
    txHash: bytes("transactionHash", 32),
    logIndex: Number(text("logIndex", QUANTITY)),
    address: bytes("address", 20),
    topicsHex: topics as `0x${string}`[],
    dataHex: text("data", HEX) as `0x${string}`,
    at:
      typeof blockTimestamp === "string" && QUANTITY.test(blockTimestamp)
        ? dateOfQuantity(blockTimestamp)
        : undefined,
  }
}

/** @returns logs in chain order. @throws IndexerError evm/bad-answer. */
export function parseLogs(value: unknown): readonly RawLog[] {
  if (!Array.isArray(value)) throw badAnswer("eth_getLogs")
  const logs = value.map(parseLog)
  return logs.sort((left, right) =>
    left.blockNumber === right.blockNumber
      ? left.logIndex - right.logIndex
      : left.blockNumber < right.blockNumber
        ? -1
        : 1,
  )
}
