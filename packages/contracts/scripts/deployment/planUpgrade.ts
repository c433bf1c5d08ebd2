import {
  type Address,
  concatHex,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  keccak256,
  parseAbiParameters,
  toHex,
  zeroHash,
} from "viem"
import { timelockAbi } from "../../abi/Timelock.ts"
import { create2Address } from "./deterministicDeployer.ts"
import type { PlannedContract, PlanStep } from "./planBuilder.ts"

/** Which contract gets which code, and a call that the proxy makes to itself right after, such as a reinitializer. */
export type Upgrade = {
  readonly name: string
  readonly source: string
  readonly bytecode: Hex
  readonly migration?: Hex
}

export type UpgradePlan = {
  readonly salt: Hex
  /** The new implementations; anyone may create them at any time. */
  readonly steps: readonly PlanStep[]
  readonly timelock: Address
  /** The council's call, by which the delay begins. */
  readonly schedule: Hex
  /** Anybody's call once the delay is over: all contracts change in one transaction or none does. */
  readonly execute: Hex
  readonly operationId: Hex
}

export type DeployedSet = {
  readonly salt: Hex
  readonly contracts: Readonly<Record<string, PlannedContract>>
}

const upgradeAbi = [
  {
    type: "function",
    name: "upgradeToAndCall",
    stateMutability: "payable",
    inputs: [
      { name: "newImplementation", type: "address" },
      { name: "data", type: "bytes" },
    ],
    outputs: [],
  },
] as const

export function upgradeCall(implementation: Address, migration: Hex = "0x"): Hex {
  return encodeFunctionData({
    abi: upgradeAbi,
    functionName: "upgradeToAndCall",
    args: [implementation, migration],
  })
}

const operationParameters = parseAbiParameters("address[], uint256[], bytes[], bytes32, bytes32")

/** Works out an upgrade of deployed contracts through their timelock. @throws RangeError for a contract that has no proxy. */
export function planUpgrade(
  deployed: DeployedSet,
  input: { readonly upgrades: readonly Upgrade[]; readonly delayS: bigint; readonly round?: number },
): UpgradePlan {
  const { salt, contracts } = deployed
  const steps = input.upgrades.map(({ name, source, bytecode }): PlanStep => {
    const title = `${name}, new implementation`
    return {
      title,
      source,
      address: create2Address(salt, bytecode),
      initCode: bytecode,
      constructorArgs: "0x",
    }
  })
  const targets = input.upgrades.map(({ name }) => {
    const contract = contracts[name]
    if (contract?.implementation === undefined) throw new RangeError(`${name} is not behind a proxy`)
    return contract.address
  })
  const payloads = input.upgrades.map(({ migration }, index) =>
    upgradeCall(steps[index]?.address ?? "0x", migration),
  )
  const values = targets.map(() => 0n)
  const timelock = contracts["Timelock"]?.address
  if (timelock === undefined) throw new RangeError("the contracts have no timelock")
  // An operation can be executed once: to schedule the same again some day, count the round up.
  const operationSalt = keccak256(concatHex([...payloads, toHex(input.round ?? 0, { size: 32 })]))
  const operation = [targets, values, payloads, zeroHash, operationSalt] as const
  return {
    salt,
    steps,
    timelock,
    schedule: encodeFunctionData({
      abi: timelockAbi,
      functionName: "scheduleBatch",
      args: [...operation, input.delayS],
    }),
    execute: encodeFunctionData({ abi: timelockAbi, functionName: "executeBatch", args: operation }),
    operationId: keccak256(encodeAbiParameters(operationParameters, operation)),
  }
}
