import { loadPreset, type PresetName } from "@sextant/shared/params"
import { SESH_ATOMIC } from "@sextant/shared/units"
import type { Address, Hex } from "viem"

/**
 * Every number a deployment decides on. What the appchain must agree with (stakes, delays) is taken from the protocol's own
 * presets, so that contract and nodes cannot differ.
 */

export type DeploymentName = "devnet" | "testnet" | "mainnet"

/** Accounts that a network trusts. Each may be a contract, such as a multi-signature wallet. */
export type Roles = {
  /** Proposes to the timelock, which owns every contract. */
  readonly council: Address
  /** Sets parameters and starts the network. */
  readonly manager: Address
  /** Pauses, and nothing else. */
  readonly guardian: Address
  /** Receives the protocol's tenth of the fees. */
  readonly liquidity: Address
  /** Receives the whole supply where the token is born. */
  readonly treasury: Address
}

/** Where the token comes from. Born here: a plain ERC-20. Bridged: the twin of a token on a parent chain. */
export type TokenOrigin =
  | { readonly kind: "born" }
  | {
      readonly kind: "bridged"
      readonly l2Gateway: Address
      readonly parentChainId: number
      readonly l1Gateway: Address
      readonly l1Router: Address
    }

export type DeploymentPreset = {
  readonly name: DeploymentName
  readonly chainId: number
  /** The appchain's rules that the contracts are set up for. */
  readonly protocol: PresetName
  /** Another number makes another set of addresses from the same parameters. */
  readonly edition: number
  /** `given`: the one who deploys says who they are, once; the address book remembers them. */
  readonly roles: Roles | "given"
  readonly token: TokenOrigin
  readonly timelockDelayS: bigint
  readonly vault: {
    readonly accountLimitAtomic: bigint
    readonly globalLimitAtomic: bigint
    readonly periodS: bigint
  }
  readonly releaseIntervalS: bigint
  readonly priceFeed: {
    /** The price that the feed starts from, US dollars times 10^8. */
    readonly usdPerSeshE8: bigint
    readonly deviationMaxBps: number
    readonly updateIntervalS: bigint
  }
  readonly pro: {
    readonly usdPerPeriodE8: bigint
    readonly periodS: bigint
    readonly priceAgeMaxS: bigint
  }
  readonly names: {
    readonly commitAgeMinS: bigint
    readonly commitAgeMaxS: bigint
    readonly royaltyBps: number
    /** For names of 1, 2, 3, 4, and 5 or more characters. */
    readonly pricesPerYearAtomic: readonly [bigint, bigint, bigint, bigint, bigint]
    /** Names of an older chain that their owners may claim before all others; `endsAtS` is unix time. */
    readonly legacy: { readonly endsAtS: bigint; readonly root: Hex } | undefined
  }
  readonly market: {
    /** A bid in an auction's last moments puts its end off until so long after. */
    readonly auctionExtensionS: bigint
    readonly bidIncrementBps: number
  }
}

const HOUR_S = 3_600n
const DAY_S = 24n * HOUR_S

const vault = {
  accountLimitAtomic: 1_000_000n * SESH_ATOMIC,
  globalLimitAtomic: 1_000_000n * SESH_ATOMIC,
  periodS: 12n * HOUR_S,
}

const YEARLY_NAME_ATOMIC = 40n * SESH_ATOMIC
const names: DeploymentPreset["names"] = {
  commitAgeMinS: 60n,
  commitAgeMaxS: DAY_S,
  royaltyBps: 250,
  pricesPerYearAtomic: [
    64n * YEARLY_NAME_ATOMIC,
    32n * YEARLY_NAME_ATOMIC,
    16n * YEARLY_NAME_ATOMIC,
    4n * YEARLY_NAME_ATOMIC,
    YEARLY_NAME_ATOMIC,
  ],
  legacy: undefined,
}

const market = { auctionExtensionS: 600n, bidIncrementBps: 500 }

const DOLLAR_E8 = 10n ** 8n
const priceFeed = { usdPerSeshE8: DOLLAR_E8 / 10n, deviationMaxBps: 2_000, updateIntervalS: HOUR_S }
const pro = { usdPerPeriodE8: 5n * DOLLAR_E8, periodS: 30n * DAY_S, priceAgeMaxS: DAY_S }

/** Accounts 0 and 9 of the word list that every local EVM chain uses: worth nothing. */
const localDeployer = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
const localLiquidity = "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720"

const deploymentPresets: Readonly<Record<DeploymentName, DeploymentPreset>> = {
  devnet: {
    name: "devnet",
    chainId: 31_337,
    protocol: "devnet",
    edition: 1,
    roles: {
      council: localDeployer,
      manager: localDeployer,
      guardian: localDeployer,
      liquidity: localLiquidity,
      treasury: localDeployer,
    },
    token: { kind: "born" },
    timelockDelayS: 60n,
    vault,
    releaseIntervalS: 0n,
    priceFeed: { ...priceFeed, updateIntervalS: 0n },
    // nobody keeps a local network's price fresh
    pro: { ...pro, priceAgeMaxS: 365n * DAY_S },
    names: { ...names, commitAgeMinS: 2n },
    market: { ...market, auctionExtensionS: 30n },
  },
  testnet: {
    name: "testnet",
    // Arbitrum Sepolia, with Sepolia as its parent
    chainId: 421_614,
    protocol: "mainnet",
    edition: 1,
    roles: "given",
    token: {
      kind: "bridged",
      l2Gateway: "0x8Ca1e1AC0f260BC4dA7Dd60aCA6CA66208E642C5",
      parentChainId: 11_155_111,
      l1Gateway: "0xba2F7B6eAe1F9d174199C5E4867b563E0eaC40F3",
      l1Router: "0xcE18836b233C83325Cc8848CA4487e94C6288264",
    },
    timelockDelayS: HOUR_S,
    vault,
    releaseIntervalS: HOUR_S,
    priceFeed,
    pro,
    names,
    market,
  },
  mainnet: {
    name: "mainnet",
    // Arbitrum One, with Ethereum as its parent
    chainId: 42_161,
    protocol: "mainnet",
    edition: 1,
    roles: "given",
    token: {
      kind: "bridged",
      l2Gateway: "0x096760F208390250649E3e8763348E783AEF5562",
      parentChainId: 1,
      l1Gateway: "0xcEe284F754E854890e311e3280b767F80797180d",
      l1Router: "0x72Ce9c846789fdB6fC1f34aC4AD25Dd9ef7031ef",
    },
    timelockDelayS: 2n * DAY_S,
    vault,
    releaseIntervalS: DAY_S,
    priceFeed,
    pro,
    names,
    market,
  },
}

export const deploymentNames = Object.keys(deploymentPresets) as readonly DeploymentName[]

export function deploymentPreset(name: DeploymentName): DeploymentPreset {
  return deploymentPresets[name]
}

/** What the registry is set up with, in seconds and atomic units. */
export function protocolParameters(preset: DeploymentPreset) {
  const rules = loadPreset(preset.protocol)
  return {
    stakingRequirement: rules.stakingRequirementAtomic as bigint,
    keyActivationDelayS: BigInt(rules.keyActivationDelayS),
    exitWithoutSnapshotDelayS: BigInt(rules.exitWithoutSnapshotS),
    snapshotAgeMaxS: BigInt(rules.snapshotAgeMaxS),
    smallContributorDelayS: BigInt(rules.smallContributorDelayS),
    liquidationDelayS: BigInt(rules.liquidationBufferS),
  }
}
