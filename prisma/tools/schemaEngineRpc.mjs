import process from "node:process"
import { createInterface } from "node:readline"
import { lastPanic } from "./schemaEngineWasm.mjs"

/** Ids of our own `print` notifications start here, clear of the ids Prisma counts up. */
const PRINT_ID_BASE = 1_000_000

const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`)
const textOf = (error) => lastPanic() || String(error?.message ?? error)

function failure(error) {
  const message = textOf(error).split(/\n\s+0: /)[0]
  const errorCode = error?.code ?? /\b(P\d{4})\b/.exec(message)?.[1]
  return {
    code: 4466,
    message: "An error happened. Check the data field for details.",
    data: { is_panic: false, message, error_code: errorCode, meta: null },
  }
}

function panic(error) {
  const message = textOf(error)
  return { code: -32603, message, data: { is_panic: true, message, meta: null } }
}

async function call(engine, method, params) {
  // These two read the shadow schema from a cache that only a diagnosis fills.
  if (method === "evaluateDataLoss" || method === "createMigration") {
    const { migrationsList, filters } = params
    await engine.diagnoseMigrationHistory({ migrationsList, filters, optInToShadowDatabase: true })
  }
  if (typeof engine[method] !== "function") throw new Error(`the engine has no method ${method}`)
  return engine[method](params)
}

/** Answers requests one by one, in order, until stdin closes. */
export async function serveRpc(createEngine) {
  let engine
  let currentId
  // wasm-bindgen throws malformed parameters outside the promise; unanswered, Prisma would exit 0 in silence.
  process.on("uncaughtException", (error) => {
    if (currentId !== undefined) send({ id: currentId, error: panic(error) })
    process.exit(1)
  })
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === "") continue
    const { id, method, params } = JSON.parse(line)
    if (method === undefined) continue
    currentId = id
    try {
      engine ??= await createEngine()
      const result = await call(engine, method, params ?? {})
      if (method === "diff" && result?.stdout)
        send({ id: PRINT_ID_BASE + id, method: "print", params: { content: result.stdout } })
      send({ id, result: result ?? {} })
    } catch (error) {
      send({ id, error: failure(error) })
    }
  }
}
