import { AppError } from "@sextant/shared/errors"
import {
  deploymentsFolder,
  makeAddressBook,
  readAddressBook,
  refuseSecondDeployment,
  writeAddressBook,
} from "./deployment/addressBook.ts"
import { connectChain } from "./deployment/connect.ts"
import { type DeployOptions, deployHelp, parseDeployOptions } from "./deployment/deployOptions.ts"
import { DeploymentError } from "./deployment/errors.ts"
import {
  type DeploymentPlan,
  planDeployment,
  planParentDeployment,
  rolesOf,
} from "./deployment/planDeployment.ts"
import { deploymentPreset } from "./deployment/presets.ts"
import { runDeployment } from "./deployment/runDeployment.ts"

export type DeployDeps = {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly say: (line: string) => void
  /** Where address books are. */
  readonly folder: string
}

/** One run of the command. @throws DeploymentError */
export async function deploy(deps: DeployDeps, args: readonly string[]): Promise<void> {
  const options = parseDeployOptions(args, deps.env)
  const preset = deploymentPreset(options.preset)
  const book = readAddressBook(deps.folder, preset.name)
  const roles = rolesOf(preset, { ...(preset.roles === "given" ? book?.roles : {}), ...options.roles })
  const plan = planDeployment(preset, roles)
  const parent = planParentDeployment(preset, roles)
  // A network that names its own roles is a local one: it is made anew as often as one likes.
  if (preset.roles === "given") refuseSecondDeployment(book, plan)
  const chosen = options.parent ? parent : plan
  if (chosen === undefined) {
    throw new DeploymentError("deployment/bad-option", {
      meta: { option: "--parent", problem: `the token of ${preset.name} has no parent chain` },
    })
  }
  if (options.dryRun) return announce(deps, chosen)
  await run(deps, options, chosen)
  const file = writeAddressBook(deps.folder, makeAddressBook(preset, { roles, plan, parent }))
  deps.say(`wrote    ${file}`)
}

async function run({ say }: DeployDeps, options: DeployOptions, plan: DeploymentPlan): Promise<void> {
  const { rpcUrl, privateKey } = options
  if (rpcUrl === undefined || privateKey === undefined) throw new DeploymentError("deployment/bad-option")
  const chain = await connectChain({ rpcUrl, privateKey, chainId: plan.chainId })
  say(`chain    ${plan.chainId}, sent by ${chain.account.address}`)
  const { created, found, outstanding } = await runDeployment({ chain, say }, plan)
  say(`checked  ${created.length} created, ${found.length} found, ${outstanding.length} calls left to others`)
}

function announce({ say }: DeployDeps, plan: DeploymentPlan): void {
  say(`chain    ${plan.chainId}, salt ${plan.salt}`)
  for (const { address, title, initCode } of plan.steps) {
    say(`create   ${address}  ${title} (${initCode.length / 2 - 1} bytes)`)
  }
  for (const { title, by } of plan.calls) say(`set      ${title}, by ${by}`)
  say(`check    ${plan.checks.length} views`)
}

if (import.meta.main) {
  const args = process.argv.slice(2)
  if (args.length === 0 || args.includes("--help")) console.log(deployHelp)
  else {
    const deps = { env: process.env, say: console.log, folder: deploymentsFolder }
    await deploy(deps, args).catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error
      console.error(error.message)
      if (error.cause instanceof Error) console.error(`  because: ${error.cause.message.split("\n")[0]}`)
      process.exitCode = 1
    })
  }
}
