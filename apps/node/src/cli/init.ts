import type { KdfCost } from "@sextant/crypto/keystore"
import { KEYSTORE_COST } from "@sextant/crypto/keystore"
import type { CliDeps } from "./cliDeps.ts"
import { CliError } from "./errors.ts"
import { createKeyFiles, keysFolder } from "./keyFiles.ts"
import { type Flags, readPassword, settingsOf } from "./settings.ts"

export type InitOptions = Flags & { readonly json?: boolean; readonly lightKdf?: boolean }

/** For throw-away networks: opens in a few milliseconds, and falls to guessing as fast. */
const LIGHT_COST: KdfCost = { function: "pbkdf2", c: 2_000 }
const PASSWORD_CHARACTERS_MIN = 8

/** `sextant-node init`: makes the node's keys. */
export async function init(deps: CliDeps, options: InitOptions): Promise<void> {
  const dataFolder = settingsOf(deps, options)["dataFolder"] ?? "./sextant-data"
  const password = await readPassword(deps, options, true)
  if (password.length < PASSWORD_CHARACTERS_MIN) throw new CliError("cli/weak-password")
  const cost = options.lightKdf ? LIGHT_COST : KEYSTORE_COST
  const keys = createKeyFiles({ random: deps.random, cost }, dataFolder, password)
  if (options.json) return deps.say(JSON.stringify(keys))
  deps.say(`Made the keys of a new service node in ${keysFolder(dataFolder)}`)
  deps.say("")
  deps.say(`  Node id   ${keys.nodeId}`)
  deps.say(`  BLS key   ${keys.blsPublicKey}`)
  deps.say("")
  deps.say("Keep a copy of the key files and of their password in two different safe places.")
  deps.say("Never run two nodes with the same keys: the network punishes double votes.")
  deps.say("")
  deps.say("Next:")
  deps.say("  1. sextant-node run        starts the node and lets it follow the chain")
  deps.say("  2. sextant-node register   registers it with its stake")
}
