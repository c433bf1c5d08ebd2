#!/usr/bin/env node
// Lets forge use the npm package `solc` (a wasm build) as if it were the native compiler: it answers exactly the two calls
// forge makes, `--version` and `--standard-json` on stdin.
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { resolve } from "node:path"

const args = process.argv.slice(2)
const solc = createRequire(import.meta.url)("solc")

function readImport(basePath, path) {
  for (const candidate of [resolve(basePath, path), path]) {
    try {
      return { contents: readFileSync(candidate, "utf8") }
    } catch {
      // try the next place
    }
  }
  return { error: `${path} is neither in the input nor on disk` }
}

if (args.includes("--version")) {
  const version = solc.version().replace(".Emscripten.clang", ".Linux.g++")
  process.stdout.write(`solc, the solidity compiler commandline interface\nVersion: ${version}\n`)
} else if (args.includes("--standard-json")) {
  const at = args.indexOf("--base-path")
  const basePath = at < 0 ? process.cwd() : args[at + 1]
  const input = readFileSync(0, "utf8")
  process.stdout.write(solc.compile(input, { import: (path) => readImport(basePath, path) }))
} else {
  process.stderr.write(`solcShim answers --version and --standard-json, not: ${args.join(" ")}\n`)
  process.exitCode = 1
}
