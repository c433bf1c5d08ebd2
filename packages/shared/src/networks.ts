import { deployedNetworks } from "./deployedNetworks.ts"

/** An L2 address: `0x` and 40 lower-case hex digits. */
export type Address = `0x${string}`

/** Every contract of a network that programs are told of. */
export const contractNames = [
  "SessionToken",
  "NodeRegistry",
  "RewardsVault",
  "RewardPool",
  "ContributionPoolFactory",
  "FeeRouter",
  "PriceFeed",
  "SessionPro",
  "NameRegistry",
  "NameMarket",
  "Timelock",
] as const
export type ContractName = (typeof contractNames)[number]

/** The contracts of one network. Tools take it from a file or the environment. */
export type ContractAddresses = Readonly<Record<ContractName, Address>>

/** Reads an address in any case and returns it in lower case. @throws RangeError when it is not one. */
export function parseAddress(text: string): Address {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) throw new RangeError("an address is 0x and 40 hex digits")
  return text.toLowerCase() as Address
}

/** Reads the addresses of one network; names that it does not know stay out. @throws RangeError that names what is wrong. */
export function parseContractAddresses(given: Readonly<Record<string, unknown>>): ContractAddresses {
  const entries = contractNames.map((name) => {
    const text = given[name]
    if (typeof text !== "string") throw new RangeError(`the address of ${name} is missing`)
    try {
      return [name, parseAddress(text)] as const
    } catch (cause) {
      throw new RangeError(`${name}: ${(cause as Error).message}`, { cause })
    }
  })
  return Object.fromEntries(entries) as ContractAddresses
}

const known: Readonly<Record<number, ContractAddresses>> = deployedNetworks

/** The contracts that were deployed on a chain from this repository; undefined for other chains. */
export function contractsOfChain(chainId: number): ContractAddresses | undefined {
  return known[chainId]
}
