import { SESH_ATOMIC } from "@sextant/shared/units"
import { mnemonicToAccount } from "viem/accounts"

/** Known to everyone and worth nothing: the words every local EVM chain uses. */
const MNEMONIC = "test test test test test test test test test test test junk"

export type DevnetRole = "operator" | "contributor" | "user"

export type DevnetAccount = {
  readonly role: DevnetRole
  readonly address: `0x${string}`
  readonly privateKey: `0x${string}`
  readonly seshAtomic: bigint
}

const USER_COUNT = 3
const CONTRIBUTOR_COUNT = 2
const FIRST_OPERATOR = 10

/** Everything the local network does for itself is signed by account 0: it deploys, owns and funds. */
export const deployer = accountAt(0)

/** Accounts anvil has to hold for a network of `nodeCount` nodes, a few to spare for nodes that join later. */
export function accountCountFor(nodeCount: number): number {
  return FIRST_OPERATOR + nodeCount + 10
}

/** Account `index` of the word list; funded with ETH by anvil. */
export function accountAt(index: number): {
  readonly address: `0x${string}`
  readonly privateKey: `0x${string}`
} {
  const account = mnemonicToAccount(MNEMONIC, { addressIndex: index })
  const key = account.getHdKey().privateKey
  if (key === null) throw new TypeError("the word list gives no private key")
  return { address: account.address, privateKey: `0x${Buffer.from(key).toString("hex")}` }
}

/** Operators first, one per node; then contributors; then users. */
export function devnetAccounts(nodeCount: number): readonly DevnetAccount[] {
  const roles: readonly { role: DevnetRole; first: number; count: number; sesh: bigint }[] = [
    { role: "operator", first: FIRST_OPERATOR, count: nodeCount, sesh: 26_000n },
    { role: "contributor", first: 1 + USER_COUNT, count: CONTRIBUTOR_COUNT, sesh: 100_000n },
    { role: "user", first: 1, count: USER_COUNT, sesh: 100_000n },
  ]
  return roles.flatMap(({ role, first, count, sesh }) =>
    Array.from({ length: count }, (_, index) => ({
      role,
      ...accountAt(first + index),
      seshAtomic: sesh * SESH_ATOMIC,
    })),
  )
}
