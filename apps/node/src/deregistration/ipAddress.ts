import { isIPv4, isIPv6 } from "node:net"

/** 4 or 16 bytes of an IP address in text form. @throws RangeError when it is none. */
export function parseIp(text: string): Uint8Array {
  if (isIPv4(text)) return new Uint8Array(text.split(".").map(Number))
  if (!isIPv6(text)) throw new RangeError("not an IP address")
  return parseIpv6(text)
}

/** The text form, IPv6 without shortening. @throws RangeError unless 4 or 16 bytes. */
export function formatIp(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join(".")
  if (bytes.length !== 16) throw new RangeError("an IP address has 4 or 16 bytes")
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((bytes[index * 2] as number) << 8) | (bytes[index * 2 + 1] as number)).toString(16),
  )
  return groups.join(":")
}

/** True for an address that can be reached from everywhere: not private, loopback, link-local, shared, multicast or reserved. */
export function isPublicIp(bytes: Uint8Array): boolean {
  if (bytes.length === 4) return isPublicIpv4(bytes)
  const isMapped =
    bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff
  if (isMapped) return isPublicIpv4(bytes.subarray(12))
  // Global unicast is 2000::/3; of it, documentation and 6to4/Teredo wrappers are not ours to dial.
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes
  if (first >> 5 !== 1) return false
  const isDocumentation = first === 0x20 && second === 0x01 && third === 0x0d && fourth === 0xb8
  const isTeredo = first === 0x20 && second === 0x01 && third === 0 && fourth === 0
  return !isDocumentation && !isTeredo && !(first === 0x20 && second === 0x02)
}

function isPublicIpv4(bytes: Uint8Array): boolean {
  const [a = 0, b = 0, c = 0] = bytes
  if (a === 0 || a === 10 || a === 127 || a >= 224) return false
  if (a === 100 && b >= 64 && b < 128) return false
  if ((a === 169 && b === 254) || (a === 192 && b === 168)) return false
  if (a === 172 && b >= 16 && b < 32) return false
  if (a === 192 && b === 0 && (c === 0 || c === 2)) return false
  return (
    !(a === 198 && (b === 18 || b === 19 || (b === 51 && c === 100))) && !(a === 203 && b === 0 && c === 113)
  )
}

function parseIpv6(text: string): Uint8Array {
  const [head = "", tail] = text.split("::")
  const left = groupsOf(head)
  const right = tail === undefined ? [] : groupsOf(tail)
  const zeros = new Array<number>(16 - left.length - right.length).fill(0)
  return new Uint8Array([...left, ...zeros, ...right])
}

function groupsOf(part: string): number[] {
  if (part === "") return []
  return part.split(":").flatMap((group) => {
    if (group.includes(".")) return group.split(".").map(Number)
    const value = Number.parseInt(group, 16)
    return [value >> 8, value & 0xff]
  })
}
