/**
 * Keeps both ends of a hash, key or address: eight digits, an ellipsis, six digits. A `0x` is kept and not counted.
 * Anything short enough is left whole.
 */
export function shortenHex(text: string, [head, tail]: readonly [number, number] = [8, 6]): string {
  const prefix = text.startsWith("0x") ? "0x" : ""
  const digits = text.slice(prefix.length)
  if (digits.length <= head + tail + 1) return text
  return `${prefix}${digits.slice(0, head)}…${digits.slice(digits.length - tail)}`
}

export function isAddress(text: string): boolean {
  return /^0x[0-9a-fA-F]{40}$/.test(text)
}

export function isNodeId(text: string): boolean {
  return /^[0-9a-fA-F]{64}$/.test(text)
}
