import { runStages } from "./runStage.ts"

await runStages([
  { title: "TypeScript, JSON and CSS", command: ["biome", "check", "--write", "."] },
  { title: "Solidity", command: ["node", "packages/contracts/scripts/runForge.ts", "fmt"] },
])
