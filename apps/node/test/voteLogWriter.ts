import { argv, stdout } from "node:process"
import { createVoteLog } from "../src/consensus/voteLog.ts"
import { createLmdbDb } from "../src/db/createLmdbDb.ts"
import { systemRandom } from "../src/systemRandom.ts"

/**
 * A validator without a memory but its log: from the newest view that it finds there it casts any vote for any block, and says
 * on standard output what it has cast, one line each, after the log has taken it. To be killed.
 */
const [, , folder = "", firstView = "1"] = argv
const db = createLmdbDb({ folder })
await db.start()
const log = createVoteLog(db)
const kinds = ["notarize", "nullify", "finalize"] as const
for (let view = Math.max(1, Number(firstView) - 2); ; view++) {
  for (let attempt = 0; attempt < 4; attempt++) {
    const [choice = 0, block = 0] = systemRandom.bytes(2)
    const kind = kinds[choice % 3] ?? "nullify"
    const blockHash = new Uint8Array(32).fill(kind === "nullify" ? 0 : 1 + (block % 3))
    try {
      await log.append({ kind, epoch: 1, view, blockHash })
      stdout.write(`${kind} ${view} ${blockHash[0]}\n`)
    } catch {
      // It contradicts what was logged before.
    }
  }
}
