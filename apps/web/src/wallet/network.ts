import type { ContractAddresses } from "@sextant/shared/networks"

/** What the browser needs to know of the network; comes from the server at request time. */
export type WalletNetwork = { readonly chainId: number; readonly contracts: ContractAddresses }
