import { spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { createInterface } from "node:readline"
import { findFoundryTool } from "./runForge.ts"

export type Anvil = { readonly rpcUrl: string; readonly stop: () => Promise<void> }

/**
 * Starts an EVM chain with EIP-2537 on a free port. Its cache and state live in a folder that `stop` removes.
 *
 * @param options - Further ones of anvil's own, such as `--chain-id`, `42161`.
 */
export async function startAnvil(options: readonly string[] = []): Promise<Anvil> {
  const folder = mkdtempSync(path.join(tmpdir(), "sextant-anvil-"))
  const child = spawn(
    findFoundryTool("anvil"),
    ["--hardfork", "prague", "--port", "0", "--cache-path", folder, ...options],
    { stdio: ["ignore", "pipe", "inherit"], cwd: folder },
  )
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()))
  const listening = new Promise<string>((resolve, reject) => {
    child.once("error", reject)
    child.once("exit", (code) => reject(new Error(`anvil ended with ${code} before it listened`)))
    createInterface({ input: child.stdout }).on("line", (line) => {
      const address = /^Listening on (\S+)$/.exec(line)?.[1]
      if (address !== undefined) resolve(address)
    })
  })
  const removeFolder = () => rmSync(folder, { recursive: true, force: true })
  const address = await listening.catch((error: unknown) => {
    removeFolder()
    throw error
  })
  return {
    rpcUrl: `http://${address}`,
    async stop() {
      child.kill("SIGTERM")
      await ended
      removeFolder()
    },
  }
}
