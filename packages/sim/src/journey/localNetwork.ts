import { type ChildProcess, spawn } from "node:child_process"
import { createServer } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import { type DevnetFile, readDevnetFile } from "../devnet/devnetFile.ts"

export type LocalNetworkOptions = {
  /** The checkout whose `npm start` is run. */
  readonly checkout: string
  readonly dataFolder: string
  readonly portBase: number
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly withinMs: number
  readonly say?: (text: string) => void
}

/** A network started as a person would, in another process group, and seen only through `devnet.json`. */
export type LocalNetwork = {
  readonly file: () => Promise<DevnetFile>
  /** Milliseconds from the command to `devnet.json`. */
  readonly readyAfterMs: number
  /** Presses Ctrl-C and waits for the end. May be called twice. */
  readonly stop: () => Promise<void>
  /** Everything it printed so far. */
  readonly printed: () => string
}

export async function startLocalNetwork(options: LocalNetworkOptions): Promise<LocalNetwork> {
  const startedMs = performance.now()
  const { dataFolder, portBase } = options
  const args = [
    "start",
    "--",
    "--headless",
    "--data",
    dataFolder,
    "--port-base",
    String(portBase),
    ...(options.args ?? []),
  ]
  const child = spawn("npm", args, {
    cwd: options.checkout,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  })
  let printed = ""
  const keep = (chunk: Buffer) => {
    printed += chunk.toString("utf8")
    options.say?.(chunk.toString("utf8"))
  }
  child.stdout.on("data", keep)
  child.stderr.on("data", keep)
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()))
  const killed = () => signalGroup(child, "SIGKILL")
  process.once("exit", killed)
  void ended.then(() => process.removeListener("exit", killed))

  const untilMs = startedMs + options.withinMs
  while ((await readDevnetFile(dataFolder)) === undefined) {
    if (child.exitCode !== null || performance.now() > untilMs) {
      signalGroup(child, "SIGINT")
      await ended
      throw new Error(
        `the local network was not ready within ${options.withinMs / 1000} s. It printed:\n${printed}`,
      )
    }
    await sleep(100)
  }
  return {
    readyAfterMs: performance.now() - startedMs,
    printed: () => printed,
    async file() {
      const file = await readDevnetFile(dataFolder)
      if (file === undefined) throw new Error("devnet.json is gone")
      return file
    },
    async stop() {
      signalGroup(child, "SIGINT")
      await ended
    },
  }
}

/** What a terminal does on Ctrl-C: every process of the group gets the signal. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal)
  } catch {
    // The group has ended.
  }
}

/** The first of a run of ports nobody listens on, somewhere above the usual ones. */
export async function freePortBase(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const base = 20_000 + Math.floor(Math.random() * 150) * 200
    const ports = [base, base + 1, base + 2, base + 10, base + 16, base + 100, base + 106]
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return base
  }
  throw new Error("no free run of ports was found")
}

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once("error", () => resolve(false))
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)))
  })
}
