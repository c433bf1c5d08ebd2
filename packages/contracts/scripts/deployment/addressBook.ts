import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import path from "node:path"
import { type Address, getAddress, type Hex } from "viem"
import { contractsRoot } from "../runForge.ts"
import { DeploymentError } from "./errors.ts"
import type { PlannedContract } from "./planBuilder.ts"
import type { DeploymentPlan } from "./planDeployment.ts"
import type { DeploymentName, DeploymentPreset, Roles } from "./presets.ts"

type BookPart = {
  readonly chainId: number
  readonly contracts: Readonly<Record<string, PlannedContract>>
}

/** `deployments/PRESET.json`: where a network's contracts are, and who holds its roles. */
export type AddressBook = BookPart & {
  readonly preset: DeploymentName
  readonly salt: Hex
  readonly roles: Roles
  /** The token's own chain, for networks whose token is bridged. */
  readonly parent?: BookPart
}

export const deploymentsFolder = path.join(contractsRoot, "deployments")

function bookFile(folder: string, name: DeploymentName): string {
  return path.join(folder, `${name}.json`)
}

/** Undefined while the preset was never deployed. */
export function readAddressBook(folder: string, name: DeploymentName): AddressBook | undefined {
  const file = bookFile(folder, name)
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as AddressBook) : undefined
}

export function renderAddressBook(book: AddressBook): string {
  return `${JSON.stringify(book, null, 2)}\n`
}

export function writeAddressBook(folder: string, book: AddressBook): string {
  mkdirSync(folder, { recursive: true })
  const file = bookFile(folder, book.preset)
  writeFileSync(file, renderAddressBook(book))
  return file
}

export function makeAddressBook(
  preset: DeploymentPreset,
  input: {
    readonly roles: Roles
    readonly plan: DeploymentPlan
    readonly parent: DeploymentPlan | undefined
  },
): AddressBook {
  const { roles, plan, parent } = input
  const { chainId, salt, contracts } = plan
  return {
    preset: preset.name,
    chainId,
    salt,
    roles,
    contracts,
    ...(parent === undefined ? {} : { parent: { chainId: parent.chainId, contracts: parent.contracts } }),
  }
}

/**
 * A network is deployed once: new code reaches it by upgrades, not by a second set of contracts.
 *
 * @throws DeploymentError deployment/already-deployed when the book names another address for a planned contract.
 */
export function refuseSecondDeployment(book: AddressBook | undefined, plan: DeploymentPlan): void {
  for (const [name, { address }] of Object.entries(plan.contracts)) {
    const known: Address | undefined = book?.contracts[name]?.address
    if (known === undefined || getAddress(known) === getAddress(address)) continue
    throw new DeploymentError("deployment/already-deployed", {
      meta: { contract: name, deployed: known, planned: address },
    })
  }
}
