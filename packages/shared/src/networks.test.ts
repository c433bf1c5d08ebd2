import { describe, expect, it } from "vitest"
import { contractNames, contractsOfChain, parseAddress, parseContractAddresses } from "./networks.ts"

const upper = `0x${"AB".repeat(20)}`
const lower = `0x${"ab".repeat(20)}`
const all = Object.fromEntries(contractNames.map((name) => [name, upper]))

describe("parseAddress", () => {
  it("lowers what it reads, and refuses what is no address", () => {
    expect(parseAddress(upper)).toBe(lower)
    for (const wrong of ["", "0x", lower.slice(0, -1), `${lower}0`, lower.slice(2), `0x${"g".repeat(40)}`]) {
      expect(() => parseAddress(wrong)).toThrow(RangeError)
    }
  })
})

describe("parseContractAddresses", () => {
  it("reads every contract's address and leaves out what it does not know", () => {
    const parsed = parseContractAddresses({ ...all, Casino: upper })
    expect(Object.keys(parsed)).toEqual([...contractNames])
    expect(new Set(Object.values(parsed))).toEqual(new Set([lower]))
  })

  it("names the contract whose address is missing or wrong", () => {
    expect(() => parseContractAddresses({ ...all, NameRegistry: undefined })).toThrow(
      /NameRegistry is missing/,
    )
    expect(() => parseContractAddresses({ ...all, RewardsVault: "0x1" })).toThrow(/^RewardsVault: an address/)
  })
})

describe("contractsOfChain", () => {
  it("knows the local network's contracts, whose addresses follow from their code", () => {
    const local = contractsOfChain(31_337)
    expect(parseContractAddresses({ ...local })).toEqual(local)
  })

  it("knows nothing of other chains", () => {
    expect(contractsOfChain(5)).toBeUndefined()
  })
})
