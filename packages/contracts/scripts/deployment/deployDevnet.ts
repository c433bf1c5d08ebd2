import type { Hex } from "viem"
import { connectChain } from "./connect.ts"
import { type DeploymentPlan, planDeployment, rolesOf } from "./planDeployment.ts"
import { deploymentPreset } from "./presets.ts"
import { runDeployment } from "./runDeployment.ts"

/** Key of account 0 of the word list that every local EVM chain uses. */
export const localDeployerKey: Hex = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"

/** Deploys the devnet preset on a local chain, as fast as the chain takes it. */
export async function deployDevnet(
  rpcUrl: string,
  say: (line: string) => void = () => {},
): Promise<DeploymentPlan> {
  const preset = deploymentPreset("devnet")
  const plan = planDeployment(preset, rolesOf(preset))
  const chain = await connectChain({ rpcUrl, privateKey: localDeployerKey, chainId: preset.chainId })
  await runDeployment({ chain, say, pipelined: true }, plan)
  return plan
}
