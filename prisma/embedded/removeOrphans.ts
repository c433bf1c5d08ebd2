import { readdir, readFile, rm } from "node:fs/promises"
import path from "node:path"
import { stopServer } from "./stopServer.ts"

/** The server that runs on a home, told by its own command line: an id alone may belong to any program by now. */
async function serverOf(home: string): Promise<number | undefined> {
  const lock = await readFile(path.join(home, "data", "postmaster.pid"), "utf8").catch(() => "")
  const pid = Number(lock.split("\n")[0])
  if (!Number.isInteger(pid) || pid <= 0) return undefined
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")
  return command.split("\0").includes(path.join(home, "data")) ? pid : undefined
}

/** A home belongs to the folder that points to it; one that is just being made has not been written down yet. */
async function isOrphan(home: string): Promise<boolean> {
  const owner = await readFile(path.join(home, "made-for"), "utf8").catch(() => "")
  if (owner === "") return false
  const pointer = await readFile(path.join(owner, "elsewhere"), "utf8").catch(() => "")
  return pointer.trim() !== home
}

/**
 * Deletes the homes whose folder is gone, for instance by `rm -r`: nothing can find them any more. PostgreSQL itself ends
 * when its folder is deleted; one that is left on a home like this is ended here.
 */
export async function removeOrphans(clusters: string): Promise<void> {
  for (const name of await readdir(clusters).catch(() => [])) {
    const home = path.join(clusters, name)
    if (!(await isOrphan(home))) continue
    const pid = await serverOf(home)
    if (pid !== undefined) await stopServer(pid)
    await rm(home, { recursive: true, force: true })
  }
}
