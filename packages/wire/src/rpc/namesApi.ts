import { z } from "zod"

/** The node's HTTP answers about names and passes (docs/protocol/nameService.md, docs/protocol/nodeApi.md). */

const hexOf = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`))
const whole = z.number().int().nonnegative()

/** The L2 block up to which names and passes are read, and its time, by which they are judged. */
const readUpTo = { asOf: whole, asOfTimestampS: whole }

/** A record in two fields: the sealed account id with its tag, and the nonce. */
const recordSchema = z.object({ encryptedValue: hexOf(49), nonce: hexOf(24) })

export const nameSchema = z.object({
  nameHash: hexOf(32),
  /** `grace`: over, but it still resolves and may be renewed. */
  state: z.enum(["active", "grace"]),
  expiresAtS: whole,
  /** Null while the owner has set none. */
  record: recordSchema.nullable(),
  ...readUpTo,
})

export const entitlementSchema = z.object({
  accountId: hexOf(33),
  /** Null without a pass, or when it is over. */
  pro: z.object({ expiresAtS: whole }).nullable(),
  /** What storage takes from the account. */
  limits: z.object({ messageBytesMax: whole, messageTtlMsMax: whole }),
  ...readUpTo,
})

/** `ons_resolve`: both fields, or neither when the name is not registered or holds no record. */
export const onsResolveSchema = z.union([
  z.object({ encrypted_value: hexOf(49), nonce: hexOf(24) }),
  z.strictObject({}),
])

/** A JSON-RPC 2.0 answer. */
export const jsonRpcAnswerSchema = z.union([
  z.object({ result: z.unknown(), error: z.undefined().optional() }),
  z.object({
    error: z.object({
      code: z.number().int(),
      message: z.string(),
      data: z.object({ code: z.string() }).optional(),
    }),
  }),
])

export type NameJson = z.infer<typeof nameSchema>
export type EntitlementJson = z.infer<typeof entitlementSchema>
export type OnsResolveJson = z.infer<typeof onsResolveSchema>
