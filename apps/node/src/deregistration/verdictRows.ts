import { bytesToHex, concatBytes, hexToBytes } from "@sextant/shared/bytes"
import { quorumAt } from "@sextant/state-transition/obligationQuorum"
import type { StateChange, StateChangeKind } from "@sextant/wire/block"
import type { NodeId } from "@sextant/wire/l2Event"
import { stateChangeKinds } from "@sextant/wire/stateChangeCodec"
import { numberKey, parseNumberKey } from "../dbKeys.ts"
import type { Db, DbWrite } from "../ports.ts"
import type { FinalBlock } from "./votePoolTypes.ts"

/** What a final block did to a node. */
export type Verdict = {
  /** `equivocation`: deregistered by evidence, without judges. */
  readonly kind: StateChangeKind | "equivocation"
  readonly height: number
  readonly timestampMs: number
  /** 0 for evidence. */
  readonly quorumHeight: number
  readonly votes: readonly { readonly judge: NodeId; readonly reasons: number }[]
}

const kinds = [...stateChangeKinds, "equivocation"] as const
const NODE_ID_BYTES = 32
const FIXED_BYTES = 1 + 8 + 8
const VOTE_BYTES = NODE_ID_BYTES + 2
/** Of one node, newest first. */
const SHOWN_MAX = 20

/** The rows to be written together with a final block. */
export function verdictRows({ block, state }: FinalBlock): readonly DbWrite[] {
  const { height, timestampMs } = block.header
  const row = (nodeId: NodeId, verdict: Omit<Verdict, "height" | "timestampMs">): DbWrite => ({
    table: "verdicts",
    key: concatBytes(hexToBytes(nodeId), numberKey(height)),
    value: encodeVerdict({ ...verdict, height, timestampMs }),
  })
  const judged = block.body.stateChanges.map((change) => {
    const { kind, quorumHeight } = change
    return row(change.nodeId, { kind, quorumHeight, votes: votesOf(state, change) })
  })
  const convicted = block.body.equivocations.map(({ nodeId }) =>
    row(nodeId, { kind: "equivocation", quorumHeight: 0, votes: [] }),
  )
  return [...judged, ...convicted]
}

/** What happened to a node, newest first. */
export function verdictsOn(db: Db, nodeId: NodeId): readonly Verdict[] {
  const prefix = hexToBytes(nodeId)
  const rows = db.range("verdicts", {
    from: prefix,
    until: concatBytes(prefix, new Uint8Array(9).fill(0xff)),
    reverse: true,
    limit: SHOWN_MAX,
  })
  return rows.map(({ key, value }) => decodeVerdict(parseNumberKey(key.subarray(NODE_ID_BYTES)), value))
}

/** What a block did to a node, if it did. */
export function verdictAt(db: Db, nodeId: NodeId, height: number): Verdict | undefined {
  const value = db.get("verdicts", concatBytes(hexToBytes(nodeId), numberKey(height)))
  return value && decodeVerdict(height, value)
}

/** The state after the block still knows the quorum: changes are valid no longer than that. */
function votesOf(state: FinalBlock["state"], { quorumHeight, votes }: StateChange): Verdict["votes"] {
  const judges = quorumAt(state, quorumHeight)?.judges ?? []
  return votes.flatMap(({ judgeIndex, reasons }) => {
    const judge = judges[judgeIndex]
    return judge === undefined ? [] : [{ judge, reasons }]
  })
}

function encodeVerdict({ kind, timestampMs, quorumHeight, votes }: Verdict): Uint8Array {
  return concatBytes(
    new Uint8Array([kinds.indexOf(kind)]),
    numberKey(timestampMs),
    numberKey(quorumHeight),
    ...votes.flatMap(({ judge, reasons }) => [
      hexToBytes(judge),
      new Uint8Array([reasons >> 8, reasons & 0xff]),
    ]),
  )
}

function decodeVerdict(height: number, bytes: Uint8Array): Verdict {
  const votes = []
  for (let offset = FIXED_BYTES; offset < bytes.length; offset += VOTE_BYTES) {
    const judge = bytesToHex(bytes.subarray(offset, offset + NODE_ID_BYTES)) as NodeId
    const [high = 0, low = 0] = bytes.subarray(offset + NODE_ID_BYTES, offset + VOTE_BYTES)
    votes.push({ judge, reasons: (high << 8) | low })
  }
  return {
    kind: kinds[bytes[0] as number] as Verdict["kind"],
    height,
    timestampMs: parseNumberKey(bytes.subarray(1)),
    quorumHeight: parseNumberKey(bytes.subarray(9)),
    votes,
  }
}
