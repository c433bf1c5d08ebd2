import { runStages } from "./runStage.ts"

/**
 * Makes every generated file anew: the database client (not committed); the contracts' ABIs, storage layouts and addresses
 * (committed). Gas figures take longer: `node packages/contracts/scripts/measureGas.ts --write`.
 */
await runStages([
  { title: "database client", command: ["node", "prisma/tools/generate.ts"] },
  { title: "contract ABIs", command: ["node", "packages/contracts/scripts/generateAbis.ts"] },
  { title: "storage layouts", command: ["node", "packages/contracts/scripts/storageLayouts.ts"] },
  { title: "address book", command: ["node", "packages/contracts/scripts/generateAddressBook.ts"] },
])
