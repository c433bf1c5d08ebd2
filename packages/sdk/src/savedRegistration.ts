import { z } from "zod"
import type { NameContracts, Registration } from "./nameContracts.ts"

/**
 * A small place that outlives the program: a file, a browser's storage. Who can read it learns the secret of a commitment that
 * is under way, and no name.
 */
export type RegistrationStore = {
  readonly load: (key: string) => Promise<string | undefined>
  /** Durable when it resolves: the next step rests on it. */
  readonly save: (key: string, value: string) => Promise<void>
  readonly remove: (key: string) => Promise<void>
}

/** What must survive between the steps of a registration. Transaction hashes are known once they were sent. */
export type SavedRegistration = {
  readonly registration: Registration
  readonly commitment: `0x${string}`
  readonly costMaxAtomic: bigint
  readonly commitTx?: `0x${string}`
  /** Written before the registration is sent, so that a commitment that is gone is known to have been used. */
  readonly registering?: true
  readonly approveTx?: `0x${string}`
  readonly registerTx?: `0x${string}`
}

const FORMAT = 1
const hexOf = (bytes: number) =>
  z
    .string()
    .regex(new RegExp(`^0x[0-9a-f]{${2 * bytes}}$`))
    .transform((text) => text as `0x${string}`)
const schema = z.object({
  format: z.literal(FORMAT),
  registration: z.object({
    nameHash: hexOf(32),
    length: z.number().int(),
    owner: hexOf(20),
    yearCount: z.number().int(),
    encryptedRecord: hexOf(73),
    secret: hexOf(32),
  }),
  commitment: hexOf(32),
  costMaxAtomic: z
    .string()
    .regex(/^\d+$/)
    .transform((text) => BigInt(text)),
  commitTx: hexOf(32).exactOptional(),
  registering: z.literal(true).exactOptional(),
  approveTx: hexOf(32).exactOptional(),
  registerTx: hexOf(32).exactOptional(),
})

/** One registration per name, owner and contract can be under way. */
export function savedKey(
  contracts: NameContracts,
  { nameHash, owner }: Pick<Registration, "nameHash" | "owner">,
): string {
  return `sextant/name-registration/${contracts.chainId}/${contracts.registry}/${owner}/${nameHash}`
}

export function writeSaved(saved: SavedRegistration): string {
  return JSON.stringify({ format: FORMAT, ...saved, costMaxAtomic: String(saved.costMaxAtomic) })
}

/** Undefined for text that cannot be read: its secret is lost. */
export function readSaved(text: string): SavedRegistration | undefined {
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
