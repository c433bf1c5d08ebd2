#!/usr/bin/env node
/**
 * Stands in for Prisma's native `schema-engine`, so that the command line works without downloading anything.
 *
 * Prisma starts it through PRISMA_SCHEMA_ENGINE_BINARY and talks JSON-RPC over stdio. The answers come from the
 * WebAssembly build of the same engine, over the PostgreSQL driver adapter. Both are of exactly Prisma's version;
 * `migrations.integration.test.ts` holds the pair together.
 */
import process from "node:process"
import { runCommand } from "./schemaEngineCommands.mjs"
import { serveRpc } from "./schemaEngineRpc.mjs"
import { createEngine, engineVersion } from "./schemaEngineWasm.mjs"

const args = process.argv.slice(2)
const valuesOf = (name) => args.flatMap((arg, index) => (arg === name ? [args[index + 1]] : []))
const datasource = JSON.parse(valuesOf("--datasource")[0] ?? "{}")

async function main() {
  if (args.includes("--version")) {
    process.stdout.write(`schema-engine-cli ${await engineVersion()}\n`)
    return 0
  }
  const command = args.indexOf("cli")
  if (command >= 0) return runCommand(args[command + 1], datasource.url)
  await serveRpc(() => createEngine({ datasource, datamodelPaths: valuesOf("--datamodels") }))
  return 0
}

process.exit(await main())
