import { type ContractAddresses, contractsOfChain, parseContractAddresses } from "@sextant/shared/networks"
import type { PresetName } from "@sextant/shared/params"
import type { NodeId } from "@sextant/wire/l2Event"
import { z } from "zod"
import type { Contact } from "./ports.ts"

/** Everything `run` needs to know, by setting name. Flags and environment variables carry the same names. */
export type NodeConfig = {
  readonly dataFolder: string
  readonly preset: PresetName
  readonly chainId: number
  readonly contracts: ContractAddresses
  readonly l2RpcUrls: readonly string[]
  readonly l2PollMs: number
  readonly l2RangeBlocks: number
  readonly l2KeyFile: string | undefined
  readonly peerHost: string
  readonly peerPort: number
  readonly publicIp: string
  readonly publicPeerPort: number | undefined
  readonly httpHost: string
  readonly httpPort: number
  readonly bootstrap: readonly Contact[]
  readonly logLevel: string
}

export type RawSettings = Readonly<Record<string, string | undefined>>

/** Setting → what it is, for help texts. The flag is `--data-folder`, the variable `SEXTANT_DATA_FOLDER`, and so on. */
export const settingHelp = {
  dataFolder: "folder of keys and chain data (default ./sextant-data)",
  passwordFile: "file whose first line opens the key files",
  preset: "mainnet or devnet",
  chainId: "chain id of the L2",
  contracts:
    "addresses of the contracts as JSON, or a file that holds them (default: the network's known ones)",
  l2RpcUrls: "L2 RPC addresses, best first, separated by commas",
  l2PollMs: "milliseconds between looks at the L2",
  l2RangeBlocks: "L2 blocks asked for at once at most",
  l2KeyFile: "file with the L2 key that pays for transactions",
  peerHost: "address to listen on for peers",
  peerPort: "port to listen on for peers",
  publicIp: "IP address under which peers reach this node",
  publicPeerPort: "port under which peers reach this node, when it differs",
  httpHost: "address to listen on for HTTP",
  httpPort: "port to listen on for HTTP",
  bootstrap: "peers to start from: nodeId@host:port, separated by commas",
  logLevel: "debug, info, warn or error",
} as const

export type SettingName = keyof typeof settingHelp

const port = z.coerce.number().int().min(0).max(65_535)

const schema = z.object({
  dataFolder: z.string().min(1).default("./sextant-data"),
  preset: z.enum(["mainnet", "devnet"]).default("mainnet"),
  chainId: z.coerce.number().int().positive(),
  /** Absent: those that the address book names for the chain. */
  contracts: z
    .string()
    .transform((text, context) => {
      try {
        return parseContractAddresses(JSON.parse(text))
      } catch (error) {
        const message =
          error instanceof RangeError ? error.message : "must be JSON with the contracts' addresses"
        context.addIssue({ code: "custom", message })
        return z.NEVER
      }
    })
    .optional(),
  l2RpcUrls: z
    .string()
    .transform((text) => text.split(",").map((url) => url.trim()))
    .pipe(z.array(z.url({ protocol: /^https?$/ })).min(1)),
  l2PollMs: z.coerce.number().int().min(100).max(3_600_000).optional(),
  l2RangeBlocks: z.coerce.number().int().min(1).max(1_000_000).default(10_000),
  l2KeyFile: z.string().optional(),
  peerHost: z.union([z.ipv4(), z.ipv6()]).default("0.0.0.0"),
  peerPort: port.default(22_021),
  publicIp: z.union([z.ipv4(), z.ipv6()]),
  publicPeerPort: port.optional(),
  httpHost: z.union([z.ipv4(), z.ipv6()]).default("127.0.0.1"),
  httpPort: port.default(22_020),
  bootstrap: z
    .string()
    .default("")
    .transform((text, context) => {
      const contacts = text === "" ? [] : text.split(",").map((entry) => parseContact(entry.trim()))
      if (contacts.every((contact) => contact !== undefined)) return contacts
      context.addIssue({ code: "custom", message: "a peer is written nodeId@host:port" })
      return z.NEVER
    }),
  logLevel: z.enum(["debug", "info", "warn", "error"]).default("info"),
})

export type ConfigProblem = { readonly setting: string; readonly message: string }

/** Settings as text → config, or all that is wrong with them. */
export function parseConfig(
  raw: RawSettings,
): { readonly config: NodeConfig } | { readonly problems: readonly ConfigProblem[] } {
  const parsed = schema.safeParse(raw)
  const contracts = parsed.data?.contracts ?? contractsOfChain(Number(raw["chainId"]))
  const problems = (parsed.error?.issues ?? []).map(({ path, message }): ConfigProblem => {
    const setting = String(path[0] ?? "")
    return { setting, message: raw[setting] === undefined ? "is missing" : message }
  })
  if (raw["contracts"] === undefined && contracts === undefined) {
    problems.push({ setting: "contracts", message: "is missing, and no contracts are known on this chain" })
  }
  if (!parsed.success || contracts === undefined) return { problems }
  const { l2PollMs, publicPeerPort, l2KeyFile, ...given } = parsed.data
  const pollMs = l2PollMs ?? (given.preset === "devnet" ? 500 : 10_000)
  return { config: { ...given, contracts, l2PollMs: pollMs, publicPeerPort, l2KeyFile } }
}

function parseContact(text: string): Contact | undefined {
  const [, nodeId, host, peerPort] = /^([0-9a-f]{64})@\[?([^@\]]+)\]?:(\d{1,5})$/.exec(text) ?? []
  if (nodeId === undefined || host === undefined || Number(peerPort) > 65_535) return undefined
  return { nodeId: nodeId as NodeId, host, peerPort: Number(peerPort) }
}
