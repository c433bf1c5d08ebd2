import type { Pool, PoolClient } from "@sextant/prisma/client"

export type Source = "evm" | "appchain"

/** Up to where a source is indexed. `hash` has 32 bytes. */
export type Cursor = { readonly identity: string; readonly height: bigint; readonly hash: Uint8Array }

type CursorRow = { readonly identity: string; readonly height: string; readonly hash: Buffer }

const fromRow = (row: CursorRow | undefined): Cursor | undefined =>
  row && { identity: row.identity, height: BigInt(row.height), hash: new Uint8Array(row.hash) }

export async function readCursor(pool: Pool, source: Source): Promise<Cursor | undefined> {
  const { rows } = await pool.query<CursorRow>(
    'select identity, height, hash from cursors where source = $1::text::"ChainKind"',
    [source],
  )
  return fromRow(rows[0])
}

/** As {@link readCursor}, and nobody else can move it before the transaction ends. */
export async function lockCursor(client: PoolClient, source: Source): Promise<Cursor | undefined> {
  const { rows } = await client.query<CursorRow>(
    'select identity, height, hash from cursors where source = $1::text::"ChainKind" for update',
    [source],
  )
  return fromRow(rows[0])
}

/** @returns false when another transaction made the first cursor meanwhile. */
export async function writeCursor(
  client: PoolClient,
  input: { readonly source: Source; readonly expected: Cursor | undefined; readonly next: Cursor },
): Promise<boolean> {
  const { source, expected, next } = input
  const values = [source, next.identity, next.height.toString(), Buffer.from(next.hash)]
  const { rowCount } =
    expected === undefined
      ? await client.query(
          `insert into cursors (source, identity, height, hash, updated_at)
           values ($1::text::"ChainKind", $2, $3, $4, now()) on conflict do nothing`,
          values,
        )
      : await client.query(
          `update cursors set identity = $2, height = $3, hash = $4, updated_at = now()
           where source = $1::text::"ChainKind"`,
          values,
        )
  return rowCount === 1
}
