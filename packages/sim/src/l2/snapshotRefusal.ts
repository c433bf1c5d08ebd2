import { fastAggregateVerify } from "@sextant/crypto/bls"
import type { SnapshotSubmission } from "@sextant/node/ports"
import { bytesEqual } from "@sextant/shared/bytes"
import { NODES_MIN } from "@sextant/shared/params"
import { snapshotMessage } from "@sextant/wire/messages"
import type { ModelRules, RegistryState } from "./registryState.ts"

const CLOCK_AHEAD_MAX_S = 120

type Context = { readonly rules: ModelRules; readonly state: RegistryState; readonly nowS: number }

/** The error with which the contract refuses a snapshot; undefined when it takes it. The aggregate is really verified. */
export function snapshotRefusal(
  { rules, state, nowS }: Context,
  submission: SnapshotSubmission,
): string | undefined {
  const { snapshot, signature } = submission
  if (state.genesisTimeS === undefined) return "NetworkNotStarted"
  if (snapshot.height <= (state.snapshots[0]?.height ?? 0)) return "SnapshotNotNewer"
  if (snapshot.timestampS + rules.snapshotAgeMaxS < nowS) return "SnapshotTooOld"
  if (snapshot.timestampS > nowS + CLOCK_AHEAD_MAX_S) return "SnapshotFromFuture"
  const nonSigners = new Set(submission.nonSigners.map((key) => key.registryId))
  if (nonSigners.size !== submission.nonSigners.length) return "NonSignersUnordered"
  for (const { registryId, blsPublicKey } of submission.nonSigners) {
    const node = state.nodes.get(registryId)
    if (node === undefined) return "NonSignerUnknown"
    if (!bytesEqual(node.blsPublicKey, blsPublicKey)) return "NonSignerUnknown"
  }
  if (nonSigners.size > Math.floor(state.nodes.size / 3)) return "NonSignersTooMany"
  const signers = [...state.nodes].filter(([registryId]) => !nonSigners.has(registryId))
  if (signers.length < NODES_MIN) return "SignersTooFew"
  const keys = signers.map(([, node]) => node.blsPublicKey)
  return fastAggregateVerify(keys, snapshotMessage(rules.domain, snapshot), signature)
    ? undefined
    : "BlsSignatureInvalid"
}
