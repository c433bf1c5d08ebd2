import { type Address, encodeFunctionData, type Hex, parseAbi } from "viem"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { timelockAbi } from "../abi/Timelock.ts"
import { connectChain } from "./deployment/connect.ts"
import { localDeployerKey } from "./deployment/deployDevnet.ts"
import { planUpgrade, type UpgradePlan, upgradeCall } from "./deployment/planUpgrade.ts"
import { deploymentPreset } from "./deployment/presets.ts"
import { createMissing } from "./deployment/runDeployment.ts"
import { upgradeableContracts } from "./deployment/upgradeableContracts.ts"
import { verifyDeployment } from "./deployment/verifyDeployment.ts"
import {
  createTestNetwork,
  deterministicAnvil,
  openTestNetwork,
  type TestNetwork,
  testPlan,
} from "./gas/network.ts"
import { readArtifact } from "./generateAbis.ts"
import { type Lived, live, liveOn, stateOf, timelock, twin } from "./rehearsal/livedNetwork.ts"
import { runForge } from "./runForge.ts"
import { type Anvil, startAnvil } from "./startAnvil.ts"
import { layoutConflicts } from "./storage/layout.ts"
import { currentLayout } from "./storageLayouts.ts"

const preset = deploymentPreset("devnet")
const notedAbi = parseAbi(["function setNote(uint256 note)", "function note() view returns (uint256)"])
const contracts = { ...testPlan.contracts, ...twin.contracts }
const proxied = Object.entries(contracts).filter(([, { implementation }]) => implementation !== undefined)

describe("an upgrade of every contract, rehearsed on a fork of the local network", () => {
  let base: Anvil
  let fork: Anvil
  let origin: TestNetwork
  let network: TestNetwork
  let lived: Lived
  let before: Readonly<Record<string, unknown>>
  let upgrade: UpgradePlan
  const council = () => network.account(0)

  beforeAll(async () => {
    const build = runForge(["build", "src", "test/upgrades"], "pipe")
    if (build.exitCode !== 0) throw new Error(build.output)
    base = await startAnvil(deterministicAnvil)
    origin = await createTestNetwork(base.rpcUrl)
    const chain = await connectChain({
      rpcUrl: base.rpcUrl,
      privateKey: localDeployerKey,
      chainId: preset.chainId,
    })
    await createMissing({ chain }, { salt: testPlan.salt, steps: twin.steps })
    lived = await live(origin)
    fork = await startAnvil([
      "--fork-url",
      base.rpcUrl,
      "--accounts",
      "30",
      "--chain-id",
      String(preset.chainId),
    ])
    network = openTestNetwork(fork.rpcUrl)
    await network.client.setBlockTimestampInterval({ interval: 1 })
    before = await stateOf(network, lived)
    upgrade = planUpgrade(
      { salt: testPlan.salt, contracts },
      {
        upgrades: proxied.map(([name, { source }]) => ({
          name,
          source,
          bytecode: readArtifact(`${source}V2`, "UpgradedContracts").bytecode.object as Hex,
        })),
        delayS: preset.timelockDelayS,
      },
    )
  }, 600_000)
  afterAll(async () => {
    await fork?.stop()
    await base?.stop()
  })

  const send = async (to: Address, data: Hex, from: Address) => {
    // an estimate asks the chain whether the call would succeed, and the refusal says why
    await network.client.estimateGas({ account: from, to, data })
    const hash = await network.client.sendTransaction({ account: from, chain: null, to, data })
    return network.client.waitForTransactionReceipt({ hash, pollingInterval: 20 })
  }
  const note = (address: Address) =>
    network.client.readContract({ address, abi: notedAbi, functionName: "note" })

  it("covers every contract that some preset puts behind a proxy", () => {
    expect([...new Set(proxied.map(([, { source }]) => source))].sort()).toEqual(upgradeableContracts())
  })

  it("starts from code whose storage the new code continues, and would notice code that does not", () => {
    for (const [, { source }] of proxied) {
      const conflicts = layoutConflicts(
        currentLayout(source),
        currentLayout(`${source}V2`, "UpgradedContracts"),
      )
      expect(conflicts).toEqual([])
    }
    const misplaced = currentLayout("MisplacedRewardPool", "UpgradedContracts")
    expect(layoutConflicts(currentLayout("RewardPool"), misplaced)).not.toEqual([])
  })

  it("refuses an upgrade past the timelock, even by the council, the manager and the guardian", async () => {
    const chain = await connectChain({
      rpcUrl: fork.rpcUrl,
      privateKey: localDeployerKey,
      chainId: preset.chainId,
    })
    await createMissing({ chain }, upgrade)
    for (const [index, [, { address }]] of proxied.entries()) {
      const data = upgradeCall(upgrade.steps[index]?.address as Address)
      for (const from of [await council(), await network.account(5)]) {
        await expect(send(address, data, from)).rejects.toThrow(/0x118cdaa7|OwnableUnauthorizedAccount/)
      }
    }
  })

  it("refuses a proposal of anyone but the council", async () => {
    const stranger = await network.account(5)
    await expect(send(timelock, upgrade.schedule, stranger)).rejects.toThrow(
      /0xe2517d3f|AccessControlUnauthorized/,
    )
  })

  it("refuses execution before the delay is over", async () => {
    await send(timelock, upgrade.schedule, await council())
    const operation = { address: timelock, abi: timelockAbi, args: [upgrade.operationId] } as const
    const { client } = network
    expect(await client.readContract({ ...operation, functionName: "isOperationPending" })).toBe(true)
    await network.wait(Number(preset.timelockDelayS) - 5)
    await expect(send(timelock, upgrade.execute, await council())).rejects.toThrow(
      /0x5ead8eb5|UnexpectedOperation/,
    )
    for (const [, { address }] of proxied) await expect(note(address)).rejects.toThrow()
  })

  it("lets anyone execute it afterwards, and keeps all state", async () => {
    await network.wait(10)
    await send(timelock, upgrade.execute, await network.account(5))
    expect(await stateOf(network, lived)).toEqual(before)
    for (const [index, [, { address }]] of proxied.entries()) {
      expect(await note(address)).toBe(0n)
      const args = [BigInt(index) + 1n] as const
      const data = encodeFunctionData({ abi: notedAbi, functionName: "setNote", args })
      await send(address, data, await network.account(5))
      expect(await note(address)).toBe(BigInt(index) + 1n)
    }
    expect(await stateOf(network, lived)).toEqual(before)
  })

  it("leaves contracts that work on with what they held, and that say what they are now", async () => {
    await liveOn(network, lived)
    const { problems, notes } = await verifyDeployment(network.client, testPlan)
    expect(problems).toEqual([])
    for (const [index, [name]] of proxied.entries()) {
      if (name in testPlan.contracts)
        expect(notes).toContain(`${name}: upgraded to ${upgrade.steps[index]?.address}`)
    }
  })

  it("has not touched the network that was forked", async () => {
    expect(await stateOf(origin, lived)).toEqual(before)
    for (const [, { address }] of proxied) {
      await expect(
        origin.client.readContract({ address, abi: notedAbi, functionName: "note" }),
      ).rejects.toThrow()
    }
  })
})
