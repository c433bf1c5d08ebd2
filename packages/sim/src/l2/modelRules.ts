import type { Preset } from "@sextant/shared/params"
import type { ContractDomain } from "@sextant/wire/messages"
import type { ModelRules } from "./registryState.ts"

/** As the deployment of a preset sets them. */
export function modelRules(
  preset: Preset,
  { domain, rewardPool }: { readonly domain: ContractDomain; readonly rewardPool: ModelRules["rewardPool"] },
): ModelRules {
  return {
    domain,
    rewardPool,
    snapshotAgeMaxS: preset.snapshotAgeMaxS,
    smallContributorDelayS: preset.smallContributorDelayS,
    liquidationDelayS: preset.liquidationBufferS,
    exitWithoutSnapshotS: preset.exitWithoutSnapshotS,
  }
}
