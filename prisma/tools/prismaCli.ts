import { spawn } from "node:child_process"
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export type CliResult = { readonly exitCode: number; readonly output: string }

/** Runs Prisma's command line in this folder, offline: no download, no update check. */
export function runPrisma(args: readonly string[], databaseUrl?: string): Promise<CliResult> {
  const cli = createRequire(import.meta.url).resolve("prisma/build/index.js")
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: here(".."),
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
      CHECKPOINT_DISABLE: "1",
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      PRISMA_SCHEMA_ENGINE_BINARY: here("schemaEngineShim.mjs"),
    },
  })
  let output = ""
  child.stdout.on("data", (chunk) => {
    output += chunk
  })
  child.stderr.on("data", (chunk) => {
    output += chunk
  })
  return new Promise((resolve, reject) => {
    child.once("error", reject)
    child.once("close", (code) => resolve({ exitCode: code ?? 1, output }))
  })
}
