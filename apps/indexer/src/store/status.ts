import type { Pool } from "@sextant/prisma/client"
import type { Source } from "./cursor.ts"

export type SourceHead = { readonly headHeight: bigint; readonly finalizedHeight: bigint }

/** Notes how far the source is and that the last step went well. */
export async function recordHead(
  pool: Pool,
  input: SourceHead & { readonly source: Source; readonly progressed: boolean },
): Promise<void> {
  await pool.query(
    `insert into source_status as s (source, head_height, finalized_height, checked_at, progressed_at)
     values ($1::text::"ChainKind", $2, $3, now(), case when $4 then now() end)
     on conflict (source) do update set
       head_height = excluded.head_height,
       finalized_height = greatest(s.finalized_height, excluded.finalized_height),
       checked_at = excluded.checked_at,
       progressed_at = coalesce(excluded.progressed_at, s.progressed_at),
       failure_count = 0, last_error_code = null, last_error = null`,
    [input.source, input.headHeight.toString(), input.finalizedHeight.toString(), input.progressed],
  )
}

/** Notes that a step failed; what is known of the head stays. */
export async function recordFailure(
  pool: Pool,
  input: { readonly source: Source; readonly code: string; readonly message: string },
): Promise<void> {
  await pool.query(
    `insert into source_status as s
       (source, head_height, finalized_height, checked_at, failure_count, last_error_code, last_error)
     values ($1::text::"ChainKind", 0, 0, now(), 1, $2, $3)
     on conflict (source) do update set
       checked_at = excluded.checked_at, failure_count = s.failure_count + 1,
       last_error_code = excluded.last_error_code, last_error = excluded.last_error`,
    [input.source, input.code, input.message.slice(0, 2_000)],
  )
}

/** The newest height that the source has ever called final. */
export async function readFinalizedHeight(pool: Pool, source: Source): Promise<bigint> {
  const { rows } = await pool.query<{ finalized_height: string }>(
    'select finalized_height from source_status where source = $1::text::"ChainKind"',
    [source],
  )
  return BigInt(rows[0]?.finalized_height ?? 0)
}
