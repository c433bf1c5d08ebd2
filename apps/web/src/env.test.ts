import { contractNames } from "@sextant/shared/networks"
import { describe, expect, it } from "vitest"
import { parseEnv } from "./env.ts"

const address = (digit: string) => `0x${digit.repeat(40)}`
const contracts = {
  ...Object.fromEntries(contractNames.map((name) => [name, address("2")])),
  SessionToken: address("A"),
}
const env = {
  DATABASE_URL: "postgresql://u:p@127.0.0.1:5432/sextant",
  NODE_URLS: "http://127.0.0.1:1, http://127.0.0.1:2",
  L2_RPC_URL: "http://127.0.0.1:8545",
  CHAIN_ID: "31337",
  CONTRACTS: JSON.stringify(contracts),
}

describe("parseEnv", () => {
  it("reads lists, numbers and addresses", () => {
    const parsed = parseEnv(env)
    expect(parsed.NODE_URLS).toEqual(["http://127.0.0.1:1", "http://127.0.0.1:2"])
    expect(parsed.CHAIN_ID).toBe(31337)
    expect(parsed.CONTRACTS.SessionToken).toBe(address("a"))
  })

  it("names every variable that is missing or wrong", () => {
    expect(() => parseEnv({})).toThrow(
      /DATABASE_URL[\s\S]*NODE_URLS[\s\S]*L2_RPC_URL[\s\S]*CHAIN_ID[\s\S]*CONTRACTS/,
    )
    expect(() => parseEnv({ ...env, DATABASE_URL: "mysql://x" })).toThrow("DATABASE_URL")
    expect(() => parseEnv({ ...env, NODE_URLS: " , " })).toThrow("NODE_URLS")
    expect(() => parseEnv({ ...env, CONTRACTS: "{" })).toThrow("not JSON")
    expect(() =>
      parseEnv({ ...env, CONTRACTS: JSON.stringify({ ...contracts, RewardsVault: "0x1" }) }),
    ).toThrow("RewardsVault")
  })
})
