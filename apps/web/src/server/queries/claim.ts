import { exitSchema } from "@sextant/wire/rpc/nodeApi"
import { z } from "zod"
import type { Context } from "../context.ts"
import { WebError } from "../errors.ts"
import { fetchAccount, fetchExit } from "../nodeApi.ts"
import { decimal, hex0x, whole } from "../shapes.ts"

export const quoteSchema = z.object({
  snapshotHeight: whole,
  lifetimeAtomic: decimal,
  claimedAtomic: decimal,
  claimableAtomic: decimal,
  proof: z.array(hex0x),
})
export type ClaimQuote = z.infer<typeof quoteSchema>

/**
 * What an account can claim now and the proof for it, from a node: the index may be a moment behind the contract.
 *
 * @throws WebError `claim/nothing-yet`, `node-api/unreachable`.
 */
export async function getClaimQuote(context: Context, address: `0x${string}`): Promise<ClaimQuote> {
  const account = await fetchAccount(context, address)
  if (account?.claim === undefined)
    throw new WebError("claim/nothing-yet", { meta: { address }, retryable: true })
  const { snapshotHeight, lifetimeAmountAtomic, claimedAtomic, proof } = account.claim
  const claimable = BigInt(lifetimeAmountAtomic) - BigInt(claimedAtomic)
  return {
    snapshotHeight,
    lifetimeAtomic: lifetimeAmountAtomic,
    claimedAtomic,
    claimableAtomic: (claimable > 0n ? claimable : 0n).toString(),
    proof,
  }
}

export const liveSchema = z.object({
  /** Earned up to the newest final block; null when no node answers or none knows the account. */
  lifetimeAtomic: decimal.nullable(),
})

/** Rewards as they grow from block to block, ahead of the snapshots. */
export async function getLiveRewards(
  context: Context,
  address: `0x${string}`,
): Promise<z.infer<typeof liveSchema>> {
  try {
    const account = await fetchAccount(context, address)
    return { lifetimeAtomic: account?.lifetimeAmountAtomic ?? null }
  } catch (error) {
    if (error instanceof WebError) return { lifetimeAtomic: null }
    throw error
  }
}

export const exitProofSchema = exitSchema

/** @throws WebError `exit/not-in-snapshot`, `node-api/unreachable`. */
export async function getExitProof(
  context: Context,
  nodeId: string,
): Promise<z.infer<typeof exitProofSchema>> {
  const exit = await fetchExit(context, nodeId)
  if (exit === undefined) throw new WebError("exit/not-in-snapshot", { meta: { nodeId }, retryable: true })
  return exit
}
