import { repositoryRoot } from "../devnet/services.ts"
import { benchBls } from "./bls.ts"
import { benchConsensus } from "./consensus.ts"
import { benchDevnet } from "./devnet.ts"
import { benchGas } from "./gas.ts"
import { judge, type Measurement, publish } from "./report.ts"
import { benchTransition } from "./transition.ts"

const benches: Readonly<Record<string, () => Promise<readonly Measurement[]>>> = {
  bls: benchBls,
  consensus: benchConsensus,
  devnet: benchDevnet,
  gas: benchGas,
  transition: benchTransition,
}

const name = process.argv[2] ?? ""
const bench = benches[name]
if (bench === undefined) {
  process.stderr.write(`npm run bench -- NAME, where NAME is one of: ${Object.keys(benches).join(", ")}\n`)
  process.exitCode = 2
} else {
  const startedAt = new Date().toISOString()
  const rows = (await bench()).map(judge)
  await publish(repositoryRoot, { name, startedAt, rows })
  if (rows.some(({ met }) => met === false)) process.exitCode = 1
}
