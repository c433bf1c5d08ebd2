import { randomUUID } from "node:crypto"
import { chmod, chown, mkdir, readFile, writeFile } from "node:fs/promises"
import path from "node:path"
import { canReach, type Identity } from "./identity.ts"
import { removeOrphans } from "./removeOrphans.ts"

/** Where things live that root starts and an unprivileged user must reach. */
const SYSTEM_DIR = "/var/lib/sextant"

/** The folders of one server. `home` belongs to the server's user. */
export type Place = {
  readonly home: string
  readonly data: string
  readonly passwordFile: string
  readonly logFile: string
  readonly binariesDir: string
}

function placeAt(home: string, binariesDir: string): Place {
  return {
    home,
    data: path.join(home, "data"),
    passwordFile: path.join(home, "password"),
    logFile: path.join(home, "server.log"),
    binariesDir,
  }
}

async function own(identity: Identity, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await chmod(folder, 0o700)
  if (identity.uid !== undefined && identity.gid !== undefined)
    await chown(folder, identity.uid, identity.gid)
}

/**
 * Chooses the server's folders inside `dir`; when the server's user cannot reach `dir`, they lie in a system folder and
 * `dir/elsewhere` names them, so that deleting `dir` still means a fresh start.
 */
export async function choosePlace(identity: Identity, dir: string): Promise<Place> {
  const absolute = path.resolve(dir)
  await mkdir(absolute, { recursive: true })
  if (identity.uid === undefined) {
    await own(identity, path.join(absolute, "cluster"))
    return placeAt(path.join(absolute, "cluster"), path.join(absolute, "binaries"))
  }
  const binariesDir = path.join(SYSTEM_DIR, "binaries")
  if (await canReach(identity, absolute)) {
    await own(identity, path.join(absolute, "cluster"))
    return placeAt(path.join(absolute, "cluster"), binariesDir)
  }
  const clusters = path.join(SYSTEM_DIR, "clusters")
  const pointer = path.join(absolute, "elsewhere")
  const known = await readFile(pointer, "utf8").catch(() => "")
  const name = known === "" ? randomUUID() : path.basename(known.trim())
  const home = path.join(clusters, name)
  await mkdir(clusters, { recursive: true, mode: 0o755 })
  // In this order a home that is written down always has its pointer, so that nobody takes it for an orphan.
  await writeFile(pointer, `${home}\n`)
  await own(identity, home)
  await writeFile(path.join(home, "made-for"), absolute)
  await removeOrphans(clusters)
  return placeAt(home, binariesDir)
}
