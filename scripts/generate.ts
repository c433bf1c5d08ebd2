import { runStages } from "./runStage.ts"

/** Makes every generated file anew: the database client (not committed) and the contracts' ABIs (committed). */
await runStages([
  { title: "database client", command: ["node", "prisma/tools/generate.ts"] },
  { title: "contract ABIs", command: ["node", "packages/contracts/scripts/generateAbis.ts"] },
])
