const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"))

/** Value of each character code that is a hex digit; no digit has this bit. */
const BAD_NIBBLE = 0x100
const NIBBLES = Uint16Array.from({ length: 128 }, (_, code) => {
  const value = Number.parseInt(String.fromCharCode(code), 16)
  return Number.isNaN(value) ? BAD_NIBBLE : value
})

/** Lower-case hex without a prefix. */
export function bytesToHex(bytes: Uint8Array): string {
  let hex = ""
  for (const byte of bytes) hex += HEX[byte]
  return hex
}

/** Lower-case hex with `0x`, the form of everything that lives on the L2. */
export function bytesTo0x(bytes: Uint8Array): `0x${string}` {
  return `0x${bytesToHex(bytes)}`
}

/**
 * Reads hex, with or without `0x`, in either case.
 *
 * @throws RangeError on an odd length or a character that is not hex.
 */
export function hexToBytes(hex: string): Uint8Array {
  const from = hex.startsWith("0x") ? 2 : 0
  const bytes = new Uint8Array((hex.length - from) >> 1)
  let bad = (hex.length - from) & 1
  for (let index = 0, at = from; index < bytes.length; index++, at += 2) {
    const high = NIBBLES[hex.charCodeAt(at)] ?? BAD_NIBBLE
    const low = NIBBLES[hex.charCodeAt(at + 1)] ?? BAD_NIBBLE
    bad |= (high | low) & BAD_NIBBLE
    bytes[index] = (high << 4) | low
  }
  if (bad !== 0) throw new RangeError("not a hex string")
  return bytes
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sizeBytes, part) => sizeBytes + part.length, 0))
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}

export function bytesEqual(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false
  for (let index = 0; index < left.length; index++) if (left[index] !== right[index]) return false
  return true
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

/** Base64 with padding (RFC 4648 §4); pure packages have neither btoa nor Buffer. */
export function bytesToBase64(bytes: Uint8Array): string {
  let text = ""
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at
    const word = ((bytes[at] as number) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
    const characters = [18, 12, 6, 0].map((shift) => BASE64[(word >> shift) & 63])
    text += characters.slice(0, left + 1).join("") + "=".repeat(Math.max(0, 3 - left))
  }
  return text
}

/**
 * Reads base64 with or without its padding.
 *
 * @throws RangeError on other characters, a length that cannot be, or bits after the last byte that are not zero.
 */
export function base64ToBytes(text: string): Uint8Array {
  const digits = text.replace(/={1,2}$/, "")
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4))
  const isPadded = digits.length === text.length || text.length % 4 === 0
  if (!isPadded || digits.length % 4 === 1) throw new RangeError("not a base64 string")
  let word = 0
  let bits = 0
  let at = 0
  for (const character of digits) {
    const value = BASE64.indexOf(character)
    if (value < 0) throw new RangeError("not a base64 string")
    word = ((word << 6) | value) & 0xffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes[at++] = (word >> bits) & 0xff
    }
  }
  if ((word & ((1 << bits) - 1)) !== 0) throw new RangeError("not a base64 string")
  return bytes
}

/** Lexicographic order of raw bytes: negative, zero or positive as `left` sorts before, with or after `right`. */
export function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const sizeBytes = Math.min(left.length, right.length)
  for (let index = 0; index < sizeBytes; index++) {
    const difference = (left[index] as number) - (right[index] as number)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

/** UTF-8 of a string; pure packages have no TextEncoder. Unpaired surrogates become U+FFFD. */
export function utf8ToBytes(text: string): Uint8Array {
  const bytes: number[] = []
  for (const character of text) {
    let code = character.codePointAt(0) as number
    if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd
    if (code < 0x80) bytes.push(code)
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f))
    else if (code < 0x10000)
      bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f))
    else {
      bytes.push(
        0xf0 | (code >> 18),
        0x80 | ((code >> 12) & 0x3f),
        0x80 | ((code >> 6) & 0x3f),
        0x80 | (code & 0x3f),
      )
    }
  }
  return new Uint8Array(bytes)
}

/** Big-endian unsigned integer in exactly `lengthBytes` bytes. @throws RangeError when it does not fit. */
export function bigintToBytes(value: bigint, lengthBytes: number): Uint8Array {
  if (value < 0n || value >= 1n << BigInt(8 * lengthBytes))
    throw new RangeError(`does not fit in ${lengthBytes} bytes`)
  return hexToBytes(value.toString(16).padStart(lengthBytes * 2, "0"))
}

/** Reads a big-endian unsigned integer of any length. */
export function bytesToBigint(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(bytesTo0x(bytes))
}
