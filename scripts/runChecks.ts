import { runStages, type Stage } from "./runStage.ts"

/** What breaks silently: format, layers between packages and rooms, cycles, dead code, mixed versions. */
export const checks: readonly Stage[] = [
  { title: "format and lint", command: ["biome", "ci", "--error-on-warnings", "."] },
  { title: "layers of packages", command: ["turbo", "boundaries"] },
  {
    title: "rooms, doors and cycles",
    command: ["depcruise", "--config", ".dependency-cruiser.cjs", "packages", "apps", "prisma"],
  },
  { title: "generated database client", command: ["node", "prisma/tools/generate.ts"] },
  { title: "dead files, exports and dependencies", command: ["knip"] },
  { title: "one version per dependency", command: ["sherif"] },
  { title: "Solidity format", command: ["node", "packages/contracts/scripts/runForge.ts", "fmt", "--check"] },
]

if (import.meta.main) await runStages(checks)
