import { describe, expect, it } from "vitest"
import type { DeploymentErrorCode } from "./errors.ts"
import { planDeployment, planParentDeployment, rolesOf } from "./planDeployment.ts"
import { deploymentNames, deploymentPreset, type Roles } from "./presets.ts"

const given: Roles = {
  council: "0x00000000000000000000000000000000000000a1",
  manager: "0x00000000000000000000000000000000000000a2",
  guardian: "0x00000000000000000000000000000000000000a3",
  liquidity: "0x00000000000000000000000000000000000000a4",
  treasury: "0x00000000000000000000000000000000000000a5",
}
const planOf = (name: (typeof deploymentNames)[number], roles: Roles = given) =>
  planDeployment(deploymentPreset(name), roles)

describe("planDeployment", () => {
  it("gives every contract an address of its own, the same each time", () => {
    for (const name of deploymentNames) {
      const addresses = planOf(name).steps.map(({ address }) => address)
      expect(new Set(addresses).size).toBe(addresses.length)
      expect(planOf(name)).toEqual(planOf(name))
    }
  })

  it("creates each implementation before its proxy", () => {
    for (const name of deploymentNames) {
      const { steps, contracts } = planOf(name)
      const places = new Map(steps.map(({ address }, index) => [address, index]))
      for (const { address, implementation } of Object.values(contracts)) {
        if (implementation !== undefined)
          expect(places.get(implementation)).toBeLessThan(places.get(address) ?? 0)
      }
    }
  })

  it("initializes every proxy in the transaction that creates it", () => {
    for (const name of deploymentNames) {
      const { steps } = planOf(name)
      const proxies = steps.filter(({ source }) => source === "Erc1967Proxy")
      expect(proxies.length).toBeGreaterThanOrEqual(3)
      // implementation, offset and length come first; without a call nothing would follow them
      for (const { constructorArgs } of proxies)
        expect(constructorArgs.length).toBeGreaterThan(2 + 3 * 64 + 8)
    }
  })

  it("has the same contracts on every preset, but for where the token comes from", () => {
    const names = deploymentNames.map((name) => Object.keys(planOf(name).contracts).sort())
    expect(names[1]).toEqual(names[0])
    expect(names[2]).toEqual(names[0])
    expect(planOf("devnet").contracts["SessionToken"]?.source).toBe("SessionToken")
    expect(planOf("mainnet").contracts["SessionToken"]?.source).toBe("SessionTokenL2")
  })

  it("moves everything that trusts a role when the role changes hands", () => {
    const other = planOf("mainnet", { ...given, council: given.guardian })
    expect(other.contracts["Timelock"]).not.toEqual(planOf("mainnet").contracts["Timelock"])
    expect(other.contracts["NodeRegistry"]?.address).not.toBe(
      planOf("mainnet").contracts["NodeRegistry"]?.address,
    )
  })
})

describe("planParentDeployment", () => {
  it("plans the token on the parent chain where there is one", () => {
    expect(planParentDeployment(deploymentPreset("devnet"), given)).toBeUndefined()
    const parent = planParentDeployment(deploymentPreset("mainnet"), given)
    expect(parent?.chainId).toBe(1)
    expect(Object.keys(parent?.contracts ?? {})).toEqual(["SessionTokenL1"])
  })
})

describe("rolesOf", () => {
  it("takes the preset's own, or else those that are given", () => {
    expect(rolesOf(deploymentPreset("mainnet"), given)).toEqual(given)
    expect(rolesOf(deploymentPreset("devnet")).treasury).toMatch(/^0xf39F/)
  })

  it("names the roles that are missing", () => {
    const { guardian: _, ...most } = given
    const code: DeploymentErrorCode = "deployment/roles-missing"
    expect(() => rolesOf(deploymentPreset("testnet"), most)).toThrow(
      expect.objectContaining({ code, meta: { preset: "testnet", missing: "guardian" } }),
    )
  })
})
