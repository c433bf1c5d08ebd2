import { spawnSync } from "node:child_process"
import { createRequire } from "node:module"
import path from "node:path"

/** The folder of foundry.toml. */
export const contractsRoot = path.resolve(import.meta.dirname, "..")

type Tool = "forge" | "anvil"

const require = createRequire(import.meta.url)

/**
 * Finds a Foundry program among the installed packages: the platform's binary itself, so that stopping it leaves no child.
 *
 * @throws Error that says what to install when this platform's package is missing.
 */
export function findFoundryTool(tool: Tool): string {
  const arch = process.arch === "x64" ? "amd64" : process.arch
  const platformPackage = `@foundry-rs/${tool}-${process.platform}-${arch}`
  try {
    return path.join(path.dirname(require.resolve(`${platformPackage}/package.json`)), "bin", tool)
  } catch (cause) {
    throw new Error(`${tool} is missing for this platform: run npm install ${platformPackage}`, { cause })
  }
}

type ForgeRun = { readonly exitCode: number; readonly output: string }

/**
 * Runs forge with the compiler that npm installed.
 *
 * @param args - What follows `forge`. `fmt` and the like go unchanged; commands that compile get the compiler added.
 * @param stdio - `inherit` shows the output, `pipe` returns it.
 * @param root - The folder of foundry.toml.
 */
export function runForge(
  args: readonly string[],
  stdio: "inherit" | "pipe" = "inherit",
  root: string = contractsRoot,
): ForgeRun {
  const compiles = ["build", "test", "snapshot", "coverage", "inspect"].includes(args[0] ?? "")
  const compiler = compiles ? ["--use", path.join(contractsRoot, "scripts", "solcShim.mjs")] : []
  const result = spawnSync(findFoundryTool("forge"), [...args, ...compiler], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    stdio: ["ignore", stdio, stdio],
    env: {
      ...process.env,
      // the compiler's first line asks for `node`: let it be the one that runs this
      PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env["PATH"] ?? ""}`,
      FOUNDRY_DISABLE_NIGHTLY_WARNING: "1",
    },
  })
  if (result.error) throw result.error
  return { exitCode: result.status ?? 1, output: `${result.stdout ?? ""}${result.stderr ?? ""}` }
}

if (import.meta.main) process.exitCode = runForge(process.argv.slice(2)).exitCode
