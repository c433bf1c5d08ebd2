import { readFileSync, statSync } from "node:fs"
import { platform } from "node:os"
import { type ConfigProblem, type NodeConfig, parseConfig, type SettingName, settingHelp } from "../config.ts"
import type { CliDeps, L2Access } from "./cliDeps.ts"
import { CliError } from "./errors.ts"

export type Flags = Readonly<Partial<Record<SettingName, string>>>

/** `dataFolder` → `SEXTANT_DATA_FOLDER`. */
export function variableOf(setting: string): string {
  return `SEXTANT_${snake(setting).toUpperCase()}`
}

/** `dataFolder` → `--data-folder`. */
export function flagOf(setting: string): string {
  return `--${snake(setting).replaceAll("_", "-")}`
}

/** A flag counts before its variable. */
export function settingsOf(deps: Pick<CliDeps, "env">, flags: Flags): Record<string, string | undefined> {
  const names = Object.keys(settingHelp) as SettingName[]
  const raw: Record<string, string | undefined> = {}
  for (const name of names) {
    const value = flags[name] ?? deps.env[variableOf(name)]
    if (value !== undefined && value !== "") raw[name] = value
  }
  const { contracts } = raw
  if (contracts !== undefined && !contracts.trimStart().startsWith("{"))
    raw["contracts"] = readContracts(contracts)
  return raw
}

/** @throws CliError cli/bad-setting, naming every setting that is wrong and how to give it. */
export function readConfig(deps: Pick<CliDeps, "env">, flags: Flags): NodeConfig {
  const parsed = parseConfig(settingsOf(deps, flags))
  if ("config" in parsed) return parsed.config
  const lines = parsed.problems.map(describe)
  throw new CliError("cli/bad-setting", ["Some settings are missing or wrong:", ...lines].join("\n"))
}

function describe({ setting, message }: ConfigProblem): string {
  const help = settingHelp[setting as SettingName] ?? ""
  return `  ${flagOf(setting)} (or ${variableOf(setting)}) ${message}: ${help}`
}

function readContracts(path: string): string {
  try {
    const file: unknown = JSON.parse(readFileSync(path, "utf8"))
    const inner = (file as { contracts?: unknown }).contracts
    return JSON.stringify(inner ?? file)
  } catch (cause) {
    throw new CliError("cli/bad-setting", `The contracts file ${path} cannot be read as JSON.`, { cause })
  }
}

/** The part of the config that is needed to talk to the contracts. @throws CliError cli/bad-setting */
export function readL2Access(deps: Pick<CliDeps, "env">, flags: Flags): L2Access {
  const { chainId, contracts, l2RpcUrls } = readConfig(deps, { publicIp: "127.0.0.1", ...flags })
  return { chainId, contracts, l2RpcUrls }
}

/** The password from its file, the environment, or the person at the terminal, in this order. */
export async function readPassword(deps: CliDeps, flags: Flags, isNew: boolean): Promise<string> {
  const { passwordFile } = settingsOf(deps, flags)
  if (passwordFile !== undefined) return firstLine(passwordFile)
  const fromEnv = deps.env["SEXTANT_PASSWORD"]
  if (fromEnv !== undefined && fromEnv !== "") return fromEnv
  const typed = await deps.askPassword(
    isNew ? "Choose a password for the key files: " : "Password of the key files: ",
  )
  if (typed === undefined) {
    throw new CliError(
      "cli/no-password",
      "No password was given: pass --password-file FILE, set SEXTANT_PASSWORD_FILE or SEXTANT_PASSWORD, or run this in a terminal.",
    )
  }
  if (isNew && (await deps.askPassword("Once more: ")) !== typed)
    throw new CliError("cli/no-password", "The two passwords differ: nothing was written.")
  return typed
}

/** A private key of the L2 as hex. Refuses a file that others may read. */
export function readL2Key(path: string): string {
  const key = firstLine(path)
  if (platform() !== "win32" && (statSync(path).mode & 0o077) !== 0)
    throw new CliError("cli/bad-key-file", `${path} can be read by others: run chmod 600 on it first.`)
  if (!/^(0x)?[0-9a-fA-F]{64}$/.test(key))
    throw new CliError(
      "cli/bad-key-file",
      `${path} does not hold an L2 private key (64 hex digits on its first line).`,
    )
  return key
}

function firstLine(path: string): string {
  try {
    return readFileSync(path, "utf8").split(/\r?\n/)[0] ?? ""
  } catch (cause) {
    throw new CliError("cli/bad-key-file", `The file ${path} cannot be read.`, { cause })
  }
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
