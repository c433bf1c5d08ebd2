import { contractNames } from "@sextant/shared/networks"
import { describe, expect, it } from "vitest"
import { parseConfig } from "./config.ts"

const contracts = {
  ...Object.fromEntries(contractNames.map((name, index) => [name, `0x${String(index + 11).repeat(20)}`])),
  SessionToken: `0x${"Ab".repeat(20)}`,
}
const env = {
  DATABASE_URL: "postgresql://u:p@127.0.0.1:5432/x",
  L2_RPC_URL: "http://127.0.0.1:8545, https://rpc.example/key",
  NODE_URLS: "http://127.0.0.1:1",
  CONTRACTS: JSON.stringify({ chainId: 31337, contracts, nodeUrls: ["ignored"] }),
}

describe("parseConfig", () => {
  it("reads lists, lowers addresses and knows the local chain's preset", () => {
    expect(parseConfig(env)).toMatchObject({
      l2RpcUrls: ["http://127.0.0.1:8545", "https://rpc.example/key"],
      chainId: 31337,
      contracts: { SessionToken: `0x${"ab".repeat(20)}` },
      snapshotIntervalBlocks: 5,
      pollIntervalMs: 500,
      startBlock: undefined,
    })
  })

  it("takes the addresses alone when CHAIN_ID says where they are", () => {
    const bare = { ...env, CONTRACTS: JSON.stringify(contracts), CHAIN_ID: "42161" }
    expect(parseConfig(bare)).toMatchObject({ chainId: 42161, snapshotIntervalBlocks: 30 })
  })

  it("names every variable that is wrong", () => {
    const wrong = { ...env, DATABASE_URL: "mysql://x", NODE_URLS: "ftp://x", POLL_INTERVAL_MS: "-1" }
    expect(() => parseConfig(wrong)).toThrow(
      expect.objectContaining({
        code: "config/bad-env",
        meta: expect.objectContaining({
          DATABASE_URL: expect.any(String),
          NODE_URLS: expect.any(String),
          POLL_INTERVAL_MS: expect.any(String),
        }),
      }),
    )
  })

  it.each([
    ["no chain", { CONTRACTS: JSON.stringify(contracts) }, "config/bad-env"],
    ["a chain without a preset", { CHAIN_ID: "5" }, "config/bad-env"],
    [
      "an address too few",
      { CONTRACTS: JSON.stringify({ ...contracts, RewardPool: "0x" }) },
      "config/bad-contracts",
    ],
    ["broken JSON", { CONTRACTS: "{" }, "config/bad-contracts"],
  ])("refuses %s", (_name, more, code) => {
    expect(() => parseConfig({ ...env, ...more })).toThrow(expect.objectContaining({ code }))
  })
})
