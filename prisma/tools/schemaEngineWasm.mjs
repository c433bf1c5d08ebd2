import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import path from "node:path"
import process from "node:process"
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils"
import * as glue from "@prisma/schema-engine-wasm/schema_engine_bg"
import { createSchemaAdapterFactory } from "./schemaEngineAdapter.mjs"

let panicText = ""
let loaded = false

/** Text of the engine's last panic; the exception it throws says nothing. */
export const lastPanic = () => panicText

/** Instantiates the WebAssembly module once per process. */
function loadEngine() {
  if (loaded) return
  globalThis.PRISMA_WASM_PANIC_REGISTRY = {
    set_message: (message) => {
      panicText = message
    },
  }
  const folder = path.dirname(createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm"))
  const module = new WebAssembly.Module(readFileSync(path.join(folder, "schema_engine_bg.wasm")))
  const instance = new WebAssembly.Instance(module, { "./schema_engine_bg.js": glue })
  glue.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start?.()
  loaded = true
}

export async function engineVersion() {
  loadEngine()
  return glue.version()
}

/** Builds the engine over a database. No connection is opened before a method needs one. */
export async function createEngine({ datasource, datamodelPaths }) {
  loadEngine()
  const factory = createSchemaAdapterFactory({
    url: datasource.url ?? "postgresql://127.0.0.1:1/none",
    shadowUrl: datasource.shadowDatabaseUrl,
  })
  const datamodels = datamodelPaths.map((file) => [file, readFileSync(file, "utf8")])
  const log = (line) => {
    if (process.env.SCHEMA_ENGINE_LOG) process.stderr.write(`${line}\n`)
  }
  return glue.SchemaEngine.new(
    { datamodels: datamodels.length > 0 ? datamodels : undefined },
    log,
    bindMigrationAwareSqlAdapterFactory(factory),
  )
}
