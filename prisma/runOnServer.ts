import pg from "pg"

/** PostgreSQL's code for "database does not exist". */
const NO_SUCH_DATABASE = "3D000"

/**
 * Runs statements that concern a whole server, such as `create database`. The URL's own database need not exist yet:
 * then the maintenance database is used.
 */
export async function runOnServer<T>(serverUrl: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connect(serverUrl).catch((error: unknown) => {
    if ((error as { code?: unknown }).code !== NO_SUCH_DATABASE) throw error
    const maintenance = new URL(serverUrl)
    maintenance.pathname = "/postgres"
    return connect(maintenance.toString())
  })
  try {
    return await run(client)
  } finally {
    await client.end()
  }
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  return client
}
