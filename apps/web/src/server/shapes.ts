import { z } from "zod"

/** Lower-case hex without a prefix. */
export const hex = z.string().regex(/^[0-9a-f]*$/)
/** Lower-case hex with `0x`, as everything on the L2. */
export const hex0x = z.string().regex(/^0x[0-9a-f]*$/)
/** A bigint as a decimal string. */
export const decimal = z.string().regex(/^\d+$/)
export const unixMs = z.number().int()
export const whole = z.number().int().nonnegative()

export const addressInput = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, "an address is 0x and 40 hex digits")
  .transform((text) => text.toLowerCase() as `0x${string}`)

export const nodeIdInput = z
  .string()
  .regex(/^[0-9a-fA-F]{64}$/, "a node id is 64 hex digits")
  .transform((text) => text.toLowerCase())

/** Up to Postgres' largest bigint would fit; 2^53 - 1 is more than any height. */
export const heightInput = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER)
export const limitInput = z.number().int().min(1).max(100).default(25)
