import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import { describe, expect, it } from "vitest"
import { contractErrorSentences } from "../abi/errors.ts"
import { nodeRegistryAbi } from "../abi/NodeRegistry.ts"
import { rewardPoolAbi } from "../abi/RewardPool.ts"
import { rewardsVaultAbi } from "../abi/RewardsVault.ts"
import { sessionTokenAbi } from "../abi/SessionToken.ts"
import { contractsRoot } from "./runForge.ts"

const abis = [nodeRegistryAbi, rewardPoolAbi, rewardsVaultAbi, sessionTokenAbi]
const names = new Set(
  abis.flatMap((abi) => abi.flatMap((item) => (item.type === "error" ? [String(item.name)] : []))),
)

function solidityIn(folder: string): string {
  const files = readdirSync(path.join(contractsRoot, folder), { recursive: true, encoding: "utf8" })
  return files
    .filter((file) => file.endsWith(".sol"))
    .map((file) => readFileSync(path.join(contractsRoot, folder, file), "utf8"))
    .join("\n")
}

describe("contractErrorSentences", () => {
  it("has one sentence for each error of the ABIs and no other", () => {
    expect(Object.keys(contractErrorSentences).sort()).toEqual([...names].sort())
  })

  it("speaks in whole sentences", () => {
    for (const sentence of Object.values(contractErrorSentences))
      expect(sentence).toMatch(/^[A-Z].{10,150}\.$/)
  })
})

describe("custom errors of our own", () => {
  const declared = [...solidityIn("src").matchAll(/^\s+error (\w+)\(/gm)].map(([, name]) => name ?? "")
  const tests = solidityIn("test")

  it("are all in the published ABIs", () => {
    expect(declared.length).toBeGreaterThan(40)
    expect(declared.filter((name) => !names.has(name))).toEqual([])
  })

  it("are each expected by a Solidity test", () => {
    expect(declared.filter((name) => !tests.includes(`.${name}.selector`))).toEqual([])
  })
})
