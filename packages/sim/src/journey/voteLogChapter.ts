import path from "node:path"
import { createVoteLog } from "@sextant/node/consensus/voteLog"
import { createLmdbDb } from "@sextant/node/db/createLmdbDb"
import { bytesToHex } from "@sextant/shared/bytes"
import type { VoteStatement } from "@sextant/wire/vote"
import { must } from "./journeyContext.ts"

/** Reads every stopped node's write-ahead vote log and finds no two statements that contradict each other. */
export async function voteLogChapter(
  nodeFolders: readonly string[],
  epochs: readonly number[],
): Promise<string> {
  let count = 0
  for (const folder of nodeFolders) {
    const db = createLmdbDb({ folder: path.join(folder, "chain") })
    await db.start()
    try {
      const log = createVoteLog(db)
      const statements = epochs.flatMap((epoch) => log.read(epoch))
      count += statements.length
      const clash = contradictionIn(statements)
      must(clash === undefined, `${folder} logged votes that contradict each other: ${clash}`)
    } finally {
      await db.stop()
    }
  }
  must(count > 0, "the vote logs are empty")
  return `${count} votes of ${nodeFolders.length} nodes`
}

/** The view in which one validator said two things that exclude each other. */
export function contradictionIn(statements: readonly VoteStatement[]): string | undefined {
  const said = new Map<string, string>()
  for (const { kind, epoch, view, blockHash } of statements) {
    const place = `epoch ${epoch} view ${view}`
    const hash = bytesToHex(blockHash)
    const earlier = said.get(`${place} ${kind}`)
    if (earlier !== undefined && earlier !== hash) return `${place}, ${kind}`
    said.set(`${place} ${kind}`, hash)
    if (said.has(`${place} nullify`) && said.has(`${place} finalize`)) return `${place}, nullify and finalize`
  }
  return undefined
}
