import { spawn } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { createRequire } from "node:module"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { createTestClient, http, publicActions, walletActions } from "viem"
import { foundry } from "viem/chains"

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once("error", reject)
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })
}

/** The program itself: its npm wrapper would stay between us and the signal that stops it. */
function anvilProgram(): string {
  const platform = `${process.platform}-${process.arch === "x64" ? "amd64" : process.arch}`
  const manifest = createRequire(import.meta.url).resolve(`@foundry-rs/anvil-${platform}/package.json`)
  return path.join(path.dirname(manifest), "bin", "anvil")
}

function createClient(url: string) {
  return createTestClient({
    mode: "anvil",
    chain: foundry,
    transport: http(url, { retryCount: 0 }),
    pollingInterval: 20,
  })
    .extend(publicActions)
    .extend(walletActions)
}

export type Anvil = {
  readonly url: string
  readonly client: ReturnType<typeof createClient>
  readonly stop: () => Promise<void>
}

/** Starts an EVM chain that makes a block per transaction. */
export async function startAnvil(): Promise<Anvil> {
  const port = await freePort()
  const home = await mkdtemp(path.join(tmpdir(), "sextant-anvil-"))
  const args = ["--port", String(port), "--hardfork", "prague", "--silent"]
  // Whatever it caches goes into a home of its own.
  const child = spawn(anvilProgram(), args, { stdio: "ignore", env: { HOME: home } })
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()))
  const url = `http://127.0.0.1:${port}`
  const client = createClient(url)
  for (let attempt = 0; ; attempt++) {
    const up = await client.getBlockNumber().then(
      () => true,
      () => false,
    )
    if (up) break
    if (attempt > 200 || child.exitCode !== null) throw new Error("anvil does not answer")
    await sleep(25)
  }
  return {
    url,
    client,
    async stop() {
      child.kill("SIGKILL")
      await ended
      await rm(home, { recursive: true, force: true })
    },
  }
}
