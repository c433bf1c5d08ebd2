import { measurePools } from "./gas/measurePools.ts"
import { measureServices } from "./gas/measureServices.ts"
import { measureClaims, measureExits, measureRegistrations, measureSnapshots } from "./gas/measureStaking.ts"
import { createTestNetwork, deterministicAnvil } from "./gas/network.ts"
import type { GasRow } from "./gas/rows.ts"
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
