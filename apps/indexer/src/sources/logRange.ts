/** How many blocks one request for logs may span. It learns from the provider's answers. */
export type LogRange = { readonly sizeBlocks: number; readonly sizeBlocksMax: number }

const SIZE_BLOCKS_START = 100
const SIZE_BLOCKS_MAX = 50_000
const GROWTH = 2
const PROBE_PARTS = 10
/** Answers above this many logs are large enough: no growth beyond. */
const LOGS_WANTED = 5_000

export const initialRange: LogRange = { sizeBlocks: SIZE_BLOCKS_START, sizeBlocksMax: SIZE_BLOCKS_MAX }

/** Grows after a full-sized request that brought few logs, shrinks toward the wanted number after one that brought many. */
export function afterSuccess(
  range: LogRange,
  answer: { readonly askedBlocks: number; readonly logCount: number },
): LogRange {
  const { askedBlocks, logCount } = answer
  if (logCount > LOGS_WANTED) {
    const fitting = Math.floor((askedBlocks * LOGS_WANTED) / logCount)
    return { ...range, sizeBlocks: Math.max(1, Math.min(range.sizeBlocks, fitting)) }
  }
  if (askedBlocks < range.sizeBlocks || logCount * GROWTH > LOGS_WANTED) return range
  // At the limit that a refusal left behind, feel for more in small steps: the refusal may have had a passing reason.
  const sizeBlocksMax =
    range.sizeBlocks === range.sizeBlocksMax
      ? Math.min(range.sizeBlocksMax + Math.ceil(range.sizeBlocksMax / PROBE_PARTS), SIZE_BLOCKS_MAX)
      : range.sizeBlocksMax
  return { sizeBlocks: Math.min(range.sizeBlocks * GROWTH, sizeBlocksMax), sizeBlocksMax }
}

/** Providers say what they would accept: a limit in blocks, or a range that would fit. */
function hintedSize(message: string): number | undefined {
  const range = /\[\s*(0x[0-9a-f]+)\s*,\s*(0x[0-9a-f]+)\s*\]/i.exec(message)
  if (range?.[1] !== undefined && range[2] !== undefined) {
    const size = Number(BigInt(range[2]) - BigInt(range[1])) + 1
    if (Number.isSafeInteger(size) && size > 0) return size
  }
  const limit =
    /(?:limited to|up to(?: a)?|maximum(?: is| of)?|max(?:imum)? (?:block )?range:?)\s*([\d,_]+)/i.exec(
      message,
    )
  const size = Number(limit?.[1]?.replaceAll(/[,_]/g, ""))
  return Number.isSafeInteger(size) && size > 0 ? size : undefined
}

/**
 * Shrinks after a refusal: to what the provider hints at, else to half.
 *
 * @returns undefined when the range cannot shrink: the refusal has another reason.
 */
export function afterRefusal(answer: {
  readonly askedBlocks: number
  readonly message: string
}): LogRange | undefined {
  if (answer.askedBlocks <= 1) return undefined
  const half = Math.max(1, Math.floor(answer.askedBlocks / 2))
  const hint = hintedSize(answer.message)
  // A hint that is no smaller than what was refused is about something else.
  const sizeBlocks = hint !== undefined && hint < answer.askedBlocks ? hint : half
  return { sizeBlocks, sizeBlocksMax: sizeBlocks }
}
