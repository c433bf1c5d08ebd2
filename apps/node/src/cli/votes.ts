import type { CliDeps } from "./cliDeps.ts"
import { CliError } from "./errors.ts"
import { readPublicKeys } from "./keyFiles.ts"
import { type Flags, settingsOf } from "./settings.ts"
import { readTextFile, writeNewFile } from "./textFiles.ts"

/** `sextant-node votes export <file>`: what keeps the node from contradicting itself, for another data folder. */
export async function exportVotes(deps: CliDeps, file: string, flags: Flags): Promise<void> {
  await withVotes(deps, flags, async (votes, dataFolder) => {
    const { text, count } = votes.exportText(readPublicKeys(dataFolder).nodeId)
    writeNewFile(file, text)
    deps.say(`Wrote ${count} votes to ${file}. From now on only the data folder that imports them may vote.`)
  })
}

/** `sextant-node votes import <file>`: adds what the file forbids to what the data folder forbids already. */
export async function importVotes(deps: CliDeps, file: string, flags: Flags): Promise<void> {
  const text = readTextFile(file)
  await withVotes(deps, flags, async (votes, dataFolder) => {
    const { added, known, contradictory } = await votes.importText(text, readPublicKeys(dataFolder).nodeId)
    deps.say(`Added ${added} votes; ${known} were known.`)
    if (contradictory > 0)
      deps.say(
        `${contradictory} contradict what this folder holds: two copies of this node have voted. It stays silent up to there.`,
      )
  })
}

/** `sextant-node votes renounce`: for a node whose log is lost for good. */
export async function renounceVotes(deps: CliDeps, flags: Flags): Promise<void> {
  await withVotes(deps, flags, async (votes) => {
    await votes.renounce(deps.clock.nowMs())
    deps.say("The node stays silent until an epoch begins that it cannot have voted in: at most two epochs.")
  })
}

async function withVotes(
  deps: CliDeps,
  flags: Flags,
  run: (votes: Awaited<ReturnType<CliDeps["openVotes"]>>, dataFolder: string) => Promise<void>,
): Promise<void> {
  const dataFolder = settingsOf(deps, flags)["dataFolder"] ?? "./sextant-data"
  // Before anything is made on disk: a mistyped folder must not become a new one.
  if (readPublicKeys(dataFolder).nodeId.length === 0) throw new CliError("cli/no-keys")
  const votes = await deps.openVotes(dataFolder)
  try {
    await run(votes, dataFolder)
  } finally {
    await votes.close()
  }
}
