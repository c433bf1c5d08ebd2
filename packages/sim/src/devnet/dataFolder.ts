import { mkdir, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import path from "node:path"
import { contractNames } from "@sextant/shared/networks"
import { z } from "zod"
import { DevnetError } from "./errors.ts"
import type { DevnetOptions } from "./options.ts"

const FORMAT = 2

/** What a data folder remembers between starts. Written only when the network in it is complete. */
const manifestSchema = z.object({
  format: z.literal(FORMAT),
  nodeCount: z.number().int(),
  portBase: z.number().int(),
  /** Random; tells this network from every other on a shared database server. */
  networkName: z.string(),
  contracts: z.record(z.enum(contractNames), z.string()),
})
export type Manifest = z.infer<typeof manifestSchema>

export type DataFolder = {
  readonly path: string
  /** Absent in a new folder. */
  readonly manifest: Manifest | undefined
  readonly release: () => Promise<void>
}

/**
 * Takes the folder for this process: makes it when missing, empties it for `--fresh` or after a start that never finished,
 * and refuses one that is not ours, that another version wrote, or that another running network holds.
 *
 * @throws DevnetError devnet/foreign-folder, devnet/other-version, devnet/already-running
 */
export async function openDataFolder(
  options: Pick<DevnetOptions, "dataFolder" | "fresh">,
): Promise<DataFolder> {
  const folder = options.dataFolder
  await mkdir(folder, { recursive: true })
  const entries = await readdir(folder)
  if (entries.length > 0 && !entries.includes("devnet.lock") && !entries.includes("manifest.json")) {
    throw new DevnetError(
      "devnet/foreign-folder",
      `${folder} holds files that are not a local network's. Choose an empty or new folder with --data.`,
    )
  }
  const release = await lock(folder)
  try {
    const manifest = options.fresh ? undefined : await readManifest(folder)
    if (manifest === undefined) await empty(folder)
    return { path: folder, manifest, release }
  } catch (error) {
    await release()
    throw error
  }
}

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await writeWhole(path.join(folder, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`)
}

/** Writes beside and renames over, synced, so that a reader or a crash never sees half a file. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.draft`
  const handle = await open(draft, "w", 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(draft, file)
}

async function readManifest(folder: string): Promise<Manifest | undefined> {
  const text = await readFile(path.join(folder, "manifest.json"), "utf8").catch(() => undefined)
  if (text === undefined) return undefined
  const parsed = manifestSchema.safeParse(parseJson(text))
  if (parsed.success) return parsed.data
  throw new DevnetError(
    "devnet/other-version",
    `${folder} was written by another version of the local network. Start anew with: npm start -- --fresh`,
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function lock(folder: string): Promise<() => Promise<void>> {
  const file = path.join(folder, "devnet.lock")
  const holder = Number(await readFile(file, "utf8").catch(() => ""))
  if (holder > 0 && holder !== process.pid && isDevnet(await commandOf(holder))) {
    throw new DevnetError(
      "devnet/already-running",
      `A local network already runs in ${folder} (process ${holder}). Stop it with Ctrl-C in its terminal, or use another folder with --data.`,
      { meta: { pid: holder } },
    )
  }
  await writeFile(file, String(process.pid))
  return () => rm(file, { force: true })
}

/** A dead holder's pid may belong to somebody else by now, so the pid alone proves nothing. */
function isDevnet(command: string | undefined): boolean {
  return command === undefined ? false : command.includes("devnet/main.ts")
}

async function commandOf(pid: number): Promise<string | undefined> {
  try {
    process.kill(pid, 0)
  } catch {
    return undefined
  }
  return readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "devnet/main.ts")
}

async function empty(folder: string): Promise<void> {
  for (const entry of await readdir(folder)) {
    if (entry !== "devnet.lock") await rm(path.join(folder, entry), { recursive: true, force: true })
  }
}
