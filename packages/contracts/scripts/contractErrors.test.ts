import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import { describe, expect, it } from "vitest"
import { contractErrorSentences } from "../errors.ts"
import { type AbiItem, publishedContracts } from "./generateAbis.ts"
import { contractsRoot } from "./runForge.ts"

/** The error names that the generated module of a contract declares. */
async function errorsOf(contract: string): Promise<readonly string[]> {
  const module = (await import(`../abi/${contract}.ts`)) as Readonly<Record<string, unknown>>
  const abi = Object.entries(module).find(([name]) => name.endsWith("Abi"))?.[1] as readonly AbiItem[]
  return abi.flatMap((item) => (item.type === "error" ? [item.name ?? ""] : []))
}

const names = new Set((await Promise.all(publishedContracts.map(errorsOf))).flat())

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
