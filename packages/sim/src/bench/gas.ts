import { measureGas } from "@sextant/contracts/scripts/measureGas"
import { startAnvil } from "@sextant/contracts/scripts/startAnvil"
import type { Measurement } from "./report.ts"

/** Every staking transaction beside the reference contracts' own figures. Gas is deterministic: one run is enough. */
export async function benchGas(): Promise<readonly Measurement[]> {
  const anvil = await startAnvil()
  try {
    const onProgress = (line: string) => process.stderr.write(`${line}\n`)
    return await measureGas({ rpcUrl: anvil.rpcUrl, onProgress })
  } finally {
    await anvil.stop()
  }
}
