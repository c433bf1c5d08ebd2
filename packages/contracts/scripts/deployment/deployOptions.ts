import { readFileSync } from "node:fs"
import { parseArgs } from "node:util"
import { type Address, getAddress, type Hex, isAddress, isHex } from "viem"
import { localDeployerKey } from "./deployDevnet.ts"
import { DeploymentError } from "./errors.ts"
import { type DeploymentName, deploymentNames, type Roles } from "./presets.ts"

export type DeployOptions = {
  readonly preset: DeploymentName
  readonly rpcUrl: string | undefined
  /** Deploys the token on the parent chain instead. */
  readonly parent: boolean
  readonly dryRun: boolean
  readonly roles: Partial<Roles>
  readonly privateKey: Hex | undefined
}

export const deployHelp = `Deploys a preset's contracts, or goes on where an earlier run stopped, and checks them.

  node packages/contracts/scripts/deploy.ts --preset NAME --rpc-url URL [options]

  --preset NAME       ${deploymentNames.join(", ")}
  --rpc-url URL       the chain to deploy on
  --parent            deploy the token on the parent chain (do this one as well, in either order)
  --key-file FILE     file with the deployer's private key; or set DEPLOYER_KEY
  --council ADDRESS   proposes to the timelock            (each role once, for presets
  --manager ADDRESS   sets parameters, starts the network  that name none themselves)
  --guardian ADDRESS  pauses
  --liquidity ADDRESS receives the protocol's tenth of fees
  --treasury ADDRESS  receives the supply on the parent chain
  --dry-run           say what would happen; needs neither key nor chain
`

const address = { type: "string" } as const
const flags = {
  preset: { type: "string" },
  "rpc-url": { type: "string" },
  "key-file": { type: "string" },
  parent: { type: "boolean" },
  "dry-run": { type: "boolean" },
  council: address,
  manager: address,
  guardian: address,
  liquidity: address,
  treasury: address,
} as const

const roleNames = ["council", "manager", "guardian", "liquidity", "treasury"] as const

/** @throws DeploymentError deployment/bad-option, deployment/bad-key */
export function parseDeployOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): DeployOptions {
  const values = readFlags(args)
  const preset = deploymentNames.find((name) => name === values.preset)
  if (preset === undefined) throw badOption("--preset", `one of ${deploymentNames.join(", ")}`)
  const dryRun = values["dry-run"] === true
  const rpcUrl = values["rpc-url"]
  if (rpcUrl === undefined && !dryRun) throw badOption("--rpc-url", "the address of the chain's RPC")
  const roles: { -readonly [role in keyof Roles]?: Address } = {}
  for (const role of roleNames) {
    const text = values[role]
    if (text === undefined) continue
    if (!isAddress(text))
      throw badOption(`--${role}`, "an address, with the right checksum when in mixed case")
    roles[role] = getAddress(text)
  }
  const privateKey = dryRun ? undefined : readKey(values["key-file"], { env, preset })
  return { preset, rpcUrl, parent: values.parent === true, dryRun, roles, privateKey }
}

function readFlags(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: flags }).values
  } catch (cause) {
    throw new DeploymentError("deployment/bad-option", { cause, meta: { problem: (cause as Error).message } })
  }
}

function badOption(option: string, needs: string): DeploymentError {
  return new DeploymentError("deployment/bad-option", { meta: { option, needs } })
}

function readKey(
  file: string | undefined,
  input: { env: Readonly<Record<string, string | undefined>>; preset: DeploymentName },
): Hex {
  const text = (file === undefined ? input.env["DEPLOYER_KEY"] : readKeyFile(file))?.trim()
  if (text === undefined && input.preset === "devnet") return localDeployerKey
  const key = text?.startsWith("0x") ? text : `0x${text}`
  // The key itself stays out of the message.
  if (text === undefined || !isHex(key) || key.length !== 66) throw new DeploymentError("deployment/bad-key")
  return key
}

function readKeyFile(file: string): string {
  try {
    return readFileSync(file, "utf8")
  } catch (cause) {
    throw new DeploymentError("deployment/bad-key", { cause, meta: { file } })
  }
}
