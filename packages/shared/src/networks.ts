/** An L2 address: `0x` and 40 lower-case hex digits. */
export type Address = `0x${string}`

/** The contracts of one network. Tools take it from a file or the environment; nothing is compiled in for devnets. */
export type ContractAddresses = {
  readonly SessionToken: Address
  readonly NodeRegistry: Address
  readonly RewardsVault: Address
  readonly RewardPool: Address
}

/** Reads an address in any case and returns it in lower case. @throws RangeError when it is not one. */
export function parseAddress(text: string): Address {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) throw new RangeError("an address is 0x and 40 hex digits")
  return text.toLowerCase() as Address
}
