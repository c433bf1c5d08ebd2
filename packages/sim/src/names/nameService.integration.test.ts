import { randomBytes } from "node:crypto"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { nameRegistryAbi } from "@sextant/contracts/NameRegistry"
import { sessionProAbi } from "@sextant/contracts/SessionPro"
import { sessionTokenAbi } from "@sextant/contracts/SessionToken"
import { deployDevnet, localDeployerKey } from "@sextant/contracts/scripts/deployment/deployDevnet"
import { addressesOf } from "@sextant/contracts/scripts/deployment/planDeployment"
import { type Anvil, startAnvil } from "@sextant/contracts/scripts/startAnvil"
import { commitmentTo } from "@sextant/sdk/nameContracts"
import { createNodeClient } from "@sextant/sdk/nodeClient"
import { type RegisterNameStep, registerName } from "@sextant/sdk/registerName"
import type { RegisterNameDeps, RegisterNameInput } from "@sextant/sdk/registrationRun"
import { renewName } from "@sextant/sdk/renewName"
import { resolveName } from "@sextant/sdk/resolveName"
import { createViemNameContracts } from "@sextant/sdk/viemNameContracts"
import { bytesTo0x, bytesToHex } from "@sextant/shared/bytes"
import type { ContractAddresses } from "@sextant/shared/networks"
import { loadPreset, NAME_GRACE_S } from "@sextant/shared/params"
import { SESH_ATOMIC } from "@sextant/shared/units"
import { accountKeyOf, parseAccountId } from "@sextant/wire/accountId"
import { nameHash, parseName } from "@sextant/wire/name"
import { createTestClient, createWalletClient, http, publicActions, walletActions } from "viem"
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts"
import { foundry } from "viem/chains"
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest"
import { type NamesNode, startNamesNode } from "./namesNode.ts"

const WAIT = { timeout: 30_000, interval: 100 }
const alice = `05${bytesToHex(randomBytes(32))}`
const bob = `05${bytesToHex(randomBytes(32))}`
const hashOf = (name: string) => bytesTo0x(nameHash(parseName(name)))

describe("names and passes, from the contracts to people", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "sextant-names-"))
  const nodes: NamesNode[] = []
  let anvil: Anvil
  let contracts: ContractAddresses
  let client: ReturnType<typeof connect>
  let liar: Server
  const buyer = privateKeyToAccount(generatePrivateKey())

  const connect = (rpcUrl: string) =>
    createTestClient({
      mode: "anvil",
      chain: foundry,
      transport: http(rpcUrl),
      cacheTime: 0,
      pollingInterval: 50,
    })
      .extend(publicActions)
      .extend(walletActions)
  const mined = async (sent: Promise<`0x${string}`>) => {
    const receipt = await client.waitForTransactionReceipt({ hash: await sent })
    expect(receipt.status).toBe("success")
  }
  const nodeInput = (at: number) => ({
    folder: path.join(folder, `node${at}`),
    rpcUrl: anvil.rpcUrl,
    chainId: foundry.id,
    contracts,
  })
  /** Urls of the nodes, a liar that tells of somebody else's record, and one where nobody lives. */
  const allUrls = () => [
    ...nodes.map(({ url }) => url),
    `http://127.0.0.1:${(liar.address() as AddressInfo).port}`,
    "http://127.0.0.1:9",
  ]
  const resolve = (name: string) => resolveName({ fetch }, { name, urls: allUrls(), timeoutMs: 3_000 })
  const deps = (): RegisterNameDeps => ({
    contracts: createViemNameContracts(
      {
        reader: client,
        writer: createWalletClient({ account: buyer, chain: foundry, transport: http(anvil.rpcUrl) }),
      },
      contracts,
    ),
    store: fileStore(path.join(folder, "registrations")),
    random: { bytes: (lengthBytes) => new Uint8Array(randomBytes(lengthBytes)) },
    sleepMs: (ms) => sleep(ms),
    pollMs: 100,
  })
  const register = async (
    input: Pick<RegisterNameInput, "name" | "accountId">,
    until: (step: RegisterNameStep) => boolean = () => false,
  ) => {
    const steps: RegisterNameStep[] = []
    for await (const step of registerName(deps(), { yearCount: 1, ...input })) {
      steps.push(step)
      if (until(step)) break
    }
    return steps
  }

  beforeAll(async () => {
    anvil = await startAnvil(["--block-time", "1", "--mixed-mining"])
    contracts = addressesOf(await deployDevnet(anvil.rpcUrl))
    client = connect(anvil.rpcUrl)
    await client.setBalance({ address: buyer.address, value: 10n ** 20n })
    const treasury = privateKeyToAccount(localDeployerKey)
    await mined(
      client.writeContract({
        account: treasury,
        address: contracts.SessionToken,
        abi: sessionTokenAbi,
        functionName: "transfer",
        args: [buyer.address, 1_000_000n * SESH_ATOMIC],
      }),
    )
    liar = createServer((_, reply) => {
      const result = { encrypted_value: "ab".repeat(49), nonce: "cd".repeat(24) }
      reply
        .setHeader("content-type", "application/json")
        .end(JSON.stringify({ jsonrpc: "2.0", id: 0, result }))
    }).listen(0, "127.0.0.1")
    for (let at = 0; at < 4; at++) nodes.push(await startNamesNode(nodeInput(at)))
  })

  afterAll(async () => {
    for (const node of nodes) await node.stop()
    liar?.close()
    await anvil?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it("registers a name through interruptions, once, and most of the nodes resolve it to the account", async () => {
    expect(
      (await register({ name: "alice", accountId: alice }, ({ kind }) => kind === "sent")).at(-1),
    ).toMatchObject({
      what: "commit",
    })
    await register({ name: "alice", accountId: alice }, ({ kind }) => kind === "approving")
    const last = (
      await register({ name: "alice", accountId: alice }, ({ kind }) => kind === "registering")
    ).at(-1)
    expect(last?.kind).toBe("registering")
    const steps = await register({ name: "Alice", accountId: alice })
    expect(steps.some(({ kind }) => kind === "committing")).toBe(false)
    expect(steps.at(-1)?.kind).toBe("registered")
    const committed = await client.getContractEvents({
      address: contracts.NameRegistry,
      abi: nameRegistryAbi,
      eventName: "NameCommitted",
      fromBlock: 0n,
    })
    expect(committed).toHaveLength(1)
    await vi.waitFor(async () => expect((await resolve("ALICE")).kind).toBe("resolved"), WAIT)
    const found = await resolve("alice")
    expect(found).toMatchObject({ kind: "resolved", accountId: alice })
    if (found.kind === "resolved") expect(new Set(found.agreed)).toEqual(new Set(nodes.map(({ url }) => url)))
  })

  it("has nodes and SDK agree with the contract on what is computed on either side", async () => {
    const registry = { address: contracts.NameRegistry, abi: nameRegistryAbi } as const
    expect(await client.readContract({ ...registry, functionName: "GRACE_S" })).toBe(BigInt(NAME_GRACE_S))
    const hash = await client.readContract({ ...registry, functionName: "nameHashOf", args: ["a-b_9"] })
    expect(hash).toBe(hashOf("A-b_9"))
    const registration = {
      nameHash: hash,
      length: 5,
      owner: buyer.address.toLowerCase() as `0x${string}`,
      yearCount: 3,
      encryptedRecord: bytesTo0x(new Uint8Array(73).fill(4)),
      secret: bytesTo0x(new Uint8Array(32).fill(5)),
    }
    const theirs = await client.readContract({
      ...registry,
      functionName: "commitmentOf",
      args: [registration],
    })
    expect(commitmentTo(deps().contracts, registration)).toBe(theirs)
  })

  it("refuses a second registration, says free names are free, and renews", async () => {
    await expect(register({ name: "alice", accountId: bob })).rejects.toMatchObject({ code: "name/taken" })
    expect((await resolve("nobody-here")).kind).toBe("notRegistered")
    const before = await createNodeClient({ fetch }, { urls: allUrls() }).name(hashOf("alice").slice(2))
    const input = { name: "alice", yearCount: 2, expiresAtS: before.expiresAtS }
    for await (const _ of renewName(deps(), input));
    for await (const _ of renewName(deps(), input));
    const renewed = before.expiresAtS + 2 * 365 * 86_400
    const read = () =>
      createNodeClient({ fetch }, { urls: [nodes[0]?.url ?? ""] }).name(hashOf("alice").slice(2))
    await vi.waitFor(async () => expect((await read()).expiresAtS).toBe(renewed), WAIT)
  })

  it("has every node report a pass that was bought", async () => {
    const key = bytesTo0x(accountKeyOf(parseAccountId(alice)))
    const pro = { address: contracts.SessionPro, abi: sessionProAbi } as const
    const cost = await client.readContract({ ...pro, functionName: "costOf", args: [2] })
    const args = [contracts.SessionPro, cost] as const
    const token = { address: contracts.SessionToken, abi: sessionTokenAbi, functionName: "approve" } as const
    await mined(client.writeContract({ ...token, args, account: buyer }))
    await mined(client.writeContract({ ...pro, functionName: "buy", args: [key, 2, cost], account: buyer }))
    const expiresAtS = Number(await client.readContract({ ...pro, functionName: "expiresAtS", args: [key] }))
    const limits = loadPreset("devnet").messageLimits
    for (const { url } of nodes) {
      const asked = createNodeClient({ fetch }, { urls: [url] })
      await vi.waitFor(async () => expect((await asked.entitlement(alice)).pro).toEqual({ expiresAtS }), WAIT)
      expect((await asked.entitlement(alice)).limits).toEqual(limits.pro)
      expect(await asked.entitlement(bob)).toMatchObject({ pro: null, limits: limits.standard })
    }
  })

  it("takes back what the L2 took back, and reads what came instead", async () => {
    const before = await client.snapshot()
    await register({ name: "bob", accountId: bob })
    await vi.waitFor(async () => expect((await resolve("bob")).kind).toBe("resolved"), WAIT)
    await client.revert({ id: before })
    await client.mine({ blocks: 30 })
    await vi.waitFor(async () => expect((await resolve("bob")).kind).toBe("notRegistered"), WAIT)
    expect(await resolve("alice")).toMatchObject({ kind: "resolved", accountId: alice })
    await register({ name: "bob", accountId: alice })
    await vi.waitFor(async () => expect(await resolve("bob")).toMatchObject({ accountId: alice }), WAIT)
  })

  it("goes on where it was after dying between two writes", async () => {
    const first = await nodes
      .pop()
      ?.stop()
      .then(() => startNamesNode({ ...nodeInput(3), survives: notOf("names") }))
    await register({ name: "carol", accountId: bob })
    await vi.waitFor(async () => expect((await resolve("carol")).kind).toBe("resolved"), WAIT)
    const stale = first?.names.asOf()
    expect(first?.names.resolve(nameHash(parseName("carol")))).toBeUndefined()
    await first?.stop()
    const again = await startNamesNode(nodeInput(3))
    nodes.push(again)
    expect(again.names.asOf()?.l2Height).toBeGreaterThanOrEqual(stale?.l2Height ?? 0)
    await vi.waitFor(
      () => expect(again.names.resolve(nameHash(parseName("carol")))?.state).toBe("active"),
      WAIT,
    )
    expect(again.names.resolve(nameHash(parseName("alice")))?.state).toBe("active")
  })
})

/** The machine dies at the first write that holds a row of the table. */
function notOf(table: string) {
  return (writes: readonly { readonly table: string }[]) => writes.every((write) => write.table !== table)
}

function fileStore(file: string): RegisterNameDeps["store"] {
  const read = (): Record<string, string> => {
    try {
      return JSON.parse(readFileSync(file, "utf8"))
    } catch {
      return {}
    }
  }
  return {
    load: async (key) => read()[key],
    save: async (key, value) => writeFileSync(file, JSON.stringify({ ...read(), [key]: value })),
    remove: async (key) => {
      const { [key]: _, ...rest } = read()
      writeFileSync(file, JSON.stringify(rest))
    },
  }
}
