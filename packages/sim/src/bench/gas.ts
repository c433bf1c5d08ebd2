import { measureGas } from "@sextant/contracts/scripts/measureGas"
import type { Measurement } from "./report.ts"

/** Every transaction beside the reference contracts' own figures. Gas is deterministic: one run is enough. */
export function benchGas(): Promise<readonly Measurement[]> {
  return measureGas((line) => process.stderr.write(`${line}\n`))
}
