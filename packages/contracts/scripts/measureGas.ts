import { existsSync, readFileSync, writeFileSync } from "node:fs"
import path from "node:path"
import { measurePools } from "./gas/measurePools.ts"
import { measureServices } from "./gas/measureServices.ts"
import { measureClaims, measureExits, measureRegistrations, measureSnapshots } from "./gas/measureStaking.ts"
import { createTestNetwork, deterministicAnvil } from "./gas/network.ts"
import { type GasSnapshot, gasChanges, gasPage, gasTable, missedGoals, snapshotOf } from "./gas/report.ts"
import type { GasRow } from "./gas/rows.ts"
import { contractsRoot } from "./runForge.ts"
import { startAnvil } from "./startAnvil.ts"

/**
 * Measures every transaction of a network of more than 900 nodes: real ones, through the proxies, calldata and the 21,000
 * included. All keys, addresses and times follow from constants, so each run gives the same figures. Takes about a minute.
 */
export async function measureGas(onProgress: (line: string) => void = () => {}): Promise<readonly GasRow[]> {
  const anvil = await startAnvil(deterministicAnvil)
  try {
    const network = await createTestNetwork(anvil.rpcUrl)
    onProgress("registering nodes")
    const { nodes, rows: registrations } = await measureRegistrations(network)
    onProgress("snapshots")
    const snapshots = await measureSnapshots(network, nodes.ids)
    onProgress("claims, pools, exits")
    const claims = await measureClaims(network, nodes.ids)
    const pools = await measurePools(network, nodes.ids.length + 1)
    nodes.ids.push(nodes.ids.length + 1)
    const exits = await measureExits(network, nodes)
    onProgress("names, market, passes")
    const services = await measureServices(network)
    return [...registrations, ...snapshots, ...claims, ...exits, ...pools, ...services]
  } finally {
    await anvil.stop()
  }
}

const snapshotFile = path.join(contractsRoot, "gas-snapshot.json")
const pageFile = path.join(contractsRoot, "..", "..", "docs", "gas.md")

/** Every difference between the figures and what is committed, and every goal that is missed. */
function gasProblems(rows: readonly GasRow[]): readonly string[] {
  const committed = existsSync(snapshotFile)
    ? (JSON.parse(readFileSync(snapshotFile, "utf8")) as GasSnapshot)
    : {}
  const changes = gasChanges(committed, snapshotOf(rows))
  const isPageFresh = existsSync(pageFile) && readFileSync(pageFile, "utf8") === gasPage(rows)
  const stale = isPageFresh ? [] : ["docs/gas.md is stale: run measureGas.ts --write"]
  return [...changes, ...(changes.length === 0 ? stale : []), ...missedGoals(rows)]
}

if (import.meta.main) {
  const rows = await measureGas((line) => console.error(line))
  console.log(gasTable(rows))
  if (process.argv.includes("--write")) {
    writeFileSync(snapshotFile, `${JSON.stringify(snapshotOf(rows), null, 2)}\n`)
    writeFileSync(pageFile, gasPage(rows))
  }
  const problems = process.argv.includes("--check") ? gasProblems(rows) : missedGoals(rows)
  for (const problem of problems) console.log(problem)
  if (problems.length > 0) process.exitCode = 1
}
