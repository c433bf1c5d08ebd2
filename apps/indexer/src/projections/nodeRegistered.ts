import { bytesEqual } from "@sextant/shared/bytes"
import type { RowChange } from "../store/tables.ts"
import { toBigintColumn } from "./clamp.ts"
import { compressG1 } from "./compressG1.ts"
import type { EventOf, LogPosition } from "./contractEvent.ts"
import { evmNodeEvent, logColumns } from "./logColumns.ts"

/** A registration with its contributors. Whether the appchain takes it shows in `nodes`. */
export function nodeRegistered(event: EventOf<"nodeRegistered">, position: LogPosition): RowChange[] {
  const { registryId, nodeId, contributors } = event
  const stakeAtomic = contributors.reduce((sum, { amountAtomic }) => sum + amountAtomic, 0n)
  return [
    {
      table: "registrations",
      row: {
        ...logColumns(position),
        registry_id: registryId,
        node_id: nodeId,
        operator: event.operator,
        bls_public_key: compressG1(event.blsKey),
        fee_bps: event.feeBps,
        stake_atomic: toBigintColumn(stakeAtomic),
        payer: bytesEqual(event.payer, event.operator) ? null : event.payer,
      },
    },
    ...contributors.map(
      (contributor, index): RowChange => ({
        table: "registration_contributors",
        row: {
          block_number: position.blockNumber,
          log_index: position.logIndex,
          position: index,
          staker: contributor.staker,
          beneficiary: contributor.beneficiary,
          amount_atomic: toBigintColumn(contributor.amountAtomic),
        },
      }),
    ),
    evmNodeEvent(position, { kind: "registered", registryId, nodeId }),
  ]
}
