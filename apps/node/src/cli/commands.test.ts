import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { contractNames } from "@sextant/shared/networks"
import { afterAll, beforeEach, describe, expect, it } from "vitest"
import { systemClock } from "../systemClock.ts"
import { systemRandom } from "../systemRandom.ts"
import type { CliDeps, OperatorAccount } from "./cliDeps.ts"
import { createProgram } from "./createProgram.ts"
import { explain } from "./explain.ts"
import { openKeyFiles } from "./keyFiles.ts"

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

const contracts = JSON.stringify(
  Object.fromEntries(contractNames.map((name, index) => [name, `0x${String(index + 11).repeat(20)}`])),
)
const l2Flags = ["--chain-id", "31337", "--contracts", contracts, "--l2-rpc-urls", "http://127.0.0.1:8545"]

describe("the commands", () => {
  let folder: string
  let lines: string[]
  let calls: unknown[]
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "sextant-cli-"))
    folders.push(folder)
    lines = []
    calls = []
  })

  const account: OperatorAccount = {
    address: `0x${"55".repeat(20)}`,
    registryIdOf: async () => 7,
    isRegistered: async (id) => id !== 8,
    register: async () => 7,
    requestExit: async (id) => {
      calls.push(["requestExit", id])
      return `0x${"66".repeat(32)}`
    },
    completeExit: async (proof) => {
      calls.push(["completeExit", proof])
      return `0x${"77".repeat(32)}`
    },
    releaseStake: async (id) => {
      calls.push(["releaseStake", id])
      return false
    },
    createPool: async (input) => {
      calls.push(["createPool", input])
      return { pool: `0x${"99".repeat(20)}`, leastAtomic: 6_250_000_000_000n }
    },
    withdraw: async () => 25_000_500_000_000n,
  }
  const run = async (args: readonly string[], change: Partial<CliDeps> = {}) => {
    const deps: CliDeps = {
      env: {},
      say: (line) => void lines.push(line),
      random: systemRandom,
      askPassword: async () => undefined,
      runNode: async (config, keys) => void calls.push({ config, keys }),
      openVotes: () => Promise.reject(new Error("no votes here")),
      clock: systemClock,
      stopped: () => new Promise(() => undefined),
      openAccount: () => account,
      openLiquidator: () => {
        throw new Error("no liquidator here")
      },
      prepareRegistration: async (_, input) => ({
        blsKey: [],
        proofOfPossession: [],
        ed25519Key: "0x",
        ed25519Signature: [],
        feeBps: input.feeBps,
        operator: input.operator,
        beneficiary: input.beneficiary ?? input.operator,
        stakeAtomic: "1",
      }),
      preparePool: async (_, input) => ({
        pool: `0x${"99".repeat(20)}`,
        salt: "0x01",
        operator: input.operator,
        terms: { feeBps: input.feeBps, autoFinalize: input.autoFinalize },
        reservations: [],
      }),
      fetch: async () => new Response("{}", { status: 404 }),
      ...change,
    }
    const program = createProgram(deps, "0.1.0").exitOverride()
    await program.parseAsync(["node", "sextant-node", ...args])
  }
  const failure = async (args: readonly string[], change?: Partial<CliDeps>) => {
    try {
      await run(args, change)
    } catch (error) {
      return explain(error)
    }
    return "no failure"
  }
  const withPassword = { env: { SEXTANT_PASSWORD: "correct horse" } }
  const init = () => run(["init", "--data-folder", folder, "--light-kdf"], withPassword)

  it("init makes keys that only the password opens, in files that only the owner reads", async () => {
    await init()
    expect(readdirSync(join(folder, "keys")).sort()).toEqual(["bls.json", "ed25519.json"])
    expect(statSync(join(folder, "keys", "bls.json")).mode & 0o777).toBe(0o600)
    expect(openKeyFiles(folder, "correct horse").ed25519Seed).toHaveLength(32)
    expect(() => openKeyFiles(folder, "wrong horse")).toThrow(
      expect.objectContaining({ code: "keystore/wrong-password" }),
    )
  })

  it("init prints no secret and says what to do next", async () => {
    await init()
    const { ed25519Seed, blsSecretKey } = openKeyFiles(folder, "correct horse")
    const printed = lines.join("\n")
    for (const secret of [ed25519Seed, blsSecretKey])
      expect(printed).not.toContain(Buffer.from(secret).toString("hex"))
    expect(printed).toContain("sextant-node register")
  })

  it("init never touches keys that are there", async () => {
    await init()
    const before = readFileSync(join(folder, "keys", "bls.json"), "utf8")
    expect(await failure(["init", "--data-folder", folder], withPassword)).toContain("already has keys")
    expect(readFileSync(join(folder, "keys", "bls.json"), "utf8")).toBe(before)
    expect(readdirSync(folder)).toEqual(["keys"])
  })

  it("init refuses a short, a missing and a mistyped password, and leaves nothing behind", async () => {
    const args = ["init", "--data-folder", folder, "--light-kdf"]
    expect(await failure(args, { env: { SEXTANT_PASSWORD: "short" } })).toContain("at least 8")
    expect(await failure(args)).toContain("--password-file")
    const typed = ["first password", "second password"]
    expect(await failure(args, { askPassword: async () => typed.shift() })).toContain("differ")
    expect(readdirSync(folder)).toEqual([])
  })

  it("run names every setting that is missing or wrong, by flag and variable", async () => {
    const said = await failure(["run", "--chain-id", "many", "--peer-port", "70000"])
    for (const text of [
      "--chain-id",
      "SEXTANT_CHAIN_ID",
      "--contracts",
      "--l2-rpc-urls",
      "--peer-port",
      "--public-ip",
    ])
      expect(said).toContain(text)
  })

  it("run takes settings from the environment, and flags before it", async () => {
    await init()
    const env = {
      ...withPassword.env,
      SEXTANT_DATA_FOLDER: folder,
      SEXTANT_PRESET: "devnet",
      SEXTANT_CHAIN_ID: "1",
      SEXTANT_CONTRACTS: contracts,
      SEXTANT_L2_RPC_URLS: "http://one:1, https://two:2",
      SEXTANT_PUBLIC_IP: "203.0.112.4",
      SEXTANT_BOOTSTRAP: `${"ab".repeat(32)}@10.0.0.1:22021`,
    }
    await run(["run", "--chain-id", "31337"], { env })
    expect(calls).toMatchObject([
      {
        config: {
          chainId: 31337,
          preset: "devnet",
          l2RpcUrls: ["http://one:1", "https://two:2"],
          l2PollMs: 500,
          bootstrap: [{ nodeId: "ab".repeat(32), host: "10.0.0.1", peerPort: 22_021 }],
          peerPort: 22_021,
          httpHost: "127.0.0.1",
        },
      },
    ])
  })

  it("run says what is wrong with a missing, a damaged and a locked key file", async () => {
    const args = ["run", "--data-folder", folder, "--public-ip", "203.0.112.4", ...l2Flags]
    expect(await failure(args, withPassword)).toContain("sextant-node init")
    await init()
    expect(await failure(args, { env: { SEXTANT_PASSWORD: "wrong password" } })).toContain("does not open")
    writeFileSync(join(folder, "keys", "bls.json"), "{")
    expect(await failure(args, withPassword)).toContain("backup")
  })

  it("register shows a registration for a wallet, or sends it with the wallet's key", async () => {
    await init()
    const args = ["register", "--data-folder", folder, ...l2Flags]
    expect(await failure(args, withPassword)).toContain("--operator")
    expect(await failure([...args, "--operator", "0x12"], withPassword)).toContain("40 hex digits")
    expect(await failure([...args, "--fee-bps", "10001"], withPassword)).toContain("10000")
    await run([...args, "--operator", `0x${"AB".repeat(20)}`, "--fee-bps", "250", "--json"], withPassword)
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ operator: `0x${"ab".repeat(20)}`, feeBps: 250 })
    const keyFile = join(folder, "operator.key")
    writeFileSync(keyFile, `0x${"12".repeat(32)}\n`, { mode: 0o600 })
    await run([...args, "--l2-key-file", keyFile], withPassword)
    expect(lines.join("\n")).toContain("as number 7")
  })

  it("pool opens a pool with the operator's stake and places for others, or signs for a wallet", async () => {
    await init()
    const keyFile = join(folder, "operator.key")
    writeFileSync(keyFile, `0x${"12".repeat(32)}\n`, { mode: 0o600 })
    const args = ["pool", "--data-folder", folder, ...l2Flags]
    const friend = `0x${"ab".repeat(20)}`
    const offer = ["--fee-bps", "500", "--stake", "7000.5", "--reserve", `${friend}:5000`]
    await run([...args, ...offer, "--l2-key-file", keyFile], withPassword)
    expect(calls).toMatchObject([
      [
        "createPool",
        {
          feeBps: 500,
          autoFinalize: true,
          stakeAtomic: 7_000_500_000_000n,
          reservations: [{ contributor: friend, amountAtomic: 5_000_000_000_000n }],
        },
      ],
    ])
    await run([...args, "--l2-key-file", keyFile, "--manual-finalize"], withPassword)
    expect(lines.join("\n")).toContain("at least 6250 SESH")
    expect(calls.at(-1)).toMatchObject(["createPool", { autoFinalize: false, stakeAtomic: undefined }])
    expect(await failure(args, withPassword)).toContain("--operator")
    await run([...args, "--operator", friend, "--json"], withPassword)
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ operator: friend, salt: "0x01" })
    for (const bad of [
      ["--stake", "1e3"],
      ["--reserve", "friend:5"],
      ["--reserve", `${friend}:x`],
    ])
      expect(await failure([...args, ...bad, "--operator", friend], withPassword)).toContain(bad[0] as string)
  })

  it("refuses an L2 key file that others can read or that holds no key", async () => {
    await init()
    const keyFile = join(folder, "operator.key")
    const args = ["exit", "--data-folder", folder, ...l2Flags, "--l2-key-file", keyFile]
    expect(await failure(args)).toContain("cannot be read")
    writeFileSync(keyFile, "not a key", { mode: 0o600 })
    expect(await failure(args)).toContain("64 hex digits")
    writeFileSync(keyFile, "12".repeat(32))
    chmodSync(keyFile, 0o644)
    expect(await failure(args)).toContain("chmod 600")
    expect(calls).toEqual([])
  })

  it("exit asks first, and completes only with the node's proof", async () => {
    await init()
    const keyFile = join(folder, "operator.key")
    writeFileSync(keyFile, "12".repeat(32), { mode: 0o600 })
    const args = ["exit", "--data-folder", folder, ...l2Flags, "--l2-key-file", keyFile]
    await run(args)
    expect(calls).toEqual([["requestExit", 7]])
    expect(await failure([...args, "--complete"])).toContain("try again later")
    const proof = {
      leaf: { registryId: 7, kind: "exit", eligibleAtS: 5, unlockAtS: 5 },
      proof: [`0x${"88".repeat(32)}`],
      snapshotHeight: 30,
    }
    await run([...args, "--complete"], { fetch: async () => new Response(JSON.stringify(proof)) })
    expect(calls.slice(-2)).toEqual([
      ["completeExit", proof],
      ["releaseStake", 7],
    ])
    expect(lines.at(-1)).toContain("25000.5 SESH")
  })

  it("exit knows any registration by its number, also one whose exit somebody completed", async () => {
    const keyFile = join(folder, "contributor.key")
    writeFileSync(keyFile, "12".repeat(32), { mode: 0o600 })
    const args = ["exit", ...l2Flags, "--l2-key-file", keyFile]
    await run([...args, "--number", "9"])
    expect(calls).toEqual([["requestExit", 9]])
    await run([...args, "--number", "8", "--complete"])
    expect(calls).toEqual([
      ["requestExit", 9],
      ["releaseStake", 8],
    ])
    expect(lines.at(-1)).toContain("25000.5 SESH")
    expect(await failure([...args, "--number", "first"])).toContain("--number")
  })

  it("status says when nobody answers, and when something else does", async () => {
    const dead = async () => {
      throw new TypeError("fetch failed")
    }
    expect(await failure(["status"], { fetch: dead })).toContain("No node answers at http://127.0.0.1:22020")
    const page = async () => new Response("<html>", { status: 200 })
    expect(await failure(["status"], { fetch: page })).toContain("No node answers")
    const waiting = { error: { code: "chain/not-started", message: "the network has not started yet" } }
    const notStarted = async () => new Response(JSON.stringify(waiting), { status: 503 })
    expect(await failure(["status"], { fetch: notStarted })).toContain("has not started yet")
  })
})
