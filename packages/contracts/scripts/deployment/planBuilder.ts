import { type Abi, type Address, concatHex, encodeAbiParameters, type Hex } from "viem"
import { erc1967ProxyAbi, erc1967ProxyBytecode } from "../../abi/Erc1967Proxy.ts"
import { create2Address } from "./deterministicDeployer.ts"
import type { DeploymentPreset, Roles } from "./presets.ts"

/** One creation, and where it leads. */
export type PlanStep = {
  /** What a person reads: `NodeRegistry, implementation`. */
  readonly title: string
  /** File name of the source below src/, which is also the contract's name. */
  readonly source: string
  readonly address: Address
  readonly initCode: Hex
  /** Encoded; what block explorers ask for. */
  readonly constructorArgs: Hex
}

/** A view that must answer so once everything is deployed and set. */
export type PlanCheck = {
  readonly contract: string
  readonly address: Address
  readonly abi: Abi
  readonly view: string
  readonly args: readonly unknown[]
  readonly expected: unknown
  /** Somebody with the right to may have set it since: then it is worth a line, not a refusal. */
  readonly settable: boolean
}

/** A call after the creations. Whoever deploys sends it when the role is theirs; else the role's holder has to. */
export type PlanCall = {
  readonly title: string
  readonly by: Address
  readonly to: Address
  readonly data: Hex
  /** True on chain once the call was made. */
  readonly done: PlanCheck
}

export type PlannedContract = {
  readonly source: string
  readonly address: Address
  /** Only of those behind a proxy. */
  readonly implementation?: Address
}

export type Reads = Readonly<Record<string, unknown>>

/** Collects creations in the order in which they must happen, and hands out the addresses they will have. */
export function createPlanBuilder(salt: Hex) {
  const steps: PlanStep[] = []
  const checks: PlanCheck[] = []
  const calls: PlanCall[] = []
  const contracts: Record<string, PlannedContract> = {}

  const create = (step: { title: string; source: string; bytecode: Hex; constructorArgs: Hex }): Address => {
    const { title, source, constructorArgs } = step
    const initCode = concatHex([step.bytecode, constructorArgs])
    const address = create2Address(salt, initCode)
    steps.push({ title, source, address, initCode, constructorArgs })
    return address
  }

  return {
    steps,
    checks,
    calls,
    contracts,

    /** A contract that nobody can change. */
    plain(name: string, input: { source: string; bytecode: Hex; constructorArgs?: Hex }): Address {
      const constructorArgs = input.constructorArgs ?? "0x"
      const address = create({ title: name, ...input, constructorArgs })
      contracts[name] = { source: input.source, address }
      return address
    },

    /** An implementation, and a proxy that the transaction which creates it also initializes. */
    proxied(
      name: string,
      input: { source: string; bytecode: Hex; constructorArgs?: Hex; initialize: Hex },
    ): Address {
      const implementation = create({
        title: `${name}, implementation`,
        source: input.source,
        bytecode: input.bytecode,
        constructorArgs: input.constructorArgs ?? "0x",
      })
      const [proxyConstructor] = erc1967ProxyAbi
      const address = create({
        title: name,
        source: "Erc1967Proxy",
        bytecode: erc1967ProxyBytecode,
        constructorArgs: encodeAbiParameters(proxyConstructor.inputs, [implementation, input.initialize]),
      })
      contracts[name] = { source: input.source, address, implementation }
      return address
    },

    /** Views without arguments and what they must answer: always, or until somebody sets it anew. */
    expect(
      contract: string,
      target: { address: Address; abi: Abi },
      reads: { readonly fixed?: Reads; readonly settable?: Reads },
    ): void {
      const add = (part: Reads | undefined, settable: boolean) => {
        for (const [view, expected] of Object.entries(part ?? {})) {
          checks.push({ contract, ...target, view, args: [], expected, settable })
        }
      }
      add(reads.fixed, false)
      add(reads.settable, true)
    },
  }
}
export type PlanBuilder = ReturnType<typeof createPlanBuilder>

/** What the plans of single contracts share. */
export type PlanContext = {
  readonly builder: PlanBuilder
  readonly preset: DeploymentPreset
  readonly roles: Roles
  readonly governance: { readonly owner: Address; readonly manager: Address; readonly guardian: Address }
  readonly token: Address
}
