import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import path from "node:path"
import type { Hex } from "viem"
import { deploymentsFolder, readAddressBook } from "./deployment/addressBook.ts"
import type { PlanStep } from "./deployment/planBuilder.ts"
import {
  type DeploymentPlan,
  planDeployment,
  planParentDeployment,
  rolesOf,
} from "./deployment/planDeployment.ts"
import { deploymentNames, deploymentPreset } from "./deployment/presets.ts"
import { readArtifact, sourceOf, sourcesBelow } from "./generateAbis.ts"
import { contractsRoot, runForge } from "./runForge.ts"

/** What block explorers take as "Solidity, standard JSON input". */
export type StandardJsonInput = {
  readonly language: "Solidity"
  readonly sources: Readonly<Record<string, { readonly content: string }>>
  readonly settings: Readonly<Record<string, unknown>>
}

export type VerificationInput = {
  readonly address: Hex
  readonly title: string
  /** `path:Contract`, as the explorer asks for it. */
  readonly contract: string
  readonly compilerVersion: string
  /** Without 0x, as explorers take them. */
  readonly constructorArguments: string
  readonly input: StandardJsonInput
}

const MODULES = "../../node_modules/"

/** The compiler input that gives exactly the deployed bytecode, with only the sources that this contract needs. */
export function standardJsonInput(contract: string): StandardJsonInput {
  const { metadata } = readArtifact(contract)
  const { optimizer, evmVersion, metadata: metadataSettings } = metadata.settings
  const files = sourcesBelow(metadata, "").map((file) => {
    const content = readFileSync(path.join(contractsRoot, file), "utf8")
    return [file.startsWith(MODULES) ? file.slice(MODULES.length) : file, { content }] as const
  })
  return {
    language: "Solidity",
    sources: Object.fromEntries(files),
    settings: {
      optimizer,
      evmVersion,
      metadata: metadataSettings,
      outputSelection: { "*": { "*": ["abi", "evm.bytecode.object", "evm.deployedBytecode.object"] } },
    },
  }
}

export function verificationInput({ title, source, address, constructorArgs }: PlanStep): VerificationInput {
  return {
    address,
    title,
    contract: `${sourceOf(source)}:${source}`,
    compilerVersion: `v${readArtifact(source).metadata.compiler.version}`,
    constructorArguments: constructorArgs.slice(2),
    input: standardJsonInput(source),
  }
}

/** Two files per address: what to paste, and what to choose. Returns how many contracts. */
export function writeVerificationInputs(plan: DeploymentPlan, folder: string): number {
  mkdirSync(folder, { recursive: true })
  for (const step of plan.steps) {
    const { input, ...choices } = verificationInput(step)
    const file = path.join(folder, step.title.replaceAll(/\W+/g, "-"))
    writeFileSync(`${file}.input.json`, JSON.stringify(input))
    writeFileSync(`${file}.json`, `${JSON.stringify(choices, null, 2)}\n`)
  }
  return plan.steps.length
}

if (import.meta.main) {
  const [name, folder] = process.argv.slice(2)
  const known = deploymentNames.find((candidate) => candidate === name)
  if (known === undefined || folder === undefined) {
    console.error(
      `node writeVerificationInput.ts PRESET FOLDER, where PRESET is one of: ${deploymentNames.join(", ")}`,
    )
    process.exit(2)
  }
  const build = runForge(["build", "src", "--skip", "test"], "pipe")
  if (build.exitCode !== 0) throw new Error(`forge build failed:\n${build.output}`)
  const preset = deploymentPreset(known)
  const roles = rolesOf(preset, readAddressBook(deploymentsFolder, known)?.roles)
  const parent = planParentDeployment(preset, roles)
  let count = writeVerificationInputs(planDeployment(preset, roles), folder)
  if (parent !== undefined) count += writeVerificationInputs(parent, path.join(folder, "parent"))
  console.log(`wrote the verification input of ${count} contracts to ${folder}`)
}
