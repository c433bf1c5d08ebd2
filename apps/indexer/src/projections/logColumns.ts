import type { RowChange } from "../store/tables.ts"
import type { LogPosition } from "./contractEvent.ts"

/** The columns that every row of an EVM log shares. */
export function logColumns(position: LogPosition) {
  return {
    block_number: position.blockNumber,
    log_index: position.logIndex,
    tx_hash: position.txHash,
    at: position.at,
  }
}

type EvmNodeEvent = {
  readonly kind: "registered" | "keyActivated" | "exitRequested" | "exitedOnL2" | "liquidated"
  readonly registryId: bigint
  readonly nodeId?: Uint8Array
  readonly detail?: Readonly<Record<string, string | number>>
}

/** A line in a node's history that an EVM log tells. */
export function evmNodeEvent(position: LogPosition, event: EvmNodeEvent): RowChange {
  return {
    table: "node_events",
    row: {
      source: "evm",
      height: position.blockNumber,
      position: position.logIndex,
      kind: event.kind,
      registry_id: event.registryId,
      node_id: event.nodeId ?? null,
      at: position.at,
      tx_hash: position.txHash,
      detail: event.detail ?? {},
    },
  }
}
