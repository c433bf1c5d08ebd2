import { checks } from "./runChecks.ts"
import { runStages, type Stage } from "./runStage.ts"

/** Everything that decides whether a commit is good, in the order of what fails fastest. */
const stages: readonly Stage[] = [
  ...checks,
  { title: "types: rules without a world", command: ["tsc", "-p", "tsconfig.pure.json"] },
  { title: "types: runners and scripts", command: ["tsc", "-p", "tsconfig.node.json"] },
  { title: "types: web", command: ["tsc", "-p", "apps/web", "--noEmit"] },
  { title: "unit tests", command: ["vitest", "run", "--project", "unit"] },
  { title: "contracts", command: ["node", "packages/contracts/scripts/runForge.ts", "test"] },
  {
    title: "committed ABIs are fresh",
    command: ["node", "packages/contracts/scripts/generateAbis.ts", "--check"],
  },
  {
    title: "storage layouts fit deployed state",
    command: ["node", "packages/contracts/scripts/storageLayouts.ts", "--check"],
  },
  { title: "contract sizes", command: ["node", "packages/contracts/scripts/contractSizes.ts"] },
  {
    title: "address book is fresh",
    command: ["node", "packages/contracts/scripts/generateAddressBook.ts", "--check"],
  },
  {
    title: "gas figures are the committed ones",
    command: ["node", "packages/contracts/scripts/measureGas.ts", "--check"],
  },
  { title: "integration tests", command: ["vitest", "run", "--project", "integration"] },
  { title: "simulation", command: ["node", "packages/sim/src/main.ts", "--seeds", "3"] },
  { title: "web build", command: ["node", "apps/web/scripts/build.ts"] },
  { title: "local network and browser", command: ["node", "packages/sim/src/journey/main.ts"] },
]

await runStages(stages)
