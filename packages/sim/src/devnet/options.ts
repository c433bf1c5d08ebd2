import path from "node:path"
import { NODES_MIN } from "@sextant/shared/params"
import { DevnetError } from "./errors.ts"

export type DevnetOptions = {
  /** Undefined: seven, or as many as the network in the data folder has. */
  readonly nodeCount: number | undefined
  /** Plain text without colours: for scripts. The same parts run. */
  readonly headless: boolean
  readonly fresh: boolean
  /** Undefined: 4600, or where the network in the data folder was. */
  readonly portBase: number | undefined
  readonly dataFolder: string
}

export const NODE_COUNT_MAX = 60
export const NODE_COUNT_DEFAULT = 7
export const PORT_BASE_DEFAULT = 4600

export const usage = `npm start [-- OPTIONS]

  --nodes N        service nodes to run, ${NODES_MIN} to ${NODE_COUNT_MAX} (default ${NODE_COUNT_DEFAULT})
  --headless       plain text without colours: for scripts
  --fresh          forget the network in the data folder and start a new one
  --port-base P    first of the ports to use (default ${PORT_BASE_DEFAULT})
  --data DIR       where the network lives (default .devnet)
  --help           this text
`

/**
 * Reads the command line. Relative folders are taken from `cwd`.
 *
 * @throws DevnetError devnet/bad-option with a sentence that names the option.
 */
export function parseOptions(argv: readonly string[], cwd: string): DevnetOptions | "help" {
  let options: DevnetOptions = {
    nodeCount: undefined,
    headless: false,
    fresh: false,
    portBase: undefined,
    dataFolder: path.resolve(cwd, ".devnet"),
  }
  const rest = argv.flatMap((word) => (/^--[a-z-]+=/.test(word) ? splitOnce(word) : [word]))
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    switch (word) {
      case "--help":
      case "-h":
        return "help"
      case "--headless":
        options = { ...options, headless: true }
        break
      case "--fresh":
        options = { ...options, fresh: true }
        break
      case "--nodes":
        options = {
          ...options,
          nodeCount: wholeNumber(word, rest.shift(), { min: NODES_MIN, max: NODE_COUNT_MAX }),
        }
        break
      case "--port-base":
        options = { ...options, portBase: wholeNumber(word, rest.shift(), { min: 1024, max: 65_000 }) }
        break
      case "--data": {
        const folder = rest.shift()
        if (folder === undefined || folder === "")
          throw badOption("--data needs a folder, for example --data .devnet")
        options = { ...options, dataFolder: path.resolve(cwd, folder) }
        break
      }
      default:
        throw badOption(
          `Unknown option ${word}. Options are --nodes, --headless, --fresh, --port-base, --data and --help.`,
        )
    }
  }
  return options
}

function splitOnce(word: string): string[] {
  const at = word.indexOf("=")
  return [word.slice(0, at), word.slice(at + 1)]
}

function wholeNumber(option: string, text: string | undefined, range: { min: number; max: number }): number {
  const value = Number(text)
  if (text === undefined || !/^\d+$/.test(text) || value < range.min || value > range.max) {
    throw badOption(
      `${option} needs a whole number from ${range.min} to ${range.max}${text === undefined ? "" : `, not "${text}"`}.`,
    )
  }
  return value
}

function badOption(hint: string): DevnetError {
  return new DevnetError("devnet/bad-option", hint)
}
