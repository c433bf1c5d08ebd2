import { type ChildProcess, spawn } from "node:child_process"
import { openSync, readFileSync } from "node:fs"
import { mkdir } from "node:fs/promises"
import path from "node:path"
import { DevnetError } from "./errors.ts"

export type ProcessSpec = {
  readonly name: string
  readonly program: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Asked every 100 ms after the launch until it says yes or `readyWithinMs` have passed. */
  readonly isReady: () => Promise<boolean>
  readonly readyWithinMs: number
}

export type RunningProcess = { readonly name: string; readonly pid: number }

export type Supervisor = {
  /** Launches a program and resolves when it is ready. A program that dies later is launched again. */
  readonly start: (spec: ProcessSpec) => Promise<void>
  readonly running: () => readonly RunningProcess[]
  /** Asks every program to stop, newest first, and kills what has not stopped in time. May be called twice. */
  readonly stop: () => Promise<void>
}

export type SupervisorDeps = {
  readonly logFolder: string
  /** Called after every launch and every end, so that the pids on record stay true. */
  readonly onChange: () => void
  readonly say: (text: string) => void
}

const POLL_MS = 100
const RESTART_AFTER_MS = 3_000
const STOP_WITHIN_MS = 12_000

type Entry = {
  readonly spec: ProcessSpec
  child: ChildProcess | undefined
  restart: NodeJS.Timeout | undefined
}

export function createSupervisor(deps: SupervisorDeps): Supervisor {
  const entries: Entry[] = []
  const state = { stopping: false }
  let stopped: Promise<void> | undefined
  return {
    async start(spec) {
      if (state.stopping) throw stoppedWhileStarting(spec)
      await mkdir(deps.logFolder, { recursive: true })
      const entry: Entry = { spec, child: undefined, restart: undefined }
      entries.push(entry)
      launch(deps, state, entry)
      await waitReady(deps, state, entry)
    },
    running: () =>
      entries.flatMap(({ spec, child }) =>
        child?.pid !== undefined && isAlive(child) ? [{ name: spec.name, pid: child.pid }] : [],
      ),
    stop() {
      state.stopping = true
      stopped ??= stopAll(deps, entries)
      return stopped
    },
  }
}

function launch(deps: SupervisorDeps, state: { stopping: boolean }, entry: Entry): void {
  const { spec } = entry
  const log = openSync(logFile(deps, spec.name), "a", 0o600)
  const child = spawn(spec.program, spec.args, {
    cwd: spec.cwd,
    env: { ...process.env, ...spec.env },
    stdio: ["ignore", log, log],
    // Its own group, so that a terminal's Ctrl-C reaches only the supervisor, which stops everything in order.
    detached: process.platform !== "win32",
  })
  entry.child = child
  child.once("error", (error) => deps.say(`${spec.name} could not be launched: ${error.message}`))
  child.once("exit", (code, signal) => {
    deps.onChange()
    if (state.stopping) return
    deps.say(
      `${spec.name} ended (${signal ?? `exit code ${code}`}); launching it again in ${RESTART_AFTER_MS / 1000} s.`,
    )
    entry.restart = setTimeout(() => {
      if (!state.stopping) launch(deps, state, entry)
    }, RESTART_AFTER_MS)
  })
  deps.onChange()
}

async function waitReady(deps: SupervisorDeps, state: { stopping: boolean }, entry: Entry): Promise<void> {
  const { spec } = entry
  const untilMs = performance.now() + spec.readyWithinMs
  while (!(await spec.isReady().catch(() => false))) {
    if (state.stopping)
      throw new DevnetError("devnet/start-failed", `Stopped while ${spec.name} was starting.`)
    const ended = entry.child !== undefined && !isAlive(entry.child)
    if (ended || performance.now() > untilMs) {
      const reason = ended ? "ended at once" : `did not answer within ${spec.readyWithinMs / 1000} s`
      throw new DevnetError(
        "devnet/start-failed",
        `${spec.name} ${reason}. The end of its log:\n${tail(logFile(deps, spec.name))}`,
      )
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

function stoppedWhileStarting(spec: ProcessSpec): DevnetError {
  return new DevnetError("devnet/start-failed", `Stopped while ${spec.name} was starting.`)
}

async function stopAll(deps: SupervisorDeps, entries: readonly Entry[]): Promise<void> {
  for (const entry of entries) clearTimeout(entry.restart)
  // Newest first: the web app leaves before the database it reads, the nodes before the L2 they follow.
  for (const group of stopGroups(entries)) await Promise.all(group.map((entry) => stopChild(deps, entry)))
}

/** Nodes stop side by side; everything else one at a time, newest first. */
function stopGroups(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const groups: Entry[][] = []
  for (const entry of entries.toReversed()) {
    const last = groups.at(-1)
    const isNode = entry.spec.name.startsWith("node-")
    if (isNode && last?.[0]?.spec.name.startsWith("node-")) last.push(entry)
    else groups.push([entry])
  }
  return groups
}

async function stopChild(deps: SupervisorDeps, { child, spec }: Entry): Promise<void> {
  if (child === undefined || !isAlive(child)) return
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()))
  child.kill("SIGTERM")
  const late = setTimeout(() => {
    deps.say(`${spec.name} did not stop within ${STOP_WITHIN_MS / 1000} s and was killed.`)
    child.kill("SIGKILL")
  }, STOP_WITHIN_MS)
  await ended
  clearTimeout(late)
}

function isAlive(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null
}

function logFile(deps: Pick<SupervisorDeps, "logFolder">, name: string): string {
  return path.join(deps.logFolder, `${name}.log`)
}

function tail(file: string): string {
  return readFileSync(file, "utf8").trimEnd().split("\n").slice(-12).join("\n")
}

/**
 * Ends programs that an earlier supervisor launched and, killed itself, could not stop.
 * A pid counts only while its command line still holds `mark`, since pids are reused.
 */
export async function stopLeftovers(
  records: readonly RunningProcess[],
  mark: (name: string) => string,
): Promise<number> {
  const left = records.filter(({ name, pid }) => commandLine(pid).includes(mark(name)))
  for (const { pid } of left) process.kill(pid, "SIGTERM")
  const untilMs = performance.now() + STOP_WITHIN_MS
  while (left.some(({ name, pid }) => commandLine(pid).includes(mark(name)))) {
    if (performance.now() > untilMs) {
      for (const { name, pid } of left)
        if (commandLine(pid).includes(mark(name))) process.kill(pid, "SIGKILL")
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  return left.length
}

function commandLine(pid: number): string {
  try {
    process.kill(pid, 0)
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")
  } catch {
    return ""
  }
}
