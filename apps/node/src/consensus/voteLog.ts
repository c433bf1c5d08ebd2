import { addStatement, contradicts } from "@sextant/consensus/castVote"
import type { OwnVotes } from "@sextant/consensus/types"
import { bytesEqual, concatBytes } from "@sextant/shared/bytes"
import type { VoteKind, VoteStatement } from "@sextant/wire/vote"
import { metaKey, numberKey, parseNumberKey } from "../dbKeys.ts"
import type { Db, DbRow, DbWrite } from "../ports.ts"
import { ConsensusRunnerError } from "./errors.ts"
import { stricter, type VoteInterchange, type Watermark } from "./voteInterchange.ts"

/** The write-ahead log of own votes. docs/protocol/consensus.md §8. */
export type VoteLog = {
  /**
   * On disk when it resolves. Appending the same statement again does nothing.
   *
   * @throws ConsensusRunnerError voteLog/contradiction. Whatever it rejects with, the vote must not be sent.
   */
  readonly append: (statement: VoteStatement) => Promise<void>
  /** Everything that was appended in the epoch, by view. @throws ConsensusRunnerError voteLog/corrupt. */
  readonly read: (epoch: number) => readonly VoteStatement[]
  readonly prune: (beforeEpoch: number) => Promise<void>
  /** Undefined when nothing was lost, imported or given up. */
  readonly watermark: () => Watermark | undefined
  /** The network that an imported file named. */
  readonly networkId: () => Uint8Array | undefined
  /** Unix ms; epochs that had begun by then are closed to us. */
  readonly renouncedAtMs: () => number | undefined
}

/** What moves a log between data folders. Only while no runner uses it. */
export type VoteArchive = {
  /** Everything that is held, and a watermark below it. */
  readonly exportAll: () => Pick<VoteInterchange, "watermark" | "statements">
  /** Both logs' restrictions hold afterwards. In a view where they contradict each other nothing more is said. */
  readonly merge: (
    votes: Pick<VoteInterchange, "watermark" | "statements"> & { readonly networkId?: Uint8Array },
  ) => Promise<MergeReport>
  /** Gives up voting in every epoch that has begun by now. */
  readonly renounce: (nowMs: number) => Promise<void>
}

export type MergeReport = { readonly added: number; readonly known: number; readonly contradictory: number }

const WATERMARK = metaKey("voteLog/watermark")
const NETWORK_ID = metaKey("voteLog/networkId")
const RENOUNCED_AT = metaKey("voteLog/renouncedAtMs")
const kinds = ["notarize", "nullify", "finalize"] as const satisfies readonly VoteKind[]
const silent: OwnVotes = { notarize: undefined, nullify: false, finalize: undefined }

/** Rows of `voteLog`: epoch, view and kind as the key (17 bytes), the block hash as the value. */
export function createVoteLog(db: Db): VoteLog {
  return {
    async append(statement) {
      const { epoch, view, kind, blockHash } = statement
      const key = keyOf(statement)
      const logged = db.get("voteLog", key)
      if (logged !== undefined && bytesEqual(logged, blockHash)) return
      if (isBelow(statement, readWatermark(db)))
        throw new ConsensusRunnerError("voteLog/below-watermark", { meta: { kind, epoch, view } })
      refuseContradiction(readView(db, { epoch, view }), statement)
      await db.write([{ table: "voteLog", key, value: blockHash }])
    },
    read: (epoch) =>
      db.range("voteLog", { from: numberKey(epoch), until: numberKey(epoch + 1) }).map(parseRow),
    async prune(beforeEpoch) {
      const rows = db.range("voteLog", { until: numberKey(beforeEpoch) })
      if (rows.length > 0)
        await db.write(rows.map(({ key }) => ({ table: "voteLog", key, value: undefined })))
    },
    watermark: () => readWatermark(db),
    networkId: () => db.get("meta", NETWORK_ID),
    renouncedAtMs() {
      const value = db.get("meta", RENOUNCED_AT)
      return value && parseNumberKey(value)
    },
  }
}

export function createVoteArchive(db: Db): VoteArchive {
  return {
    exportAll() {
      const statements = db.range("voteLog", {}).map(parseRow)
      const [oldest] = statements
      // What came before the oldest row was dropped, not unsaid.
      const dropped = oldest && { epoch: oldest.epoch, view: 0 }
      return { watermark: stricter(readWatermark(db), dropped), statements }
    },
    async merge({ watermark, statements, networkId }) {
      let contradictory: Watermark | undefined
      let count = 0
      const added = new Map<string, VoteStatement>()
      for (const statement of statements) {
        const { epoch, view } = statement
        const rows = readView(db, statement)
        const held = [...rows, ...added.values()].filter((one) => one.epoch === epoch && one.view === view)
        if (held.some((one) => one.kind === statement.kind && bytesEqual(one.blockHash, statement.blockHash)))
          continue
        if (contradicts(held.reduce(addStatement, silent), statement.kind)) {
          contradictory = stricter(contradictory, { epoch, view })
          count++
        } else added.set(`${epoch}/${view}/${statement.kind}`, statement)
      }
      const mark = stricter(stricter(readWatermark(db), watermark), contradictory)
      const writes = [...added.values()].map(
        (one): DbWrite => ({ table: "voteLog", key: keyOf(one), value: one.blockHash }),
      )
      if (mark !== undefined) writes.push({ table: "meta", key: WATERMARK, value: encodeWatermark(mark) })
      if (networkId !== undefined) writes.push({ table: "meta", key: NETWORK_ID, value: networkId })
      await db.write(writes)
      return { added: added.size, known: statements.length - added.size - count, contradictory: count }
    },
    renounce: (nowMs) => db.write([{ table: "meta", key: RENOUNCED_AT, value: numberKey(nowMs) }]),
  }
}

function keyOf({ epoch, view, kind }: VoteStatement): Uint8Array {
  return concatBytes(numberKey(epoch), numberKey(view), Uint8Array.of(kinds.indexOf(kind)))
}

function isBelow({ epoch, view }: VoteStatement, mark: Watermark | undefined): boolean {
  return mark !== undefined && (epoch < mark.epoch || (epoch === mark.epoch && view <= mark.view))
}

function readWatermark(db: Db): Watermark | undefined {
  const value = db.get("meta", WATERMARK)
  return value && { epoch: parseNumberKey(value), view: parseNumberKey(value.subarray(8)) }
}

function encodeWatermark({ epoch, view }: Watermark): Uint8Array {
  return concatBytes(numberKey(epoch), numberKey(view))
}

/** The same in memory, for tests: it survives the runner, not the process. */
export function createMemoryVoteLog(): VoteLog {
  const statements: VoteStatement[] = []
  return {
    async append(statement) {
      const earlier = statements.filter((one) => one.epoch === statement.epoch && one.view === statement.view)
      const isLogged = earlier.some(
        (one) => one.kind === statement.kind && bytesEqual(one.blockHash, statement.blockHash),
      )
      if (isLogged) return
      refuseContradiction(earlier, statement)
      statements.push(statement)
    },
    read: (epoch) => statements.filter((one) => one.epoch === epoch),
    async prune(beforeEpoch) {
      const kept = statements.filter((one) => one.epoch >= beforeEpoch)
      statements.splice(0, statements.length, ...kept)
    },
    watermark: () => undefined,
    networkId: () => undefined,
    renouncedAtMs: () => undefined,
  }
}

/** The core never asks for it. Should it ever, this is the last door before the wire. */
function refuseContradiction(earlier: readonly VoteStatement[], statement: VoteStatement): void {
  if (!contradicts(earlier.reduce(addStatement, silent), statement.kind)) return
  const { kind, epoch, view } = statement
  throw new ConsensusRunnerError("voteLog/contradiction", { meta: { kind, epoch, view } })
}

function readView(db: Db, { epoch, view }: { readonly epoch: number; readonly view: number }) {
  const from = concatBytes(numberKey(epoch), numberKey(view))
  const until = concatBytes(numberKey(epoch), numberKey(view + 1))
  return db.range("voteLog", { from, until }).map(parseRow)
}

function parseRow({ key, value }: DbRow): VoteStatement {
  const kind = kinds[key[16] ?? kinds.length]
  if (key.length !== 17 || kind === undefined || value.length !== 32) {
    throw new ConsensusRunnerError("voteLog/corrupt")
  }
  return { kind, epoch: parseNumberKey(key), view: parseNumberKey(key.subarray(8)), blockHash: value }
}
