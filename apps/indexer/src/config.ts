import { readFileSync } from "node:fs"
import { type ContractAddresses, parseContractAddresses } from "@sextant/shared/networks"
import { loadPreset, type PresetName } from "@sextant/shared/params"
import { z } from "zod"
import { IndexerError } from "./errors.ts"
import { defaultLimits, type StepLimits } from "./stepLimits.ts"

export type IndexerConfig = {
  readonly databaseUrl: string
  readonly l2RpcUrls: readonly string[]
  readonly nodeUrls: readonly string[]
  readonly chainId: number
  readonly contracts: ContractAddresses
  readonly snapshotIntervalBlocks: number
  /** Undefined: the block in which the NodeRegistry was deployed. */
  readonly startBlock: bigint | undefined
  readonly pollIntervalMs: number
  readonly limits: StepLimits
}

export type Env = Readonly<Record<string, string | undefined>>

const urlList = (protocols: RegExp) =>
  z
    .string()
    .transform((text) => text.split(",").map((url) => url.trim()))
    .pipe(z.array(z.url({ protocol: protocols })).min(1))

const contractsSchema = z.looseObject({}).transform((given, context): ContractAddresses => {
  try {
    return parseContractAddresses(given)
  } catch (error) {
    context.addIssue({ code: "custom", message: (error as Error).message })
    return z.NEVER
  }
})
/** Either the addresses alone, or a file such as the local network writes, which also names the chain. */
const networkSchema = z.union([
  z.object({ chainId: z.number().int().positive().optional(), contracts: contractsSchema }),
  contractsSchema.transform((contracts) => ({ chainId: undefined, contracts })),
])

const whole = z.coerce.number().int().positive()
const envSchema = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  L2_RPC_URL: urlList(/^https?$/),
  NODE_URLS: urlList(/^https?$/),
  CONTRACTS: z.string().min(1),
  CHAIN_ID: whole.optional(),
  PRESET: z.enum(["mainnet", "devnet"]).optional(),
  START_BLOCK: z.coerce.bigint().nonnegative().optional(),
  POLL_INTERVAL_MS: whole.default(500),
  MAX_ROWS: whole.default(defaultLimits.maxRows),
  MAX_BLOCKS: whole.default(defaultLimits.maxBlocks),
  TIME_BUDGET_MS: whole.default(defaultLimits.timeBudgetMs),
})

const PRESET_OF_CHAIN: Readonly<Record<number, PresetName>> = { 42161: "mainnet", 31337: "devnet" }

function readNetwork(text: string): z.infer<typeof networkSchema> {
  try {
    const json: unknown = JSON.parse(text.trimStart().startsWith("{") ? text : readFileSync(text, "utf8"))
    return networkSchema.parse(json)
  } catch (cause) {
    throw new IndexerError("config/bad-contracts", { cause })
  }
}

function missing(variable: string, hint: string): IndexerError {
  return new IndexerError("config/bad-env", { meta: { [variable]: hint } })
}

/**
 * Reads the environment.
 *
 * @throws IndexerError config/bad-env, naming each variable, or config/bad-contracts.
 */
export function parseConfig(env: Env): IndexerConfig {
  const parsed = envSchema.safeParse(env)
  if (!parsed.success) {
    const meta = Object.fromEntries(
      parsed.error.issues.map((issue) => [String(issue.path[0]), issue.message]),
    )
    throw new IndexerError("config/bad-env", { meta })
  }
  const values = parsed.data
  const network = readNetwork(values.CONTRACTS)
  const chainId = values.CHAIN_ID ?? network.chainId
  if (chainId === undefined) throw missing("CHAIN_ID", "required, since CONTRACTS does not name the chain")
  const preset = values.PRESET ?? PRESET_OF_CHAIN[chainId]
  if (preset === undefined) throw missing("PRESET", `required on chain ${chainId}: mainnet or devnet`)
  return {
    databaseUrl: values.DATABASE_URL,
    l2RpcUrls: values.L2_RPC_URL,
    nodeUrls: values.NODE_URLS,
    chainId,
    contracts: network.contracts,
    snapshotIntervalBlocks: loadPreset(preset).snapshotIntervalBlocks,
    startBlock: values.START_BLOCK,
    pollIntervalMs: values.POLL_INTERVAL_MS,
    limits: {
      maxRows: values.MAX_ROWS,
      maxBlocks: values.MAX_BLOCKS,
      timeBudgetMs: values.TIME_BUDGET_MS,
    },
  }
}
