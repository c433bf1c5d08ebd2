import { randomUUID } from "node:crypto"
import { PrismaPg } from "@prisma/adapter-pg"
import { ColumnTypeEnum } from "@prisma/driver-adapter-utils"
import pg from "pg"

const OID_CHAR = 18
const OID_BPCHAR = 1042

/** A pool that relabels catalog columns of type "char": the driver adapter knows no such type and refuses the row. */
class CatalogPool extends pg.Pool {
  charColumns = []

  constructor(connectionString) {
    super({ connectionString, max: 1 })
    this.on("error", () => {})
  }

  async query(...args) {
    const result = await super.query(...args)
    this.charColumns = []
    for (const [index, field] of (result?.fields ?? []).entries()) {
      if (field.dataTypeID !== OID_CHAR) continue
      field.dataTypeID = OID_BPCHAR
      this.charColumns.push(index)
    }
    return result
  }
}

/** Opens an adapter whose scripts run whole and whose catalog rows the engine understands. */
async function openAdapter({ connectionString, schema, afterClose }) {
  const pool = new CatalogPool(connectionString)
  const adapter = await new PrismaPg(pool, { schema }).connect()
  const queryRaw = adapter.queryRaw.bind(adapter)

  // The adapter splits scripts at every ";", which breaks function bodies and literals. One simple query does not.
  adapter.executeScript = async (script) => {
    try {
      await pool.query(script)
    } catch (error) {
      adapter.onError(error)
    }
  }
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query)
    for (const index of pool.charColumns) result.columnTypes[index] = ColumnTypeEnum.Character
    return result
  }
  adapter.dispose = async () => {
    await pool.end()
    await afterClose?.()
  }
  return adapter
}

async function runOnce(connectionString, sql) {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/**
 * Connects the engine to the database and to a shadow database, which it makes and drops itself unless one is given.
 */
export function createSchemaAdapterFactory({ url, shadowUrl }) {
  const target = new URL(url)
  const schema = target.searchParams.get("schema") ?? "public"
  target.searchParams.delete("schema")
  const connectionString = target.toString()

  const connectToShadowDb = async () => {
    if (shadowUrl) return openAdapter({ connectionString: shadowUrl, schema })
    const name = `prisma_shadow_${randomUUID()}`
    await runOnce(connectionString, `create database "${name}"`)
    const shadow = new URL(target)
    shadow.pathname = `/${name}`
    const afterClose = () => runOnce(connectionString, `drop database if exists "${name}" with (force)`)
    return openAdapter({ connectionString: shadow.toString(), schema, afterClose })
  }

  return {
    provider: "postgres",
    adapterName: "@prisma/adapter-pg",
    connect: () => openAdapter({ connectionString, schema }),
    connectToShadowDb,
  }
}
