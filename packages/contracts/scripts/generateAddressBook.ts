import { existsSync, readFileSync, writeFileSync } from "node:fs"
import path from "node:path"
import { parseContractAddresses } from "@sextant/shared/networks"
import {
  type AddressBook,
  deploymentsFolder,
  makeAddressBook,
  readAddressBook,
  renderAddressBook,
  writeAddressBook,
} from "./deployment/addressBook.ts"
import { planDeployment, planParentDeployment, rolesOf } from "./deployment/planDeployment.ts"
import { deploymentNames, deploymentPreset } from "./deployment/presets.ts"
import { contractsRoot } from "./runForge.ts"

const moduleFile = path.join(contractsRoot, "..", "shared", "src", "deployedNetworks.ts")

/** The book of a preset that names its own roles follows from the code; the others are written by a deployment. */
function bookOf(name: (typeof deploymentNames)[number]): AddressBook | undefined {
  const preset = deploymentPreset(name)
  if (preset.roles === "given") return readAddressBook(deploymentsFolder, name)
  const roles = rolesOf(preset)
  const [plan, parent] = [planDeployment(preset, roles), planParentDeployment(preset, roles)]
  return makeAddressBook(preset, { roles, plan, parent })
}

/** packages/shared/src/deployedNetworks.ts: every network's addresses, for programs that cannot read files. */
function renderModule(books: readonly AddressBook[]): string {
  const networks = books.map(({ preset, chainId, contracts }) => {
    const entries = Object.entries(contracts).map(([name, { address }]) => [name, address])
    const addresses = Object.entries(parseContractAddresses(Object.fromEntries(entries)))
    const lines = addresses.map(([name, address]) => `    ${name}: "${address}",`)
    return [`  // ${preset}`, `  ${chainId}: {`, ...lines, "  },"].join("\n")
  })
  return [
    "// Generated from packages/contracts/deployments by packages/contracts/scripts/generateAddressBook.ts. Do not edit.",
    "",
    "/** The contracts of every network that was deployed from here, by chain id. */",
    "export const deployedNetworks = {",
    ...networks,
    "} as const",
    "",
  ].join("\n")
}

function isFresh(file: string, text: string): boolean {
  return existsSync(file) && readFileSync(file, "utf8") === text
}

/** Writes books and module, or compares them. Returns the files that differ from what is on disk. */
export function generateAddressBook(mode: "write" | "check"): readonly string[] {
  const books = deploymentNames.map(bookOf).filter((book) => book !== undefined)
  const changed: string[] = []
  for (const book of books) {
    const file = path.join(deploymentsFolder, `${book.preset}.json`)
    if (isFresh(file, renderAddressBook(book))) continue
    changed.push(`deployments/${book.preset}.json`)
    if (mode === "write") writeAddressBook(deploymentsFolder, book)
  }
  const text = renderModule(books)
  if (!isFresh(moduleFile, text)) {
    changed.push("packages/shared/src/deployedNetworks.ts")
    if (mode === "write") writeFileSync(moduleFile, text)
  }
  return changed
}

if (import.meta.main) {
  const mode = process.argv.includes("--check") ? "check" : "write"
  const changed = generateAddressBook(mode)
  for (const file of changed) {
    console.log(mode === "check" ? `${file} is stale: run npm run generate` : `wrote ${file}`)
  }
  if (mode === "check" && changed.length > 0) process.exitCode = 1
}
