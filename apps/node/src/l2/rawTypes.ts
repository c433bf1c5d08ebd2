import { parseAddress } from "@sextant/shared/networks"
import { z } from "zod"
import { L2Error } from "./errors.ts"

/** Shapes of the providers' answers, read strictly: a provider's mistake must not become ours. */

const quantity = z
  .string()
  .regex(/^0x[0-9a-f]{1,14}$/i)
  .transform(Number)
const bytes32 = z
  .string()
  .regex(/^0x[0-9a-f]{64}$/i)
  .transform((text) => text.toLowerCase() as `0x${string}`)
const data = z
  .string()
  .regex(/^0x([0-9a-f]{2})*$/i)
  .transform((text) => text as `0x${string}`)

const blockSchema = z.object({ number: quantity, hash: bytes32, parentHash: bytes32, timestamp: quantity })
const logSchema = z.object({
  address: z.string().transform(parseAddress),
  topics: z.array(bytes32).max(4),
  data,
  blockNumber: quantity,
  blockHash: bytes32,
  logIndex: quantity,
  transactionHash: bytes32,
  removed: z.boolean().optional(),
})

export type RawBlock = z.infer<typeof blockSchema>
export type RawLog = z.infer<typeof logSchema>

/** Null, as providers say for a block they do not have, is undefined. @throws L2Error l2/bad-answer */
export function parseBlock(answer: unknown): RawBlock | undefined {
  return answer === null ? undefined : parseWith(blockSchema, answer, "eth_getBlockByNumber")
}

/** @throws L2Error l2/bad-answer */
export function parseLogs(answer: unknown): RawLog[] {
  return parseWith(z.array(logSchema), answer, "eth_getLogs")
}

function parseWith<T>(schema: z.ZodType<T>, answer: unknown, method: string): T {
  const parsed = schema.safeParse(answer)
  if (!parsed.success)
    throw new L2Error("l2/bad-answer", { cause: parsed.error, meta: { method }, retryable: true })
  return parsed.data
}
