import { hexToBytes } from "@sextant/shared/bytes"
import type { BlockJson } from "@sextant/wire/rpc/nodeApi"
import type { RowChange } from "../store/tables.ts"

type L2EventKind = BlockJson["operations"]["l2Events"][number]["kind"]

/** The kinds that are about one node; the others change the network's parameters. */
const L2_EVENTS: Readonly<Partial<Record<L2EventKind, string>>> = {
  nodeRegistered: "includedRegistration",
  exitRequested: "includedExitRequest",
  nodeExited: "includedExit",
  nodeLiquidated: "includedLiquidation",
}

const STATE_CHANGES: Readonly<Record<string, string>> = {
  decommission: "decommissioned",
  recommission: "recommissioned",
  deregister: "deregistered",
  ipChange: "ipChanged",
}

type Entry = {
  readonly kind: string
  readonly registryId?: number | undefined
  readonly nodeId?: string | undefined
  readonly detail: Readonly<Record<string, unknown>>
}

function entriesOf({ operations }: BlockJson): readonly Entry[] {
  const l2Events = operations.l2Events.flatMap((event): Entry[] => {
    const kind = L2_EVENTS[event.kind]
    if (kind === undefined) return []
    const { registryId, nodeId, l2Height, logIndex } = event
    return [{ kind, registryId, nodeId, detail: { l2Height, logIndex } }]
  })
  const stateChanges = operations.stateChanges.flatMap((change): Entry[] => {
    const known = STATE_CHANGES[change.kind]
    return known === undefined ? [] : [{ kind: known, nodeId: change.nodeId, detail: verdictDetail(change) }]
  })
  const equivocations = operations.equivocations.map(
    ({ nodeId }): Entry => ({ kind: "equivocated", nodeId, detail: {} }),
  )
  return [...l2Events, ...stateChanges, ...equivocations]
}

type StateChange = BlockJson["operations"]["stateChanges"][number]

/** Masks of `reasonBits`, and each judge's word. */
function verdictDetail({ quorumHeight, reasons, reasonsAll, votes }: StateChange): Entry["detail"] {
  return {
    quorumHeight,
    reasons,
    reasonsAll,
    votes: votes.map(({ judge, reasons: own }) => ({ judge: judge ?? null, reasons: own })),
  }
}

/** What a final block did to single nodes. */
export function appchainNodeEvents(block: BlockJson): RowChange[] {
  return entriesOf(block).map(({ kind, registryId, nodeId, detail }, position) => ({
    table: "node_events",
    row: {
      source: "appchain",
      height: BigInt(block.height),
      position,
      kind,
      registry_id: registryId === undefined ? null : BigInt(registryId),
      node_id: nodeId === undefined ? null : hexToBytes(nodeId),
      at: new Date(block.timestampMs),
      tx_hash: null,
      detail,
    },
  }))
}
