import { spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { chown, readdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import path from "node:path"
import { DatabaseError } from "../errors.ts"
import type { Binaries } from "./binaries.ts"
import type { Identity } from "./identity.ts"
import type { Place } from "./place.ts"

const SUPERUSER = "postgres"

export type ClusterDeps = {
  readonly binaries: Binaries
  readonly identity: Identity
  readonly durability: "full" | "none"
  readonly onProgress: (text: string) => void
}

export type Cluster = { readonly user: string; readonly password: string }

function runInitdb(initdb: string, args: readonly string[], identity: Identity): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(initdb, args, { ...identity, stdio: ["ignore", "ignore", "pipe"], cwd: "/" })
    let stderr = ""
    child.stderr.on("data", (chunk) => {
      stderr += chunk
    })
    child.once("error", (cause) => reject(new DatabaseError("embedded/initdb-failed", { cause })))
    child.once("close", (code) => {
      if (code === 0) resolve()
      else
        reject(
          new DatabaseError("embedded/initdb-failed", { meta: { exitCode: code, stderr: stderr.trim() } }),
        )
    })
  })
}

/** Makes the folder under another name and renames it last: a kill half-way leaves nothing that looks whole. */
async function createCluster(deps: ClusterDeps, place: Place): Promise<void> {
  for (const name of await readdir(place.home)) {
    if (name.startsWith("data.partial")) await rm(path.join(place.home, name), { recursive: true })
  }
  const partial = path.join(place.home, "data.partial")
  await writeFile(place.passwordFile, randomBytes(24).toString("base64url"), { mode: 0o600 })
  const { uid, gid } = deps.identity
  if (uid !== undefined && gid !== undefined) await chown(place.passwordFile, uid, gid)
  const args = [
    ["-D", partial],
    ["-U", SUPERUSER],
    ["-A", "scram-sha-256"],
    [`--pwfile=${place.passwordFile}`],
    ["-E", "UTF8"],
    // The same order of text on every system.
    ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"],
    deps.durability === "none" ? ["--no-sync"] : [],
  ].flat()
  await runInitdb(deps.binaries.initdb, args, deps.identity)
  await rename(partial, place.data)
}

/**
 * Makes the database folder when there is none.
 *
 * @returns who may log in.
 * @throws DatabaseError embedded/wrong-version, embedded/password-missing, embedded/folder-damaged or embedded/initdb-failed.
 */
export async function ensureCluster(deps: ClusterDeps, place: Place): Promise<Cluster> {
  const names = await readdir(place.data).catch(() => undefined)
  if (names === undefined) {
    deps.onProgress("creating the database")
    await createCluster(deps, place)
  }
  const version = await readFile(path.join(place.data, "PG_VERSION"), "utf8").catch(() => "")
  if (version === "") throw new DatabaseError("embedded/folder-damaged", { meta: { folder: place.data } })
  if (version.trim() !== deps.binaries.majorVersion) {
    throw new DatabaseError("embedded/wrong-version", {
      meta: { folder: place.data, found: version.trim(), shipped: deps.binaries.majorVersion },
    })
  }
  const password = await readFile(place.passwordFile, "utf8").catch(() => "")
  if (password.trim() === "")
    throw new DatabaseError("embedded/password-missing", { meta: { file: place.passwordFile } })
  return { user: SUPERUSER, password: password.trim() }
}
