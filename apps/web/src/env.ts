import { type ContractAddresses, parseContractAddresses } from "@sextant/shared/networks"
import { z } from "zod"

const contracts = z.looseObject({}).transform((given, context): ContractAddresses => {
  try {
    return parseContractAddresses(given)
  } catch (error) {
    context.addIssue({ code: "custom", message: (error as Error).message })
    return z.NEVER
  }
})

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    context.addIssue({ code: "custom", message: "not JSON" })
    return z.NEVER
  }
})

const envSchema = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  /** Comma-separated; tried in order until one answers. */
  NODE_URLS: z
    .string()
    .transform((text) =>
      text
        .split(",")
        .map((url) => url.trim())
        .filter(Boolean),
    )
    .pipe(z.array(z.url({ protocol: /^https?$/ })).min(1)),
  L2_RPC_URL: z.url({ protocol: /^https?$/ }),
  CHAIN_ID: z.coerce.number().int().positive(),
  CONTRACTS: json.pipe(contracts),
})

export type WebEnv = z.infer<typeof envSchema>

let cached: WebEnv | undefined

/**
 * The server's settings, read at request time so that one build serves every network.
 *
 * @throws Error naming each variable that is missing or wrong.
 */
export function getEnv(): WebEnv {
  cached ??= parseEnv(process.env)
  return cached
}

export function parseEnv(source: Readonly<Record<string, string | undefined>>): WebEnv {
  const parsed = envSchema.safeParse(source)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => `  ${issue.path.join(".") || "env"}: ${issue.message}`)
  throw new Error(["The web server's environment is incomplete or wrong:", ...problems].join("\n"))
}
