import { type DeploymentPlan, planDeployment, rolesOf } from "./planDeployment.ts"
import { type DeploymentName, deploymentNames, deploymentPreset, type Roles } from "./presets.ts"

/** Stands in where only the shape of a plan matters. */
const somebody = "0x00000000000000000000000000000000000000a1"
const anyRoles: Roles = {
  council: somebody,
  manager: somebody,
  guardian: somebody,
  liquidity: somebody,
  treasury: somebody,
}

export function planWithAnyRoles(name: DeploymentName): DeploymentPlan {
  const preset = deploymentPreset(name)
  return planDeployment(preset, preset.roles === "given" ? anyRoles : rolesOf(preset))
}

/** The sources that some preset puts behind a proxy: what an upgrade may replace, by file name. */
export function upgradeableContracts(): readonly string[] {
  const behindProxies = deploymentNames.flatMap((name) =>
    Object.values(planWithAnyRoles(name).contracts)
      .filter(({ implementation }) => implementation !== undefined)
      .map(({ source }) => source),
  )
  return [...new Set(behindProxies)].sort()
}
