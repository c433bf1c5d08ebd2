import { type Address, encodeFunctionData, zeroHash } from "viem"
import { feeRouterAbi, feeRouterBytecode } from "../../abi/FeeRouter.ts"
import { nameMarketAbi, nameMarketBytecode } from "../../abi/NameMarket.ts"
import { nameRegistryAbi, nameRegistryBytecode } from "../../abi/NameRegistry.ts"
import { sessionProAbi, sessionProBytecode } from "../../abi/SessionPro.ts"
import { settablePriceFeedAbi, settablePriceFeedBytecode } from "../../abi/SettablePriceFeed.ts"
import type { PlanContext } from "./planBuilder.ts"

/** What people pay for: names and passes, and the door that their fees go through. */
export function planServices(context: PlanContext, rewardPool: Address): void {
  const feeRouter = planFeeRouter(context, rewardPool)
  planSessionPro(context, { feeRouter, priceFeed: planPriceFeed(context) })
  planNameMarket(context, planNameRegistry(context, feeRouter))
}

function planFeeRouter({ builder, governance, roles, token }: PlanContext, rewardPool: Address): Address {
  const { liquidity } = roles
  const address = builder.proxied("FeeRouter", {
    source: "FeeRouter",
    bytecode: feeRouterBytecode,
    initialize: encodeFunctionData({
      abi: feeRouterAbi,
      functionName: "initialize",
      args: [{ ...governance, token, rewardPool, liquidity }],
    }),
  })
  const reads = { fixed: { token, rewardPool }, settable: { ...governance, liquidity } }
  builder.expect("FeeRouter", { address, abi: feeRouterAbi }, reads)
  return address
}

function planPriceFeed({ builder, governance, preset }: PlanContext): Address {
  const { usdPerSeshE8, deviationMaxBps, updateIntervalS } = preset.priceFeed
  const address = builder.proxied("PriceFeed", {
    source: "SettablePriceFeed",
    bytecode: settablePriceFeedBytecode,
    initialize: encodeFunctionData({
      abi: settablePriceFeedAbi,
      functionName: "initialize",
      args: [{ ...governance, usdPerSeshE8, deviationMaxBps, updateIntervalS }],
    }),
  })
  const reads = { settable: { ...governance, deviationMaxBps, updateIntervalS } }
  builder.expect("PriceFeed", { address, abi: settablePriceFeedAbi }, reads)
  return address
}

function planSessionPro(
  { builder, governance, preset }: PlanContext,
  { feeRouter, priceFeed }: { readonly feeRouter: Address; readonly priceFeed: Address },
): void {
  const { usdPerPeriodE8, periodS, priceAgeMaxS } = preset.pro
  const address = builder.proxied("SessionPro", {
    source: "SessionPro",
    bytecode: sessionProBytecode,
    initialize: encodeFunctionData({
      abi: sessionProAbi,
      functionName: "initialize",
      args: [{ ...governance, feeRouter, priceFeed, usdPerPeriodE8, periodS, priceAgeMaxS }],
    }),
  })
  builder.expect(
    "SessionPro",
    { address, abi: sessionProAbi },
    { fixed: { feeRouter, periodS }, settable: { ...governance, priceFeed, usdPerPeriodE8, priceAgeMaxS } },
  )
}

function planNameRegistry({ builder, governance, preset }: PlanContext, feeRouter: Address): Address {
  const { commitAgeMinS, commitAgeMaxS, royaltyBps, pricesPerYearAtomic, legacy } = preset.names
  const legacyEndsAtS = legacy?.endsAtS ?? 0n
  const legacyRoot = legacy?.root ?? zeroHash
  const address = builder.proxied("NameRegistry", {
    source: "NameRegistry",
    bytecode: nameRegistryBytecode,
    initialize: encodeFunctionData({
      abi: nameRegistryAbi,
      functionName: "initialize",
      args: [
        {
          ...governance,
          feeRouter,
          commitAgeMinS,
          commitAgeMaxS,
          legacyEndsAtS,
          legacyRoot,
          royaltyBps,
          pricesPerYear: pricesPerYearAtomic,
        },
      ],
    }),
  })
  builder.expect(
    "NameRegistry",
    { address, abi: nameRegistryAbi },
    {
      fixed: { feeRouter, legacy: [legacyEndsAtS, legacyRoot] },
      settable: {
        ...governance,
        pricesPerYear: pricesPerYearAtomic,
        royaltyBps,
        commitAges: [commitAgeMinS, commitAgeMaxS],
      },
    },
  )
  return address
}

function planNameMarket({ builder, governance, preset, token }: PlanContext, names: Address): void {
  const { auctionExtensionS, bidIncrementBps } = preset.market
  const address = builder.proxied("NameMarket", {
    source: "NameMarket",
    bytecode: nameMarketBytecode,
    initialize: encodeFunctionData({
      abi: nameMarketAbi,
      functionName: "initialize",
      args: [{ ...governance, token, names, auctionExtensionS, bidIncrementBps }],
    }),
  })
  builder.expect(
    "NameMarket",
    { address, abi: nameMarketAbi },
    {
      fixed: { token, names },
      settable: { ...governance, auctionRules: [auctionExtensionS, bidIncrementBps] },
    },
  )
}
