/** Reads a height from a link: digits alone, no sign, no leading zeros, at most 2^53 - 1; undefined otherwise. */
export function parseHeight(text: string): number | undefined {
  if (!/^(0|[1-9]\d{0,15})$/.test(text)) return undefined
  const height = Number(text)
  return Number.isSafeInteger(height) ? height : undefined
}
