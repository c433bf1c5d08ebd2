import { type Address, getAddress, type Hex, isAddress, type PublicClient } from "viem"
import type { PlanCheck, PlannedContract } from "./planBuilder.ts"
import type { DeploymentPlan } from "./planDeployment.ts"

type Reader = Pick<PublicClient, "readContract" | "getStorageAt" | "getCode">

export type Verification = {
  /** Nothing of this may be: the deployment is incomplete or not ours. */
  readonly problems: readonly string[]
  /** Changed since the deployment by those who may. */
  readonly notes: readonly string[]
}

/** keccak256("eip1967.proxy.implementation") - 1 */
const IMPLEMENTATION_SLOT: Hex = "0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc"
/** ERC-7201 slot of openzeppelin.storage.Initializable: the version in the low 8 bytes. */
const INITIALIZED_SLOT: Hex = "0xf0c57e16840df040f15088dc2f81fe391c3923bec73e23a9662efc9c229c6a00"
const NEVER_AGAIN = 2n ** 64n - 1n

/**
 * Holds what is on chain against the plan: code at every address, each proxy initialized and before the planned
 * implementation, each implementation itself closed for ever, and every view that the plan names.
 */
export async function verifyDeployment(client: Reader, plan: DeploymentPlan): Promise<Verification> {
  const problems: string[] = []
  const notes: string[] = []
  for (const { title, address } of plan.steps) {
    const code = await client.getCode({ address })
    if (code === undefined) problems.push(`${title}: no code at ${address}`)
  }
  if (problems.length > 0) return { problems, notes }
  for (const [name, contract] of Object.entries(plan.contracts)) {
    if (contract.implementation === undefined) continue
    const { upgradedTo, trouble } = await inspectProxy(client, contract, contract.implementation)
    problems.push(...trouble.map((text) => `${name}: ${text}`))
    if (upgradedTo !== undefined) notes.push(`${name}: upgraded to ${upgradedTo}`)
  }
  for (const check of plan.checks) {
    const { fits, actual } = await answers(client, check)
    if (fits) continue
    const text = `${check.contract}.${check.view}: ${show(actual)}, planned ${show(check.expected)}`
    ;(check.settable ? notes : problems).push(text)
  }
  return { problems, notes }
}

async function inspectProxy(client: Reader, { address }: PlannedContract, planned: Address) {
  const trouble: string[] = []
  const word = async (target: Address, slot: Hex) =>
    BigInt((await client.getStorageAt({ address: target, slot })) ?? "0x0")
  const implementation = await word(address, IMPLEMENTATION_SLOT)
  if (implementation === 0n) trouble.push("is no ERC-1967 proxy")
  if (((await word(address, INITIALIZED_SLOT)) & NEVER_AGAIN) === 0n) trouble.push("is not initialized")
  if (((await word(planned, INITIALIZED_SLOT)) & NEVER_AGAIN) !== NEVER_AGAIN) {
    trouble.push("leaves its implementation open for initialization")
  }
  const upgraded = implementation !== BigInt(planned)
  const upgradedTo = upgraded ? getAddress(`0x${implementation.toString(16).padStart(40, "0")}`) : undefined
  return { trouble, upgradedTo }
}

/** What a view answers, and whether that is what was planned. */
export async function answers(
  client: Pick<PublicClient, "readContract">,
  check: PlanCheck,
): Promise<{ readonly fits: boolean; readonly actual: unknown }> {
  const { address, abi, view, args, expected } = check
  const actual: unknown = await client
    .readContract({ address, abi, functionName: view, args })
    .catch((error: unknown) => error)
  return { fits: show(actual) === show(expected), actual }
}

/** One text per value: numbers of either kind alike, addresses in one case, structs by their fields' values. */
function show(value: unknown): string {
  if (value instanceof Error) return `refused (${value.message.split("\n")[0]})`
  if (Array.isArray(value)) return `[${value.map(show).join(", ")}]`
  if (typeof value === "object" && value !== null) return show(Object.values(value))
  const text = String(value)
  return isAddress(text, { strict: false }) ? getAddress(text) : text
}
