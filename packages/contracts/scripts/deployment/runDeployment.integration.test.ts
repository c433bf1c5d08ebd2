import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { createTestClient, getAddress, http, parseEther, publicActions, walletActions } from "viem"
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts"
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest"
import { nodeRegistryAbi } from "../../abi/NodeRegistry.ts"
import { deploy } from "../deploy.ts"
import { type Anvil, startAnvil } from "../startAnvil.ts"
import { readAddressBook } from "./addressBook.ts"
import { connectChain } from "./connect.ts"
import { localDeployerKey } from "./deployDevnet.ts"
import { deployData, deterministicDeployer } from "./deterministicDeployer.ts"
import type { DeploymentErrorCode } from "./errors.ts"
import { planDeployment, planParentDeployment, rolesOf } from "./planDeployment.ts"
import { type DeploymentName, deploymentPreset, type Roles } from "./presets.ts"
import { runDeployment } from "./runDeployment.ts"
import { verifyDeployment } from "./verifyDeployment.ts"

const account = (n: number) => `0x${n.toString(16).padStart(40, "0")}` as const
const deployer = privateKeyToAccount(localDeployerKey).address
const others: Roles = {
  council: account(0xa1),
  manager: account(0xa2),
  guardian: account(0xa3),
  liquidity: account(0xa4),
  treasury: account(0xa5),
}
const coded = (code: DeploymentErrorCode) => expect.objectContaining({ code })

function onChain(name: DeploymentName, chainId = deploymentPreset(name).chainId) {
  let anvil: Anvil
  let untouched: `0x${string}`
  const client = () =>
    createTestClient({ mode: "anvil", transport: http(anvil.rpcUrl) })
      .extend(publicActions)
      .extend(walletActions)
  beforeAll(async () => {
    anvil = await startAnvil(["--chain-id", String(chainId)])
    untouched = await client().snapshot()
  })
  beforeEach(async () => {
    await client().revert({ id: untouched })
    untouched = await client().snapshot()
  })
  afterAll(() => anvil.stop())
  return {
    client,
    url: () => anvil.rpcUrl,
    connect: (privateKey = localDeployerKey) => connectChain({ rpcUrl: anvil.rpcUrl, privateKey, chainId }),
  }
}

describe("runDeployment of the devnet preset", () => {
  const { client, connect } = onChain("devnet")
  const preset = deploymentPreset("devnet")
  const plan = planDeployment(preset, rolesOf(preset))

  it("creates everything, and changes nothing the second time", async () => {
    const chain = await connect()
    const first = await runDeployment({ chain, pipelined: true }, plan)
    expect(first.created.length).toBe(plan.steps.length)
    expect(first.outstanding).toEqual([])
    const sent = await client().getTransactionCount({ address: deployer })
    const second = await runDeployment({ chain }, plan)
    expect(second).toMatchObject({ created: [], outstanding: [], notes: [] })
    expect(await client().getTransactionCount({ address: deployer })).toBe(sent)
  })

  it("goes on where a run was cut off, and waits for what it left under way", async () => {
    const chain = await connect()
    await client().setAutomine(false)
    const [done, left] = [plan.steps.slice(0, 5), plan.steps.slice(5)]
    for (const { initCode } of done) {
      const data = deployData(plan.salt, initCode)
      await client().sendTransaction({
        account: deployer,
        chain: null,
        to: deterministicDeployer,
        data,
        gas: 9_000_000n,
      })
    }
    const lines: string[] = []
    const running = runDeployment({ chain, say: (line) => lines.push(line) }, plan)
    await vi.waitFor(() => expect(lines).toEqual(["waiting  for 5 earlier transactions"]))
    await client().setAutomine(true)
    await client().mine({ blocks: 1 })
    const outcome = await running
    expect(outcome.found).toEqual(done)
    expect(outcome.created).toEqual(left)
  })

  it("leads to the same addresses whoever sends it, and leaves them what only the manager may set", async () => {
    const stranger = generatePrivateKey()
    await client().setBalance({ address: privateKeyToAccount(stranger).address, value: parseEther("10") })
    const outcome = await runDeployment({ chain: await connect(stranger) }, plan)
    expect(outcome.created.length).toBe(plan.steps.length)
    expect(outcome.outstanding).toEqual(plan.calls)
    const finished = await runDeployment({ chain: await connect() }, plan)
    expect(finished).toMatchObject({ created: [], outstanding: [] })
  })

  it("makes the deterministic deployment proxy when it is missing", async () => {
    await client().setCode({ address: deterministicDeployer, bytecode: "0x" })
    await client().setNonce({ address: "0x3fAB184622Dc19b6109349B94811493BF2a45362", nonce: 0 })
    await client().setNonce({ address: deterministicDeployer, nonce: 0 })
    const lines: string[] = []
    await runDeployment({ chain: await connect(), say: (line) => lines.push(line) }, plan)
    expect(lines[0]).toBe("made the deterministic deployment proxy")
  })

  it("says so when the proxy can not be made, or something else stands in its place", async () => {
    const chain = await connect()
    await client().setCode({ address: deterministicDeployer, bytecode: "0x" })
    await client().setNonce({ address: "0x3fAB184622Dc19b6109349B94811493BF2a45362", nonce: 1 })
    await expect(runDeployment({ chain }, plan)).rejects.toThrow(
      coded("deployment/deployer-contract-missing"),
    )
    await client().setCode({ address: deterministicDeployer, bytecode: "0x6000" })
    await expect(runDeployment({ chain }, plan)).rejects.toThrow(coded("deployment/other-code-at-deployer"))
  })

  it("notes what the manager set since, and refuses what nobody could have set", async () => {
    const chain = await connect()
    await runDeployment({ chain, pipelined: true }, plan)
    const registry = plan.contracts["NodeRegistry"]?.address ?? account(0)
    await client().writeContract({
      account: deployer,
      chain: null,
      address: registry,
      abi: nodeRegistryAbi,
      functionName: "setStakingRequirement",
      args: [1n],
    })
    const { problems, notes } = await verifyDeployment(chain.client, plan)
    expect(problems).toEqual([])
    expect(notes).toEqual([expect.stringMatching(/^NodeRegistry.stakingRequirement: 1, planned 25000/)])
    const checks = plan.checks.map((check) =>
      check.view === "token" ? { ...check, expected: account(1) } : check,
    )
    await expect(runDeployment({ chain }, { ...plan, checks })).rejects.toThrow(
      coded("deployment/not-as-planned"),
    )
  })

  it("finds a proxy that nobody initialized, and an implementation left open", async () => {
    const chain = await connect()
    await runDeployment({ chain, pipelined: true }, plan)
    const { address, implementation } = plan.contracts["RewardsVault"] ?? {}
    const index = "0xf0c57e16840df040f15088dc2f81fe391c3923bec73e23a9662efc9c229c6a00"
    for (const target of [address, implementation]) {
      await client().setStorageAt({ address: target ?? account(0), index, value: `0x${"0".repeat(64)}` })
    }
    expect((await verifyDeployment(chain.client, plan)).problems).toEqual([
      "RewardsVault: is not initialized",
      "RewardsVault: leaves its implementation open for initialization",
    ])
  })

  it("names the creation that fails", async () => {
    const chain = await connect()
    const [first, ...rest] = plan.steps
    const broken = { ...plan, steps: [{ ...first!, initCode: "0xfe" as const }, ...rest] }
    for (const pipelined of [true, false]) {
      const run = runDeployment({ chain, pipelined }, broken)
      await expect(run).rejects.toThrow(/deployment\/transaction-(reverted|failed)[\s\S]*Timelock/)
    }
  })
})

describe("the deploy command with the mainnet preset", () => {
  const { client, url } = onChain("mainnet")
  const parentChain = onChain("mainnet", 1)
  const folder = mkdtempSync(path.join(tmpdir(), "sextant-deployments-"))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const lines: string[] = []
  const deps = { env: { DEPLOYER_KEY: localDeployerKey }, say: (line: string) => lines.push(line), folder }
  const roleFlags = (roles: Roles) => Object.entries(roles).flatMap(([role, text]) => [`--${role}`, text])
  const run = (...args: string[]) => deploy(deps, ["--preset", "mainnet", ...args])

  it("deploys one transaction at a time, writes the address book, and remembers the roles", async () => {
    await run("--rpc-url", url(), ...roleFlags(others))
    const book = readAddressBook(folder, "mainnet")
    const preset = deploymentPreset("mainnet")
    const plan = planDeployment(preset, others)
    expect(book).toMatchObject({ chainId: 42_161, contracts: plan.contracts })
    expect(book?.parent?.contracts).toEqual(planParentDeployment(preset, others)?.contracts)
    for (const { title, to, data } of plan.calls) {
      expect(lines).toContain(`LEFT TO  ${getAddress(others.manager)}: ${title}: send ${data} to ${to}`)
    }
    const sent = await client().getTransactionCount({ address: deployer })
    await run("--rpc-url", url())
    expect(await client().getTransactionCount({ address: deployer })).toBe(sent)
  })

  it("refuses a second set of contracts beside the first", async () => {
    await expect(run("--rpc-url", url(), "--guardian", account(0xb0))).rejects.toThrow(
      coded("deployment/already-deployed"),
    )
  })

  it("deploys the token on the parent chain", async () => {
    await run("--rpc-url", parentChain.url(), "--parent")
    const address = readAddressBook(folder, "mainnet")?.parent?.contracts["SessionTokenL1"]?.address
    expect(await parentChain.client().getCode({ address: address ?? account(0) })).toMatch(/^0x6/)
  })

  it("refuses another chain than the preset's, and one that does not answer", async () => {
    await expect(run("--rpc-url", parentChain.url())).rejects.toThrow(coded("deployment/wrong-chain"))
    await expect(run("--rpc-url", "http://127.0.0.1:9")).rejects.toThrow(
      coded("deployment/chain-unreachable"),
    )
  })

  it("says in a dry run what it would do, and does nothing", async () => {
    lines.length = 0
    const before = await client().getBlockNumber()
    await run("--dry-run")
    expect(lines[0]).toMatch(/^chain {4}42161/)
    expect(lines.filter((line) => line.startsWith("create")).length).toBeGreaterThan(8)
    expect(await client().getBlockNumber()).toBe(before)
  })
})
