import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import path from "node:path"
import { contractsRoot, runForge } from "./runForge.ts"

/** Contracts that others deploy or talk to, by file name below src/. */
export const publishedContracts = [
  "CliffVestingWallet",
  "ContributionPool",
  "ContributionPoolFactory",
  "Erc1967Proxy",
  "FeeRouter",
  "LinearVestingWallet",
  "NameMarket",
  "NameRegistry",
  "NodeRegistry",
  "RewardPool",
  "RewardsVault",
  "SessionPro",
  "SessionToken",
  "SessionTokenL1",
  "SessionTokenL2",
  "SettablePriceFeed",
  "Timelock",
] as const

export type AbiItem = {
  readonly type: string
  readonly name?: string
  readonly inputs?: readonly { readonly name: string; readonly type: string }[]
}
type Artifact = {
  readonly abi: readonly AbiItem[]
  readonly bytecode: { readonly object: string }
  readonly deployedBytecode: { readonly object: string }
  readonly storageLayout?: unknown
  readonly metadata: Metadata
}
type Metadata = {
  readonly compiler: { readonly version: string }
  readonly sources: Readonly<Record<string, unknown>>
  readonly settings: { readonly optimizer: unknown; readonly evmVersion: string; readonly metadata: unknown }
}

/** The files that went into a contract and whose path starts with `prefix`. */
export function sourcesBelow(metadata: Metadata, prefix: string): readonly string[] {
  return Object.keys(metadata.sources).filter((file) => file.startsWith(prefix))
}

/** Reads what forge compiled. `source` is the file's name where that is not the contract's. @throws Error (ENOENT) before `forge build`. */
export function readArtifact(contract: string, source = contract): Artifact {
  const file = path.join(contractsRoot, "out", `${source}.sol`, `${contract}.json`)
  return JSON.parse(readFileSync(file, "utf8")) as Artifact
}

/** Where a contract's source is, below the package. @throws Error when there is none of that name. */
export function sourceOf(contract: string): string {
  const files = readdirSync(path.join(contractsRoot, "src"), { recursive: true, encoding: "utf8" })
  const file = files.find((candidate) => path.basename(candidate) === `${contract}.sol`)
  if (file === undefined) throw new Error(`there is no ${contract}.sol in src`)
  return `src/${file.split(path.sep).join("/")}`
}

/** Contracts whose functions answer at the address of another: their ABI is part of its. */
export const annexes: Readonly<Record<string, string>> = { NodeRegistry: "RegistryAnnex" }

/** The ABI that a deployed contract answers to: its own, then what only its annex has. */
function readAbi(contract: string): readonly AbiItem[] {
  const { abi } = readArtifact(contract)
  const annex = annexes[contract]
  if (annex === undefined) return abi
  const known = new Set(abi.map((item) => JSON.stringify(item)))
  return [
    ...abi,
    ...readArtifact(annex).abi.filter(
      (item) => item.type !== "constructor" && !known.has(JSON.stringify(item)),
    ),
  ]
}

/** The text of abi/<contract>.ts. It depends on the sources and the pinned compiler only. */
function renderModule(contract: string): string {
  const abi = readAbi(contract)
  const { bytecode } = readArtifact(contract)
  const name = `${contract[0]?.toLowerCase()}${contract.slice(1)}`
  const items = abi.map((item) => `  ${JSON.stringify(item)},`).join("\n")
  return [
    `// Generated from ${sourceOf(contract)} by scripts/generateAbis.ts. Do not edit.`,
    `export const ${name}Abi = [\n${items}\n] as const`,
    "",
    "/** Creation code, without constructor arguments. */",
    `export const ${name}Bytecode =\n  "${bytecode.object}" as const`,
    "",
  ].join("\n")
}

/** Compiles, and writes the modules or compares them. Returns the names of those that differ from what is on disk. */
export function generateAbis(mode: "write" | "check"): readonly string[] {
  const build = runForge(["build", "src", "--skip", "test"], "pipe")
  if (build.exitCode !== 0) throw new Error(`forge build failed:\n${build.output}`)
  return publishedContracts.filter((contract) => {
    const file = path.join(contractsRoot, "abi", `${contract}.ts`)
    const text = renderModule(contract)
    const differs = !existsSync(file) || readFileSync(file, "utf8") !== text
    if (differs && mode === "write") writeFileSync(file, text)
    return differs
  })
}

if (import.meta.main) {
  const mode = process.argv.includes("--check") ? "check" : "write"
  const changed = generateAbis(mode)
  for (const name of changed) {
    console.log(mode === "check" ? `abi/${name}.ts is stale: run npm run generate` : `wrote abi/${name}.ts`)
  }
  if (mode === "check" && changed.length > 0) process.exitCode = 1
}
