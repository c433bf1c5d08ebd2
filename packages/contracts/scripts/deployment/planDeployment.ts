import { type ContractAddresses, parseContractAddresses } from "@sextant/shared/networks"
import {
  type Abi,
  type Address,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  keccak256,
  stringToBytes,
  zeroAddress,
  zeroHash,
} from "viem"
import { sessionTokenAbi, sessionTokenBytecode } from "../../abi/SessionToken.ts"
import { sessionTokenL1Abi, sessionTokenL1Bytecode } from "../../abi/SessionTokenL1.ts"
import { sessionTokenL2Abi, sessionTokenL2Bytecode } from "../../abi/SessionTokenL2.ts"
import { timelockAbi, timelockBytecode } from "../../abi/Timelock.ts"
import { saltOf } from "./deterministicDeployer.ts"
import { DeploymentError } from "./errors.ts"
import {
  createPlanBuilder,
  type PlanBuilder,
  type PlanCall,
  type PlanCheck,
  type PlannedContract,
  type PlanStep,
} from "./planBuilder.ts"
import { planServices } from "./planServices.ts"
import { planStaking } from "./planStaking.ts"
import type { DeploymentPreset, Roles } from "./presets.ts"

/** Everything a deployment will do, worked out without a chain. The same input gives the same addresses everywhere. */
export type DeploymentPlan = {
  readonly chainId: number
  readonly salt: Hex
  readonly steps: readonly PlanStep[]
  readonly calls: readonly PlanCall[]
  readonly checks: readonly PlanCheck[]
  readonly contracts: Readonly<Record<string, PlannedContract>>
}

const SUPPLY_ATOMIC = 240_000_000n * 10n ** 9n

/** @throws DeploymentError deployment/roles-missing when the preset leaves the roles to the one who deploys. */
export function rolesOf(preset: DeploymentPreset, given: Partial<Roles> = {}): Roles {
  const named = preset.roles === "given" ? given : { ...preset.roles, ...given }
  const { council, manager, guardian, liquidity, treasury } = named
  if (!council || !manager || !guardian || !liquidity || !treasury) {
    const missing = (["council", "manager", "guardian", "liquidity", "treasury"] as const)
      .filter((role) => named[role] === undefined)
      .join(", ")
    throw new DeploymentError("deployment/roles-missing", { meta: { preset: preset.name, missing } })
  }
  return { council, manager, guardian, liquidity, treasury }
}

/** The contracts of the chain that the nodes follow. */
export function planDeployment(preset: DeploymentPreset, roles: Roles): DeploymentPlan {
  const salt = presetSalt(preset)
  const builder = createPlanBuilder(salt)
  const timelock = planTimelock(builder, preset, roles)
  const governance = { owner: timelock, manager: roles.manager, guardian: roles.guardian }
  const token = planToken(builder, { preset, roles, owner: timelock })
  const context = { builder, preset, roles, governance, token }
  planServices(context, planStaking(context))
  const { steps, calls, checks, contracts } = builder
  return { chainId: preset.chainId, salt, steps, calls, checks, contracts }
}

/** The token on the parent chain, or undefined when it is born on the nodes' own chain. */
export function planParentDeployment(preset: DeploymentPreset, roles: Roles): DeploymentPlan | undefined {
  const { token } = preset
  if (token.kind === "born") return undefined
  const salt = presetSalt(preset)
  const builder = createPlanBuilder(salt)
  const address = builder.plain("SessionTokenL1", {
    source: "SessionTokenL1",
    bytecode: sessionTokenL1Bytecode,
    constructorArgs: encodeAbiParameters(
      [{ type: "address" }, { type: "address" }, { type: "address" }, { type: "address" }],
      [roles.treasury, roles.manager, token.l1Gateway, token.l1Router],
    ),
  })
  builder.expect(
    "SessionTokenL1",
    { address, abi: sessionTokenL1Abi },
    {
      fixed: {
        totalSupply: SUPPLY_ATOMIC,
        registrar: roles.manager,
        gateway: token.l1Gateway,
        router: token.l1Router,
      },
    },
  )
  const { steps, calls, checks, contracts } = builder
  return { chainId: token.parentChainId, salt, steps, calls, checks, contracts }
}

/** The addresses that programs are told of. */
export function addressesOf({ contracts }: DeploymentPlan): ContractAddresses {
  const entries = Object.entries(contracts).map(([name, { address }]) => [name, address])
  return parseContractAddresses(Object.fromEntries(entries))
}

function presetSalt(preset: DeploymentPreset): Hex {
  return saltOf(`sextant/${preset.name}/${preset.edition}`)
}

function planTimelock(builder: PlanBuilder, preset: DeploymentPreset, roles: Roles): Address {
  const [timelockConstructor] = timelockAbi
  const address = builder.plain("Timelock", {
    source: "Timelock",
    bytecode: timelockBytecode,
    constructorArgs: encodeAbiParameters(timelockConstructor.inputs, [
      preset.timelockDelayS,
      [roles.council],
    ]),
  })
  const target = { contract: "Timelock", address, abi: timelockAbi as Abi }
  builder.expect("Timelock", target, { settable: { getMinDelay: preset.timelockDelayS } })
  const holds = (role: Hex, account: Address) =>
    builder.checks.push({ ...target, view: "hasRole", args: [role, account], expected: true, settable: true })
  holds(keccak256(stringToBytes("PROPOSER_ROLE")), roles.council)
  holds(keccak256(stringToBytes("CANCELLER_ROLE")), roles.council)
  holds(keccak256(stringToBytes("EXECUTOR_ROLE")), zeroAddress)
  holds(zeroHash, address)
  return address
}

function planToken(
  builder: PlanBuilder,
  input: { readonly preset: DeploymentPreset; readonly roles: Roles; readonly owner: Address },
): Address {
  const { preset, roles, owner } = input
  if (preset.token.kind === "born") {
    const address = builder.plain("SessionToken", {
      source: "SessionToken",
      bytecode: sessionTokenBytecode,
      constructorArgs: encodeAbiParameters([{ type: "address" }], [roles.treasury]),
    })
    const target = { address, abi: sessionTokenAbi }
    builder.expect("SessionToken", target, { fixed: { totalSupply: SUPPLY_ATOMIC, decimals: 9 } })
    return address
  }
  const l1Address = planParentDeployment(preset, roles)?.contracts["SessionTokenL1"]?.address ?? zeroAddress
  const gateway = preset.token.l2Gateway
  const address = builder.proxied("SessionToken", {
    source: "SessionTokenL2",
    bytecode: sessionTokenL2Bytecode,
    initialize: encodeFunctionData({
      abi: sessionTokenL2Abi,
      functionName: "initialize",
      args: [{ owner, gateway, l1Address }],
    }),
  })
  const target = { address, abi: sessionTokenL2Abi }
  builder.expect("SessionToken", target, {
    fixed: { gateway, l1Address, decimals: 9 },
    settable: { owner },
  })
  return address
}
