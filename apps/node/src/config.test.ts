import { contractsOfChain } from "@sextant/shared/networks"
import { describe, expect, it } from "vitest"
import { parseConfig } from "./config.ts"

const given = { chainId: "31337", l2RpcUrls: "http://127.0.0.1:8545", publicIp: "127.0.0.1" }

describe("parseConfig", () => {
  it("takes the known contracts of a chain when none are named", () => {
    expect(parseConfig(given)).toMatchObject({ config: { contracts: contractsOfChain(31_337) } })
  })

  it("takes the named contracts before the known ones", () => {
    const named = { ...contractsOfChain(31_337), NodeRegistry: `0x${"AB".repeat(20)}` }
    expect(parseConfig({ ...given, contracts: JSON.stringify(named) })).toMatchObject({
      config: { contracts: { NodeRegistry: `0x${"ab".repeat(20)}` } },
    })
  })

  it("asks for contracts on a chain that it does not know, and for every one of them", () => {
    expect(parseConfig({ ...given, chainId: "5" })).toEqual({
      problems: [{ setting: "contracts", message: "is missing, and no contracts are known on this chain" }],
    })
    expect(parseConfig({ ...given, contracts: "{}" })).toEqual({
      problems: [{ setting: "contracts", message: "the address of SessionToken is missing" }],
    })
    expect(parseConfig({ ...given, contracts: "{" })).toEqual({
      problems: [{ setting: "contracts", message: "must be JSON with the contracts' addresses" }],
    })
  })
})
