import { randomBytes } from "node:crypto"
import { rm } from "node:fs/promises"
import path from "node:path"
import { type ContractAddresses, parseContractAddresses } from "@sextant/shared/networks"
import { loadPreset } from "@sextant/shared/params"
import { accountCountFor, devnetAccounts } from "./accounts.ts"
import { type Database, openDatabase } from "./database.ts"
import { type DataFolder, openDataFolder, writeManifest } from "./dataFolder.ts"
import { deployContracts, fundAccounts, startNetwork } from "./deployContracts.ts"
import { type DevnetFile, devnetFilePath, readDevnetFile, writeDevnetFile } from "./devnetFile.ts"
import { DevnetError } from "./errors.ts"
import { createL2Clients, DEVNET_CHAIN_ID, l2Process, l2Url } from "./l2.ts"
import { refuseLostL2, watchLostL2 } from "./lostL2.ts"
import { createNodeKeys, type NodePlace, nodeIdOf, nodeProcess, waitFinal } from "./nodes.ts"
import { type DevnetOptions, NODE_COUNT_DEFAULT, PORT_BASE_DEFAULT } from "./options.ts"
import { checkPortsFree, type PortPlan, planPorts } from "./ports.ts"
import { createSupervisor, type Supervisor, stopLeftovers } from "./processes.ts"
import { createProcessList, type ProcessList } from "./processList.ts"
import type { Progress } from "./progress.ts"
import { registerSolo } from "./registerSolo.ts"
import { runScript } from "./runScript.ts"
import { indexerProcess, webProcess } from "./services.ts"
import { summaryTable } from "./summaryTable.ts"

export type DevnetDeps = {
  readonly progress: Progress
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  readonly databaseServerUrl: string | undefined
}

/** What one start has to work with. */
type Devnet = DevnetDeps & {
  readonly folder: DataFolder
  readonly nodeCount: number
  readonly ports: PortPlan
  readonly portBase: number
  readonly networkName: string
  readonly supervisor: Supervisor
  readonly processList: ProcessList
  readonly places: readonly NodePlace[]
}

/**
 * Runs the local network until the signal: boots it or resumes it, says where everything is, waits, stops what it started.
 *
 * @throws DevnetError with a sentence for the person when something is in the way.
 */
export async function runDevnet(deps: DevnetDeps, options: DevnetOptions): Promise<void> {
  const folder = await openDataFolder(options)
  try {
    const devnet = await prepare(deps, options, folder)
    let database: Database | undefined
    // Ctrl-C in the middle of the start ends the step that is waiting.
    deps.signal.addEventListener("abort", () => void devnet.supervisor.stop(), { once: true })
    try {
      database = await boot(devnet)
      await untilAborted(deps.signal)
    } catch (error) {
      if (!deps.signal.aborted) throw error
    } finally {
      deps.progress.line("")
      await deps.progress.step("Stopping everything", async () => {
        await rm(devnetFilePath(folder.path), { force: true })
        await devnet.supervisor.stop()
        await database?.stop()
      })
    }
  } finally {
    await folder.release()
  }
}

async function prepare(deps: DevnetDeps, options: DevnetOptions, folder: DataFolder): Promise<Devnet> {
  const { manifest } = folder
  if (manifest !== undefined && options.nodeCount !== undefined && options.nodeCount !== manifest.nodeCount) {
    throw new DevnetError(
      "devnet/bad-option",
      `The network in ${folder.path} has ${manifest.nodeCount} nodes, not ${options.nodeCount}. Resume it without --nodes, or start a new one with --fresh.`,
    )
  }
  const nodeCount = manifest?.nodeCount ?? options.nodeCount ?? NODE_COUNT_DEFAULT
  const portBase = options.portBase ?? manifest?.portBase ?? PORT_BASE_DEFAULT
  const ports = planPorts(portBase, nodeCount)
  await stopOldProcesses(deps, folder)
  await checkPortsFree(ports)
  const supervisor = createSupervisor({
    logFolder: path.join(folder.path, "logs"),
    onChange: () => processList.refresh(),
    say: deps.progress.line,
  })
  const processList = createProcessList(deps.signal, folder.path, supervisor)
  const places = ports.nodeHttp.map((httpPort, index) => ({
    index,
    folder: path.join(folder.path, `node-${index}`),
    httpPort,
    peerPort: ports.nodePeer[index] as number,
  }))
  const networkName = manifest?.networkName ?? randomBytes(4).toString("hex")
  return { ...deps, folder, nodeCount, ports, portBase, networkName, supervisor, processList, places }
}

/** A supervisor that was killed leaves its programs behind; they hold the ports and the databases of this folder. */
async function stopOldProcesses(deps: DevnetDeps, folder: DataFolder): Promise<void> {
  const file = await readDevnetFile(folder.path)
  if (file === undefined) return
  const marks: Readonly<Record<string, string>> = { l2: "anvil", web: "next-server", indexer: "apps/indexer" }
  const records = file.processes.filter(({ name }) => name !== "database")
  const stopped = await stopLeftovers(records, (name) => marks[name] ?? "apps/node")
  // Outside programs take the file's presence for readiness.
  await rm(devnetFilePath(folder.path), { force: true })
  if (stopped > 0) deps.progress.line(`Stopped ${stopped} programs that an earlier start had left behind.`)
}

async function boot(devnet: Devnet): Promise<Database> {
  const { progress, supervisor, ports, folder } = devnet
  const webBuild = buildWeb(progress)
  // A failed build is reported where it is awaited; until then it must not end the process.
  webBuild.catch(() => {})
  const database = await progress.step("Database", () =>
    openDatabase({
      dataFolder: folder.path,
      port: ports.database,
      serverUrl: devnet.databaseServerUrl,
      networkName: devnet.networkName,
      say: progress.line,
      onRelaunched: devnet.processList.refresh,
    }),
  )
  devnet.processList.setDatabase(database)
  try {
    const l2 = l2Process({
      port: ports.l2,
      dataFolder: folder.path,
      accountCount: accountCountFor(devnet.nodeCount),
    })
    await progress.step(
      "EVM chain (anvil)",
      () => supervisor.start(l2),
      () => l2Url(ports.l2),
    )
    const contracts = await contractsOf(devnet)
    await progress.step(`${devnet.nodeCount} service nodes`, () => startNodes(devnet, contracts))
    const nodeUrls = devnet.places.map(({ httpPort }) => `http://127.0.0.1:${httpPort}`)
    const plane = {
      databaseUrl: database.databaseUrl,
      nodeUrls,
      l2Port: ports.l2,
      webPort: ports.web,
      contracts,
    }
    const l2Check = { nodeUrl: nodeUrls[0] ?? "", l2Url: l2Url(ports.l2) }
    if (folder.manifest !== undefined) await refuseLostL2(l2Check)
    await progress.step("Indexer", () => supervisor.start(indexerProcess(plane)))
    await webBuild
    await progress.step(
      "Web app",
      () => supervisor.start(webProcess(plane)),
      () => `http://127.0.0.1:${ports.web}`,
    )
    const height = await progress.step(
      "A new final block",
      () => waitFinal(nodeUrls, devnet.signal),
      (at) => `height ${at}`,
    )
    await announce(devnet, { contracts, database, nodeUrls })
    watchLostL2(l2Check, { say: progress.line, signal: devnet.signal })
    progress.line(`The network is running (height ${height}). Press Ctrl-C to stop it.`)
    return database
  } catch (error) {
    await supervisor.stop()
    await database.stop()
    throw error
  }
}

function buildWeb(progress: Progress): Promise<unknown> {
  return runScript("prisma/tools/generate.ts").then(() =>
    progress.step("Web app: build (only when its sources changed)", () =>
      runScript("apps/web/scripts/build.ts"),
    ),
  )
}

/** Deploys and registers in a new folder; reads the addresses of an old one. */
async function contractsOf(devnet: Devnet): Promise<ContractAddresses> {
  const { manifest, path: folderPath } = devnet.folder
  if (manifest !== undefined) {
    return parseContractAddresses(manifest.contracts)
  }
  const clients = createL2Clients(l2Url(devnet.ports.l2))
  const preset = loadPreset("devnet")
  const accounts = devnetAccounts(devnet.nodeCount)
  const contracts = await devnet.progress.step("Contracts: deploy and fund", async () => {
    const deployed = await deployContracts(clients, l2Url(devnet.ports.l2))
    await fundAccounts(clients, deployed, accounts)
    return deployed
  })
  await devnet.progress.step(`Register ${devnet.nodeCount} nodes and start the network`, async () => {
    for (const place of devnet.places) {
      const keys = await createNodeKeys(place)
      const operator = accounts[place.index]
      if (operator === undefined) throw new RangeError(`no operator account for node ${place.index}`)
      await registerSolo(clients, {
        contracts,
        operatorKey: operator.privateKey,
        ...keys,
        stakeAtomic: preset.stakingRequirementAtomic,
        feeBps: 1_000,
        payBy: place.index % 2 === 0 ? "permit" : "approve",
      })
    }
    await startNetwork(clients, contracts)
  })
  const { nodeCount, portBase, networkName } = devnet
  await writeManifest(folderPath, { format: 2, nodeCount, portBase, networkName, contracts })
  return contracts
}

async function startNodes(devnet: Devnet, contracts: ContractAddresses): Promise<void> {
  const accounts = devnetAccounts(devnet.nodeCount)
  await Promise.all(
    devnet.places.map(async (place) => {
      const l2Key = accounts[place.index]?.privateKey
      if (l2Key === undefined) throw new RangeError(`no operator account for node ${place.index}`)
      const others = devnet.places.filter(({ index }) => index !== place.index)
      await devnet.supervisor.start(
        await nodeProcess({ place, others, contracts, l2Url: l2Url(devnet.ports.l2), l2Key }),
      )
    }),
  )
}

async function announce(
  devnet: Devnet,
  parts: { contracts: ContractAddresses; database: Database; nodeUrls: readonly string[] },
): Promise<void> {
  const webUrl = `http://127.0.0.1:${devnet.ports.web}`
  const nodeIds = devnet.places.map(nodeIdOf)
  const file: DevnetFile = {
    chainId: DEVNET_CHAIN_ID,
    l2RpcUrl: l2Url(devnet.ports.l2),
    webUrl,
    apiUrl: `${webUrl}/api/trpc`,
    databaseUrl: parts.database.databaseUrl,
    nodeUrls: [...parts.nodeUrls],
    storageUrls: [],
    contracts: { ...parts.contracts },
    accounts: devnetAccounts(devnet.nodeCount).map(({ role, address, privateKey }, index) => {
      const node = role === "operator" ? nodeIds[index] : undefined
      return { role, address, privateKey, ...(node === undefined ? {} : { node }) }
    }),
    processes: [...devnet.processList.current()],
  }
  await writeDevnetFile(devnet.folder.path, file)
  devnet.progress.line(`\n${summaryTable(file)}\n\nFor scripts: ${devnetFilePath(devnet.folder.path)}`)
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener("abort", () => resolve(), { once: true })
  })
}
