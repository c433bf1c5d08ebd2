import { spawn } from "node:child_process"
import { DevnetError } from "./errors.ts"
import { repositoryRoot } from "./services.ts"

/** Runs one of the project's scripts to its end and returns what it printed. @throws DevnetError devnet/start-failed with its last lines. */
export function runScript(script: string, args: readonly string[] = []): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", script, ...args], {
      cwd: repositoryRoot,
      stdio: ["ignore", "pipe", "pipe"],
    })
    let output = ""
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString("utf8")).slice(-20_000)
    }
    child.stdout.on("data", keep)
    child.stderr.on("data", keep)
    child.on("error", reject)
    child.on("exit", (code) => {
      if (code === 0) resolve(output)
      else {
        const end = output.trimEnd().split("\n").slice(-15).join("\n")
        reject(
          new DevnetError("devnet/start-failed", `${script} failed. The end of what it printed:\n${end}`),
        )
      }
    })
  })
}
