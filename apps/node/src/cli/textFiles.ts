import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs"
import { CliError } from "./errors.ts"

/** @throws CliError cli/bad-setting */
export function readTextFile(file: string): string {
  try {
    return readFileSync(file, "utf8")
  } catch (cause) {
    throw new CliError("cli/bad-setting", `${file} cannot be read.`, { cause })
  }
}

/** Durable when it returns; for its owner's eyes only. @throws CliError cli/bad-setting when the file exists. */
export function writeNewFile(file: string, text: string): void {
  let handle: number
  try {
    handle = openSync(file, "wx", 0o600)
  } catch (cause) {
    throw new CliError("cli/bad-setting", `${file} cannot be made: does it exist already?`, { cause })
  }
  try {
    writeSync(handle, text)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
