import { bytesEqual, bytesToHex } from "@sextant/shared/bytes"
import { takeSnapshot } from "@sextant/state-transition/takeSnapshot"
import { encodeSnapshot } from "@sextant/wire/snapshotCodec"
import type { Invariant } from "./invariant.ts"

/** What the contract has taken is what the rules derive from that height's state. */
export const snapshotsTrue: Invariant = {
  name: "snapshotsTrue",
  check({ records, l2 }) {
    const taken = l2.tip().state.snapshots[0]
    const record = taken && records[taken.height]
    if (taken === undefined) return undefined
    if (record === undefined)
      return `the contract took a snapshot of height ${taken.height}, which is not final`
    const { latestHeader } = record.state
    const isOfBlock =
      taken.l2Number === latestHeader.l2.number &&
      taken.timestampS === Math.floor(latestHeader.timestampMs / 1000) &&
      bytesToHex(taken.blockHash) === record.hash &&
      bytesEqual(taken.stateRoot, record.block?.header.stateRoot ?? new Uint8Array())
    const isOfState = bytesEqual(encodeSnapshot(taken), encodeSnapshot(takeSnapshot(record.state).snapshot))
    return isOfBlock && isOfState
      ? undefined
      : `the contract took a snapshot of height ${taken.height} that differs from the chain's`
  },
}
