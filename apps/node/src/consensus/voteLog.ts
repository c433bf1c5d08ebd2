import { addStatement, contradicts } from "@sextant/consensus/castVote"
import type { OwnVotes } from "@sextant/consensus/types"
import { bytesEqual, concatBytes } from "@sextant/shared/bytes"
import type { VoteKind, VoteStatement } from "@sextant/wire/vote"
import { numberKey, parseNumberKey } from "../dbKeys.ts"
import type { Db, DbRow } from "../ports.ts"
import { ConsensusRunnerError } from "./errors.ts"

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
}

const kinds = ["notarize", "nullify", "finalize"] as const satisfies readonly VoteKind[]
const silent: OwnVotes = { notarize: undefined, nullify: false, finalize: undefined }

/** Rows of `voteLog`: epoch, view and kind as the key (17 bytes), the block hash as the value. */
export function createVoteLog(db: Db): VoteLog {
  return {
    async append(statement) {
      const { epoch, view, kind, blockHash } = statement
      const key = concatBytes(numberKey(epoch), numberKey(view), Uint8Array.of(kinds.indexOf(kind)))
      const logged = db.get("voteLog", key)
      if (logged !== undefined && bytesEqual(logged, blockHash)) return
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
  }
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
