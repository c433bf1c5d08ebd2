import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import path from "node:path"
import { upgradeableContracts } from "./deployment/upgradeableContracts.ts"
import { annexes, readArtifact, sourcesBelow } from "./generateAbis.ts"
import { contractsRoot, runForge } from "./runForge.ts"
import {
  type CompilerLayout,
  type Layout,
  layoutConflicts,
  namespacesIn,
  readableLayout,
} from "./storage/layout.ts"

const folder = path.join(contractsRoot, "storage")

/** The layout of the compiled contract. @throws Error before `forge build`. */
export function currentLayout(contract: string, source = contract): Layout {
  const { storageLayout, metadata } = readArtifact(contract, source)
  if (storageLayout === undefined)
    throw new Error(`out/ has no storage layout of ${contract}: run forge build`)
  const sources = sourcesBelow(metadata, "src/").map((file) =>
    readFileSync(path.join(contractsRoot, file), "utf8"),
  )
  const namespaces = Object.assign({}, ...sources.map(namespacesIn)) as Layout["namespaces"]
  return readableLayout(storageLayout as CompilerLayout, namespaces)
}

/** The layout that deployed contracts of this name may hold their state in; undefined before it was first written. */
export function committedLayout(contract: string): Layout | undefined {
  const file = layoutFile(contract)
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Layout) : undefined
}

function layoutFile(contract: string): string {
  return path.join(folder, `${contract}.json`)
}

/** Contracts whose annex, which runs on their storage, sees other things in it than they do. */
function annexProblems(): readonly string[] {
  return Object.entries(annexes)
    .filter(([host, annex]) => JSON.stringify(currentLayout(host)) !== JSON.stringify(currentLayout(annex)))
    .map(([host, annex]) => `${host}: its annex ${annex} has another layout`)
}

/** Every reason why some contract's code does not fit state of the committed layout. */
export function layoutProblems(): readonly string[] {
  const conflicts = upgradeableContracts().flatMap((contract) => {
    const committed = committedLayout(contract)
    const conflicts = committed === undefined ? [] : layoutConflicts(committed, currentLayout(contract))
    return conflicts.map((text) => `${contract}: ${text}`)
  })
  return [...annexProblems(), ...conflicts]
}

function writeLayouts(): void {
  mkdirSync(folder, { recursive: true })
  for (const contract of upgradeableContracts()) {
    writeFileSync(layoutFile(contract), `${JSON.stringify(currentLayout(contract), null, 2)}\n`)
  }
}

if (import.meta.main) {
  const options = process.argv.slice(2)
  const build = runForge(["build", "src", "--skip", "test"], "pipe")
  if (build.exitCode !== 0) throw new Error(`forge build failed:\n${build.output}`)
  const missing = upgradeableContracts().filter((contract) => committedLayout(contract) === undefined)
  const problems = options.includes("--accept") ? [] : layoutProblems()
  for (const line of problems) console.log(line)
  if (options.includes("--check")) {
    for (const contract of missing) console.log(`${contract}: has no committed layout: run npm run generate`)
    if (problems.length + missing.length > 0) process.exitCode = 1
    else console.log(`${upgradeableContracts().length} layouts fit what is committed`)
  } else if (problems.length > 0) {
    console.log("Deployed contracts would misread their state. Where nothing is deployed yet: --accept.")
    process.exitCode = 1
  } else writeLayouts()
}
