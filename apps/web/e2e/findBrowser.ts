import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { createRequire } from "node:module"
import process from "node:process"
import { chromium } from "@playwright/test"

const DISTRIBUTION_PATHS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
]
const INSTALL_TIMEOUT_MS = 300_000

export type FoundBrowser = {
  /** Undefined for Playwright's own build, which it finds by itself. */
  readonly executablePath: string | undefined
}

/**
 * Finds a Chromium: `CHROMIUM_PATH`, else Playwright's own, else the distribution's. When there is none it gets one:
 * Playwright's download, else the distribution's package when this process may install packages.
 *
 * @throws Error with one sentence that says what to do.
 */
export function findBrowser(): FoundBrowser {
  const wanted = process.env["CHROMIUM_PATH"]
  if (wanted !== undefined && wanted !== "") {
    if (!existsSync(wanted))
      throw new Error(`CHROMIUM_PATH names ${wanted}, which does not exist: correct or unset it.`)
    return { executablePath: wanted }
  }
  return findInstalled() ?? downloadOwn() ?? installPackage() ?? giveUp()
}

function findInstalled(): FoundBrowser | undefined {
  if (existsSync(chromium.executablePath())) return { executablePath: undefined }
  const path = DISTRIBUTION_PATHS.find((candidate) => existsSync(candidate))
  return path === undefined ? undefined : { executablePath: path }
}

function downloadOwn(): FoundBrowser | undefined {
  const cli = createRequire(import.meta.url).resolve("@playwright/test/cli")
  run(process.execPath, [cli, "install", "chromium"])
  return existsSync(chromium.executablePath()) ? { executablePath: undefined } : undefined
}

function installPackage(): FoundBrowser | undefined {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return undefined
  run("apt-get", ["update", "-qq"])
  run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"])
  return findInstalled()
}

function run(program: string, args: readonly string[]): void {
  spawnSync(program, args, {
    stdio: "inherit",
    timeout: INSTALL_TIMEOUT_MS,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  })
}

function giveUp(): never {
  throw new Error(
    "No Chromium was found and none could be installed: install one, or set CHROMIUM_PATH to its program.",
  )
}
