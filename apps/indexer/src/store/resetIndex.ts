import type { Pool } from "@sextant/prisma/client"
import { tables } from "./tables.ts"

/** Empties the index, for a network that starts anew under the same database. The schema and its migrations stay. */
export async function resetIndex(pool: Pool): Promise<void> {
  const names = [...Object.keys(tables), "cursors", "source_status", "reorgs"]
  await pool.query(`truncate ${names.join(", ")} restart identity`)
}
