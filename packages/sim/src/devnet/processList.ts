import type { Database } from "./database.ts"
import { readDevnetFile, writeDevnetFile } from "./devnetFile.ts"
import type { RunningProcess, Supervisor } from "./processes.ts"

/** The `processes` of `devnet.json`. */
export type ProcessList = {
  readonly setDatabase: (database: Pick<Database, "pid">) => void
  readonly current: () => readonly RunningProcess[]
  /** Writes the list again, after a program was launched or has ended. Nothing before the file is there. */
  readonly refresh: () => void
}

export function createProcessList(
  signal: AbortSignal,
  folder: string,
  supervisor: Pick<Supervisor, "running">,
): ProcessList {
  let database: Pick<Database, "pid"> | undefined
  let written = Promise.resolve()
  const current = () => {
    const pid = database?.pid()
    return [...(pid === undefined ? [] : [{ name: "database", pid }]), ...supervisor.running()]
  }
  const write = async () => {
    const file = await readDevnetFile(folder)
    // While stopping the file is gone or going, and nobody may bring it back.
    if (file !== undefined && !signal.aborted)
      await writeDevnetFile(folder, { ...file, processes: current() })
  }
  return {
    setDatabase(opened) {
      database = opened
    },
    current,
    refresh() {
      // One writer at a time: two would rename each other's draft away.
      written = written.then(write)
    },
  }
}
