import { type Address, encodeAbiParameters, encodeFunctionData } from "viem"
import { contributionPoolBytecode } from "../../abi/ContributionPool.ts"
import {
  contributionPoolFactoryAbi,
  contributionPoolFactoryBytecode,
} from "../../abi/ContributionPoolFactory.ts"
import { nodeRegistryAbi, nodeRegistryBytecode } from "../../abi/NodeRegistry.ts"
import { rewardPoolAbi, rewardPoolBytecode } from "../../abi/RewardPool.ts"
import { rewardsVaultAbi, rewardsVaultBytecode } from "../../abi/RewardsVault.ts"
import type { PlanContext } from "./planBuilder.ts"
import { protocolParameters } from "./presets.ts"

/** Stakes, rewards, and the pools that gather stakes. @returns The reward pool's address. */
export function planStaking(context: PlanContext): Address {
  const registry = planRegistry(context)
  const rewardPool = planRewardPool(context, planVault(context, registry))
  planRewardPoolOfRegistry(context, { registry, rewardPool })
  planPoolFactory(context, registry)
  return rewardPool
}

function planRegistry({ builder, preset, governance, token }: PlanContext): Address {
  const { stakingRequirement, ...delays } = protocolParameters(preset)
  const address = builder.proxied("NodeRegistry", {
    source: "NodeRegistry",
    bytecode: nodeRegistryBytecode,
    initialize: encodeFunctionData({
      abi: nodeRegistryAbi,
      functionName: "initialize",
      args: [
        {
          ...governance,
          token,
          stakingRequirement,
          ...delays,
        },
      ],
    }),
  })
  builder.expect(
    "NodeRegistry",
    { address, abi: nodeRegistryAbi },
    {
      fixed: { token, ...delays },
      settable: { ...governance, stakingRequirement },
    },
  )
  return address
}

function planVault({ builder, preset, governance, token }: PlanContext, registry: Address): Address {
  const { accountLimitAtomic, globalLimitAtomic, periodS } = preset.vault
  const address = builder.proxied("RewardsVault", {
    source: "RewardsVault",
    bytecode: rewardsVaultBytecode,
    initialize: encodeFunctionData({
      abi: rewardsVaultAbi,
      functionName: "initialize",
      args: [
        {
          ...governance,
          token,
          registry,
          accountLimit: accountLimitAtomic,
          globalLimit: globalLimitAtomic,
          periodS,
        },
      ],
    }),
  })
  builder.expect(
    "RewardsVault",
    { address, abi: rewardsVaultAbi },
    {
      fixed: { token, registry },
      settable: { ...governance, limits: [accountLimitAtomic, globalLimitAtomic, periodS] },
    },
  )
  return address
}

function planRewardPool({ builder, preset, governance, token }: PlanContext, vault: Address): Address {
  const { releaseIntervalS } = preset
  const address = builder.proxied("RewardPool", {
    source: "RewardPool",
    bytecode: rewardPoolBytecode,
    initialize: encodeFunctionData({
      abi: rewardPoolAbi,
      functionName: "initialize",
      args: [{ ...governance, token, vault, releaseIntervalS }],
    }),
  })
  const reads = { fixed: { token, vault }, settable: governance }
  builder.expect("RewardPool", { address, abi: rewardPoolAbi }, reads)
  return address
}

/** Pools are clones of one implementation: an upgrade of the factory leaves those that exist as they are. */
function planPoolFactory({ builder, governance }: PlanContext, registry: Address): void {
  const poolImplementation = builder.plain("ContributionPool", {
    source: "ContributionPool",
    bytecode: contributionPoolBytecode,
    constructorArgs: encodeAbiParameters([{ type: "address" }], [registry]),
  })
  const address = builder.proxied("ContributionPoolFactory", {
    source: "ContributionPoolFactory",
    bytecode: contributionPoolFactoryBytecode,
    initialize: encodeFunctionData({
      abi: contributionPoolFactoryAbi,
      functionName: "initialize",
      args: [{ ...governance, poolImplementation }],
    }),
  })
  const reads = { fixed: { registry }, settable: { ...governance, poolImplementation } }
  builder.expect("ContributionPoolFactory", { address, abi: contributionPoolFactoryAbi }, reads)
}

/** Registry, vault and pool know each other in a circle: the registry, which comes first, learns of the pool at the end. */
function planRewardPoolOfRegistry(
  { builder, governance }: PlanContext,
  { registry, rewardPool }: { readonly registry: Address; readonly rewardPool: Address },
): void {
  builder.calls.push({
    title: "the registry's reward pool",
    by: governance.manager,
    to: registry,
    data: encodeFunctionData({ abi: nodeRegistryAbi, functionName: "setRewardPool", args: [rewardPool] }),
    done: {
      contract: "NodeRegistry",
      address: registry,
      abi: nodeRegistryAbi,
      view: "rewardPool",
      args: [],
      expected: rewardPool,
      settable: false,
    },
  })
}
