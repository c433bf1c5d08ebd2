import { join } from "node:path"
import { bytesEqual } from "@sextant/shared/bytes"
import { createChainStore } from "./chain/chainStore.ts"
import type { VoteFiles } from "./cli/cliDeps.ts"
import { ConsensusRunnerError } from "./consensus/errors.ts"
import { formatVotes, parseVotes } from "./consensus/voteInterchange.ts"
import { createVoteArchive, createVoteLog } from "./consensus/voteLog.ts"
import { createLmdbDb } from "./db/createLmdbDb.ts"

/** The vote log of a stopped node. @throws DbError db/locked while the node runs. */
export async function openVotes(dataFolder: string): Promise<VoteFiles> {
  const db = createLmdbDb({ folder: join(dataFolder, "chain") })
  await db.start()
  const archive = createVoteArchive(db)
  const log = createVoteLog(db)
  // A folder that has not seen the chain yet learns its network from the file, and holds the node to it.
  const networkId = () => createChainStore(db).block(0)?.block.header.networkId ?? log.networkId()
  return {
    exportText(nodeId) {
      const network = networkId()
      if (network === undefined) throw new ConsensusRunnerError("voteLog/nothing-to-export")
      const votes = archive.exportAll()
      const text = formatVotes({ networkId: network, nodeId, ...votes })
      return { text, count: votes.statements.length }
    },
    async importText(text, nodeId) {
      const votes = parseVotes(text)
      const network = networkId() ?? votes.networkId
      if (votes.nodeId !== nodeId || !bytesEqual(votes.networkId, network)) {
        throw new ConsensusRunnerError("voteLog/foreign", { meta: { nodeId, found: votes.nodeId } })
      }
      return archive.merge(votes)
    },
    renounce: archive.renounce,
    close: db.stop,
  }
}
