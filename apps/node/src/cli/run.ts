import type { CliDeps } from "./cliDeps.ts"
import { openKeyFiles } from "./keyFiles.ts"
import { type Flags, readConfig, readPassword } from "./settings.ts"

/** `sextant-node run`: runs the node until it is told to stop. */
export async function run(deps: CliDeps, flags: Flags & { readonly fromGenesis?: boolean }): Promise<void> {
  const config = readConfig(deps, flags)
  const keys = openKeyFiles(config.dataFolder, await readPassword(deps, flags, false))
  await deps.runNode(config, keys, { fromGenesis: flags.fromGenesis === true })
}
