import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises"
import path from "node:path"
import process from "node:process"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"

/** Builds the standalone server; does nothing when its inputs are those of the last build. `--force` builds anyway. */

const webDir = fileURLToPath(new URL("..", import.meta.url))
const repositoryDir = fileURLToPath(new URL("../../..", import.meta.url))
const outDir = path.join(webDir, ".next")
/** Not in the output folder: Next empties that. */
const lockPath = path.join(repositoryDir, "node_modules", ".cache", "sextantWebBuild.lock")
const LOCK_POLL_MS = 500
const stampPath = path.join(outDir, "inputs.sha256")
const standaloneDir = path.join(outDir, "standalone", "apps", "web")

/** Everything the bundle is made of. The lockfile stands for all packages. */
const inputs = [
  "apps/web/src",
  "apps/web/public",
  "apps/web/next.config.ts",
  "apps/web/package.json",
  "apps/web/postcss.config.mjs",
  "apps/web/scripts/build.ts",
  "apps/web/tsconfig.json",
  "packages/contracts/abi",
  "packages/shared/src",
  "packages/wire/src/rpc",
  "prisma/client.ts",
  "prisma/generated",
  "package-lock.json",
  "tsconfig.base.json",
]

async function listFiles(place: string): Promise<string[]> {
  const absolute = path.join(repositoryDir, place)
  const entries = await readdir(absolute, { withFileTypes: true, recursive: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOTDIR") return undefined
      if (error.code === "ENOENT") return []
      throw error
    },
  )
  if (entries === undefined) return [absolute]
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
}

async function hashInputs(): Promise<string> {
  const files = (await Promise.all(inputs.map(listFiles))).flat().filter((file) => !file.endsWith(".test.ts"))
  const hash = createHash("sha256").update(process.version)
  for (const file of files.sort())
    hash
      .update(`${path.relative(repositoryDir, file)}\0`)
      .update(await readFile(file))
      .update("\0")
  return hash.digest("hex")
}

function runNext(): Promise<void> {
  const bin = path.join(repositoryDir, "node_modules", "next", "dist", "bin", "next")
  const child = spawn(process.execPath, [bin, "build"], {
    cwd: webDir,
    stdio: "inherit",
    // biome-ignore lint/style/noProcessEnv: handed on to the child as it is
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" },
  })
  return new Promise((resolve, reject) => {
    child.once("error", reject)
    child.once("exit", (code, signal) =>
      code === 0
        ? resolve()
        : reject(new Error(`next build ended with ${code ?? signal}; its messages are above`)),
    )
  })
}

/** The standalone server does not bring its static files along. */
async function placeStaticFiles(): Promise<void> {
  await mkdir(path.join(standaloneDir, ".next"), { recursive: true })
  await cp(path.join(outDir, "static"), path.join(standaloneDir, ".next", "static"), { recursive: true })
  await cp(path.join(webDir, "public"), path.join(standaloneDir, "public"), { recursive: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error
    },
  )
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** One build at a time: waits for another one, and takes over the lock of one that died. Returns the release. */
async function acquireLock(): Promise<() => Promise<void>> {
  await mkdir(path.dirname(lockPath), { recursive: true })
  for (;;) {
    try {
      await writeFile(lockPath, String(process.pid), { flag: "wx" })
      return () => rm(lockPath, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error
    }
    const holder = Number(await readFile(lockPath, "utf8").catch(() => ""))
    if (holder > 0 && !isAlive(holder)) await rm(lockPath, { force: true })
    else await sleep(LOCK_POLL_MS)
  }
}

async function buildWhenChanged(): Promise<void> {
  const hash = await hashInputs()
  const stamp = await readFile(stampPath, "utf8").catch(() => "")
  if (stamp === hash && !process.argv.includes("--force")) {
    process.stdout.write("web: unchanged since the last build\n")
    return
  }
  await rm(stampPath, { force: true })
  await rm(path.join(outDir, "standalone"), { recursive: true, force: true })
  await runNext()
  await placeStaticFiles()
  await writeFile(stampPath, hash)
}

const release = await acquireLock()
try {
  await buildWhenChanged()
} finally {
  await release()
}
