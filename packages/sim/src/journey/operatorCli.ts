import { type ChildProcess, execFile, spawn } from "node:child_process"
import { openSync } from "node:fs"
import { promisify } from "node:util"
import { nodeArguments } from "../devnet/nodes.ts"

const run = promisify(execFile)

/** Runs one command of the node's CLI as an operator would and returns what it printed. */
export async function operatorCommand(
  env: Readonly<Record<string, string>>,
  ...command: readonly string[]
): Promise<string> {
  const { stdout } = await run(process.execPath, nodeArguments(...command), {
    env: { ...process.env, ...env },
  })
  return stdout
}

export type OperatorNode = { readonly stop: () => Promise<void> }

/** Runs a node of our own beside the network until `stop`. */
export function startOperatorNode(env: Readonly<Record<string, string>>, logFile: string): OperatorNode {
  const log = openSync(logFile, "a", 0o600)
  const child = spawn(process.execPath, nodeArguments("run"), {
    env: { ...process.env, ...env },
    stdio: ["ignore", log, log],
  })
  const kill = () => child.kill("SIGKILL")
  process.once("exit", kill)
  return {
    async stop() {
      process.removeListener("exit", kill)
      await ended(child)
    },
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const exit = new Promise((resolve) => child.once("exit", resolve))
  child.kill("SIGTERM")
  await exit
}
