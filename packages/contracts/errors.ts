import type { cliffVestingWalletAbi } from "./abi/CliffVestingWallet.ts"
import type { contributionPoolAbi } from "./abi/ContributionPool.ts"
import type { contributionPoolFactoryAbi } from "./abi/ContributionPoolFactory.ts"
import type { erc1967ProxyAbi } from "./abi/Erc1967Proxy.ts"
import type { feeRouterAbi } from "./abi/FeeRouter.ts"
import type { linearVestingWalletAbi } from "./abi/LinearVestingWallet.ts"
import type { nameMarketAbi } from "./abi/NameMarket.ts"
import type { nameRegistryAbi } from "./abi/NameRegistry.ts"
import type { nodeRegistryAbi } from "./abi/NodeRegistry.ts"
import type { rewardPoolAbi } from "./abi/RewardPool.ts"
import type { rewardsVaultAbi } from "./abi/RewardsVault.ts"
import type { sessionProAbi } from "./abi/SessionPro.ts"
import type { sessionTokenAbi } from "./abi/SessionToken.ts"
import type { sessionTokenL1Abi } from "./abi/SessionTokenL1.ts"
import type { sessionTokenL2Abi } from "./abi/SessionTokenL2.ts"
import type { settablePriceFeedAbi } from "./abi/SettablePriceFeed.ts"
import type { timelockAbi } from "./abi/Timelock.ts"
import { administrationErrors } from "./errors/administration.ts"
import { feeErrors } from "./errors/fees.ts"
import { marketErrors } from "./errors/market.ts"
import { nameErrors } from "./errors/names.ts"
import { poolErrors } from "./errors/pools.ts"
import { registryErrors } from "./errors/registry.ts"
import { rewardsErrors } from "./errors/rewards.ts"
import { tokenErrors } from "./errors/token.ts"
import { vestingErrors } from "./errors/vesting.ts"

type AbiItem =
  | (typeof cliffVestingWalletAbi)[number]
  | (typeof contributionPoolAbi)[number]
  | (typeof contributionPoolFactoryAbi)[number]
  | (typeof erc1967ProxyAbi)[number]
  | (typeof feeRouterAbi)[number]
  | (typeof linearVestingWalletAbi)[number]
  | (typeof nameMarketAbi)[number]
  | (typeof nameRegistryAbi)[number]
  | (typeof nodeRegistryAbi)[number]
  | (typeof rewardPoolAbi)[number]
  | (typeof rewardsVaultAbi)[number]
  | (typeof sessionProAbi)[number]
  | (typeof sessionTokenAbi)[number]
  | (typeof sessionTokenL1Abi)[number]
  | (typeof sessionTokenL2Abi)[number]
  | (typeof settablePriceFeedAbi)[number]
  | (typeof timelockAbi)[number]

/** Every custom error that a call of the contracts can end with. */
export type ContractErrorName = Extract<AbiItem, { readonly type: "error" }>["name"]

/** What each error means to the one who sent the transaction, and what to do about it. One or two plain sentences. */
export const contractErrorSentences: Readonly<Record<ContractErrorName, string>> = {
  ...registryErrors,
  ...rewardsErrors,
  ...poolErrors,
  ...vestingErrors,
  ...feeErrors,
  ...marketErrors,
  ...nameErrors,
  ...administrationErrors,
  ...tokenErrors,
}
