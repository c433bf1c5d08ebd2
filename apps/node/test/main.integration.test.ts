import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { execPath } from "node:process"
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest"
import { fakeContracts } from "./fakeEvmChain.ts"

const MAIN = join(import.meta.dirname, "../src/main.ts")
const WAIT = { timeout: 30_000, interval: 100 }

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === "object" && address !== null ? address.port : 0
}

describe("the process", () => {
  const folder = mkdtempSync(join(tmpdir(), "sextant-main-"))
  const children: ChildProcess[] = []
  let httpPort: number
  let environment: Record<string, string>

  const launch = (args: readonly string[], change: Record<string, string> = {}) => {
    const child = spawn(execPath, [MAIN, ...args], { env: { ...environment, ...change } })
    children.push(child)
    let text = ""
    child.stdout.on("data", (chunk) => {
      text += chunk
    })
    child.stderr.on("data", (chunk) => {
      text += chunk
    })
    const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)))
    return { child, ended, text: () => text }
  }
  const answers = async (path: string) => (await fetch(`http://127.0.0.1:${httpPort}${path}`)).status
  const untilAlive = () => vi.waitFor(async () => expect(await answers("/healthz")).toBe(200), WAIT)

  beforeAll(async () => {
    httpPort = await freePort()
    environment = {
      SEXTANT_DATA_FOLDER: folder,
      SEXTANT_PASSWORD: "correct horse",
      SEXTANT_PRESET: "devnet",
      SEXTANT_CHAIN_ID: "31337",
      SEXTANT_CONTRACTS: JSON.stringify(fakeContracts),
      // Nobody listens there: a node without a view of the L2 runs and waits.
      SEXTANT_L2_RPC_URLS: `http://127.0.0.1:${await freePort()}`,
      SEXTANT_PEER_HOST: "127.0.0.1",
      SEXTANT_PEER_PORT: "0",
      SEXTANT_PUBLIC_IP: "127.0.0.1",
      SEXTANT_HTTP_PORT: String(httpPort),
    }
    expect(await launch(["init", "--light-kdf"]).ended).toBe(0)
  })
  afterEach(async () => {
    const left = children.splice(0).filter((child) => child.exitCode === null && child.signalCode === null)
    for (const child of left) child.kill("SIGKILL")
  })
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  it("runs without a view of the L2, says that it is not ready, and stops on SIGTERM with code 0", async () => {
    const { child, ended } = launch(["run"])
    await untilAlive()
    expect(await answers("/readyz")).toBe(503)
    expect(await answers("/v1/status")).toBe(503)
    child.kill("SIGTERM")
    expect(await ended).toBe(0)
  })

  it("refuses a data folder and a port that are in use, each in one sentence, with code 1", async () => {
    launch(["run"])
    await untilAlive()
    const second = launch(["run"])
    expect(await second.ended).toBe(1)
    expect(second.text()).toContain("Another sextant-node process uses this data folder")
    const elsewhere = { SEXTANT_DATA_FOLDER: join(folder, "other") }
    expect(await launch(["init", "--light-kdf"], elsewhere).ended).toBe(0)
    const third = launch(["run"], elsewhere)
    expect(await third.ended).toBe(1)
    expect(third.text()).toContain("The HTTP port cannot be opened")
  })

  it("starts again after kill -9", async () => {
    const first = launch(["run"])
    await untilAlive()
    first.child.kill("SIGKILL")
    await first.ended
    const again = launch(["run"])
    await untilAlive()
    again.child.kill("SIGINT")
    expect(await again.ended).toBe(0)
  })

  it("tells a wrong password and unknown commands apart, with code 1 and no stack", async () => {
    const wrong = launch(["run"], { SEXTANT_PASSWORD: "wrong horse" })
    expect(await wrong.ended).toBe(1)
    expect(wrong.text()).toContain("The password does not open this keystore")
    expect(wrong.text()).not.toContain("    at ")
    const unknown = launch(["fly"])
    expect(await unknown.ended).toBe(1)
    expect(unknown.text()).toContain("unknown command 'fly'")
  })
})
