import type { Preset } from "@sextant/shared/params"
import { isSnapshotHeight } from "@sextant/state-transition/snapshotHeight"
import { encodeState } from "@sextant/state-transition/stateCodec"
import type { ChainState } from "@sextant/state-transition/types"
import { numberKey, parseNumberKey } from "../dbKeys.ts"
import type { Db, DbWrite, L2 } from "../ports.ts"

/** States of accepted snapshots that peers may ask for. */
export const ACCEPTED_STATES_KEPT = 2
/** Newer ones may still be accepted; when the L2 takes none for long, the oldest of these give way. */
const WAITING_STATES_MAX = 4

/** The row to be written together with a final block of a snapshot's height. */
export function snapshotStateRows(preset: Preset, state: ChainState): readonly DbWrite[] {
  const { height } = state.latestHeader
  if (!isSnapshotHeight(preset, height)) return []
  return [{ table: "snapshotStates", key: numberKey(height), value: encodeState(state) }]
}

/** Drops what is older than the newest accepted snapshots. To be called now and then; nothing depends on when. */
export async function pruneSnapshotStates(deps: {
  readonly db: Db
  readonly l2: Pick<L2, "acceptance">
}): Promise<void> {
  const heights = deps.db.range("snapshotStates", { reverse: true }).map(({ key }) => parseNumberKey(key))
  let accepted = 0
  let waiting = 0
  const dropped: DbWrite[] = []
  for (const height of heights) {
    const isAccepted =
      accepted < ACCEPTED_STATES_KEPT && (await deps.l2.acceptance(height as never)) !== undefined
    if (isAccepted) accepted++
    else if (accepted === 0 && waiting < WAITING_STATES_MAX) waiting++
    else dropped.push({ table: "snapshotStates", key: numberKey(height), value: undefined })
  }
  if (dropped.length > 0) await deps.db.write(dropped)
}
