import { contractErrorSentences } from "@sextant/contracts/errors"
import { revertReason } from "./contractClient.ts"

export type Refusal = { readonly reason: string; readonly meaning: string | undefined }

/** The contract's error and its sentence; undefined when the failure was not the contract's. */
export function refusalOf(error: unknown): Refusal | undefined {
  const reason = revertReason(error)
  if (reason === undefined) return undefined
  return { reason, meaning: (contractErrorSentences as Readonly<Record<string, string>>)[reason] }
}
