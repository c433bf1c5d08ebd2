import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { localDeployerKey } from "./deployDevnet.ts"
import { parseDeployOptions } from "./deployOptions.ts"
import type { DeploymentErrorCode } from "./errors.ts"

const folder = mkdtempSync(path.join(tmpdir(), "sextant-key-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const key = `0x${"1".repeat(64)}`
const council = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
const chain = ["--rpc-url", "http://127.0.0.1:8545"]
const coded = (code: DeploymentErrorCode) => expect.objectContaining({ code })

describe("parseDeployOptions", () => {
  it("reads preset, chain, roles and the key from the environment", () => {
    const args = ["--preset", "mainnet", ...chain, "--council", council.toLowerCase(), "--parent"]
    expect(parseDeployOptions(args, { DEPLOYER_KEY: key })).toEqual({
      preset: "mainnet",
      rpcUrl: "http://127.0.0.1:8545",
      parent: true,
      dryRun: false,
      roles: { council },
      privateKey: key,
    })
  })

  it("prefers the key file, whose key may lack its 0x", () => {
    const file = path.join(folder, "key")
    writeFileSync(file, `${"2".repeat(64)}\n`)
    const args = ["--preset", "testnet", ...chain, "--key-file", file]
    expect(parseDeployOptions(args, { DEPLOYER_KEY: key }).privateKey).toBe(`0x${"2".repeat(64)}`)
  })

  it("knows the local network's key, and asks for nothing in a dry run", () => {
    expect(parseDeployOptions(["--preset", "devnet", ...chain], {}).privateKey).toBe(localDeployerKey)
    expect(parseDeployOptions(["--preset", "mainnet", "--dry-run"], {})).toMatchObject({ dryRun: true })
  })

  it.each<[string, readonly string[], DeploymentErrorCode]>([
    ["no preset", chain, "deployment/bad-option"],
    ["an unknown preset", ["--preset", "moonnet", ...chain], "deployment/bad-option"],
    ["an unknown option", ["--preset", "devnet", ...chain, "--fast"], "deployment/bad-option"],
    ["no chain", ["--preset", "devnet"], "deployment/bad-option"],
    [
      "a mistyped address",
      ["--preset", "mainnet", ...chain, "--manager", `${council.slice(0, -1)}9`],
      "deployment/bad-option",
    ],
    ["no key", ["--preset", "mainnet", ...chain], "deployment/bad-key"],
    [
      "a missing key file",
      ["--preset", "devnet", ...chain, "--key-file", "/nowhere/key"],
      "deployment/bad-key",
    ],
  ])("refuses %s", (_, args, code) => {
    expect(() => parseDeployOptions(args, {})).toThrow(coded(code))
  })

  it("never shows a key that it cannot read", () => {
    const secret = "not-quite-a-key"
    expect(() => parseDeployOptions(["--preset", "mainnet", ...chain], { DEPLOYER_KEY: secret })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining(secret) }),
    )
  })
})
