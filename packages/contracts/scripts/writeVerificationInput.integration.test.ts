import { createRequire } from "node:module"
import { beforeAll, describe, expect, it } from "vitest"
import { planWithAnyRoles } from "./deployment/upgradeableContracts.ts"
import { readArtifact } from "./generateAbis.ts"
import { runForge } from "./runForge.ts"
import { verificationInput } from "./writeVerificationInput.ts"

type Compiled = {
  readonly contracts: Readonly<
    Record<
      string,
      Readonly<Record<string, { readonly evm: { readonly bytecode: { readonly object: string } } }>>
    >
  >
}
const solc = createRequire(import.meta.url)("solc") as { readonly compile: (input: string) => string }

describe("verificationInput", () => {
  beforeAll(() => {
    expect(runForge(["build", "src", "--skip", "test"], "pipe").exitCode).toBe(0)
  }, 300_000)

  it("compiles to exactly the bytecode that is deployed", { timeout: 120_000 }, () => {
    const { steps } = planWithAnyRoles("mainnet")
    const step = steps.find(({ source }) => source === "SessionTokenL2")!
    const { input, contract, compilerVersion } = verificationInput(step)
    const [file = "", name = ""] = contract.split(":")
    const compiled = JSON.parse(solc.compile(JSON.stringify(input))) as Compiled
    const bytecode = `0x${compiled.contracts[file]?.[name]?.evm.bytecode.object}`
    expect(bytecode).toBe(readArtifact(name).bytecode.object)
    expect(step.initCode.startsWith(bytecode)).toBe(true)
    expect(compilerVersion).toMatch(/^v0\.8\.30\+commit\.[0-9a-f]{8}$/)
  })

  it("names its constructor's arguments as they were deployed", () => {
    for (const step of planWithAnyRoles("mainnet").steps) {
      expect(step.initCode.endsWith(verificationInput(step).constructorArguments)).toBe(true)
    }
  })
})
