import type { Preset } from "@sextant/shared/params"
import { isSnapshotHeight } from "@sextant/state-transition/snapshotHeight"
import { takeSnapshot } from "@sextant/state-transition/takeSnapshot"
import type { ChainState } from "@sextant/state-transition/types"
import { numberKey } from "../dbKeys.ts"
import type { DbWrite } from "../ports.ts"
import { encodeSnapshotBody, type SnapshotBody } from "./snapshotRow.ts"

/** The snapshot of a final block's state, or undefined when its height yields none. */
export function snapshotBodyOf(preset: Preset, state: ChainState): SnapshotBody | undefined {
  if (!isSnapshotHeight(preset, state.latestHeader.height)) return undefined
  const signers = state.nodes.map(({ nodeId, registryId, blsPublicKey }) => ({
    nodeId,
    registryId,
    blsPublicKey,
  }))
  return { taken: takeSnapshot(state), signers }
}

/** The rows to be written together with a final block. */
export function snapshotRows(preset: Preset, state: ChainState): readonly DbWrite[] {
  const body = snapshotBodyOf(preset, state)
  if (body === undefined) return []
  const key = numberKey(body.taken.snapshot.height)
  return [{ table: "snapshots", key, value: encodeSnapshotBody(body) }]
}
