// Runs one of the project's TypeScript entries on the right Node.js with the right packages, installing what is missing.
// Plain JavaScript without dependencies, because nothing is installed yet when it starts. Works on Node.js 18 and newer.
import { spawn, spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { constants } from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"

const NODE_MAJOR = 24
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const quiet = {
  NEXT_TELEMETRY_DISABLED: "1",
  TURBO_TELEMETRY_DISABLED: "1",
  TURBO_NO_UPDATE_NOTIFIER: "1",
  CHECKPOINT_DISABLE: "1",
  DO_NOT_TRACK: "1",
}

const [entry, ...args] = process.argv.slice(2)
if (entry === undefined) fail("usage: node scripts/bootstrap.mjs ENTRY [arguments]")

const node = findNode()
installPackages(node)
run(node, entry, args)

/** The host's Node.js when it is new enough, else one of our own in .runtime, installed from its own lockfile. */
function findNode() {
  if (Number(process.versions.node.split(".")[0]) >= NODE_MAJOR) return process.execPath
  const folder = path.join(root, ".runtime")
  const platform = process.platform === "win32" ? "win" : process.platform
  const binary = path.join(
    folder,
    "node_modules",
    `node-${platform}-${process.arch}`,
    "bin",
    platform === "win" ? "node.exe" : "node",
  )
  const lockfile = path.join(root, "scripts", "runtime", "package-lock.json")
  if (isFresh(folder, lockfile) && existsSync(binary)) return binary
  say(
    `Node.js ${process.versions.node} is older than ${NODE_MAJOR}: installing Node.js ${NODE_MAJOR} into .runtime …`,
  )
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const file of ["package.json", "package-lock.json"]) {
    cpSync(path.join(root, "scripts", "runtime", file), path.join(folder, file))
  }
  npmCi(process.execPath, folder)
  if (!existsSync(binary)) {
    fail(
      `No Node.js ${NODE_MAJOR} package for ${process.platform}-${process.arch}. Install Node.js ${NODE_MAJOR} from https://nodejs.org and run the command again.`,
    )
  }
  markFresh(folder, lockfile)
  return binary
}

function installPackages(nodePath) {
  const lockfile = path.join(root, "package-lock.json")
  const folder = path.join(root, "node_modules")
  if (isFresh(folder, lockfile)) return
  say("Installing packages (about a minute, only when the lockfile has changed) …")
  const startedMs = Date.now()
  npmCi(nodePath, root)
  markFresh(folder, lockfile)
  say(`Packages installed in ${Math.round((Date.now() - startedMs) / 1000)} s.`)
}

/** npm resolves optional native packages for the Node.js that runs it, so it has to be the one that will run us. */
function npmCi(nodePath, cwd) {
  const npmCli = process.env.npm_execpath
  const command = npmCli?.endsWith(".js") ? [nodePath, npmCli] : ["npm"]
  const [program, ...rest] = [...command, "ci", "--no-audit", "--no-fund", "--loglevel=error"]
  const env = { ...process.env, ...quiet, PATH: withFirst(path.dirname(nodePath)) }
  // The settings npm was itself started with must not leak into the inner install.
  for (const name of Object.keys(env))
    if (/^npm_(package|lifecycle|config_(global|prefix|local_prefix))/i.test(name)) delete env[name]
  const result = spawnSync(program, rest, { cwd, env, stdio: ["ignore", "inherit", "inherit"] })
  if (result.error || result.status !== 0) {
    fail(
      "Installing packages failed. Check that the npm registry can be reached, then run the command again.",
    )
  }
}

function isFresh(folder, lockfile) {
  const stamp = path.join(folder, ".sextant-lock")
  return existsSync(stamp) && readFileSync(stamp, "utf8") === digest(lockfile)
}

function markFresh(folder, lockfile) {
  writeFileSync(path.join(folder, ".sextant-lock"), digest(lockfile))
}

function digest(file) {
  return createHash("sha256").update(readFileSync(file)).digest("hex")
}

function run(nodePath, file, rest) {
  const env = {
    ...process.env,
    ...quiet,
    PATH: withFirst(path.dirname(nodePath), path.join(root, "node_modules", ".bin")),
  }
  const child = spawn(nodePath, ["--disable-warning=ExperimentalWarning", path.join(root, file), ...rest], {
    cwd: root,
    env,
    stdio: "inherit",
  })
  // A terminal's Ctrl-C reaches the child by itself; a signal sent to this process alone has to be passed on.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal))
  child.on("error", (error) => fail(error.message))
  child.on("exit", (code, signal) => {
    process.exit(code ?? 128 + (constants.signals[signal] ?? 1))
  })
}

function withFirst(...folders) {
  return [...folders, process.env.PATH ?? ""].join(path.delimiter)
}

function say(line) {
  process.stderr.write(`${line}\n`)
}

function fail(line) {
  say(line)
  process.exit(1)
}
