import { stat } from "node:fs/promises"
import path from "node:path"
import process from "node:process"
import { DatabaseError } from "../errors.ts"

/** The user PostgreSQL runs as. Empty: the user we are. */
export type Identity = { readonly uid?: number; readonly gid?: number }

/** `nobody` on every Linux distribution. */
const UNPRIVILEGED_ID = 65_534

/**
 * Chooses a user for PostgreSQL, which refuses to run as root.
 *
 * @throws DatabaseError embedded/root-unsupported when we are root on a system without a known unprivileged user.
 */
export function serverIdentity(): Identity {
  if (process.getuid?.() !== 0) return {}
  if (process.platform !== "linux") throw new DatabaseError("embedded/root-unsupported")
  return { uid: UNPRIVILEGED_ID, gid: UNPRIVILEGED_ID }
}

/** Tells whether the user may enter every folder on the way to `target` and read `target` itself. */
export async function canReach(identity: Identity, target: string): Promise<boolean> {
  if (identity.uid === undefined) return true
  let needed = 0o5
  for (let place = path.resolve(target); ; place = path.dirname(place)) {
    const entry = await stat(place).catch(() => undefined)
    if (entry === undefined) return false
    const shift = entry.uid === identity.uid ? 6 : entry.gid === identity.gid ? 3 : 0
    const wanted = entry.isDirectory() ? needed : needed & 0o5
    if (((entry.mode >> shift) & wanted) !== wanted) return false
    if (place === path.dirname(place)) return true
    needed = 0o1
  }
}
