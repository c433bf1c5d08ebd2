import { describe, expect, it } from "vitest"
import { formatIp, isPublicIp, parseIp } from "./ipAddress.ts"

describe("parseIp", () => {
  it("reads IPv4, IPv6 and shortened and mapped forms", () => {
    expect([...parseIp("203.0.112.9")]).toEqual([203, 0, 112, 9])
    expect(formatIp(parseIp("2a01:4f8::1"))).toBe("2a01:4f8:0:0:0:0:0:1")
    expect(formatIp(parseIp("::"))).toBe("0:0:0:0:0:0:0:0")
    expect([...parseIp("::ffff:10.0.0.1").subarray(10)]).toEqual([255, 255, 10, 0, 0, 1])
  })

  it("refuses what is no address", () => {
    for (const text of ["", "1.2.3", "1.2.3.256", "example.org", ":::", "2001::1::2"])
      expect(() => parseIp(text)).toThrow(RangeError)
  })
})

describe("isPublicIp", () => {
  it("knows private, loopback, link-local, shared, reserved and mapped addresses", () => {
    const hidden =
      "10.1.2.3 127.0.0.1 172.16.0.1 172.31.9.9 192.168.1.1 169.254.1.1 100.64.0.1 0.0.0.0 224.0.0.1"
    const others =
      "255.255.255.255 198.18.0.1 192.0.2.1 203.0.113.5 ::1 fe80::1 fc00::1 ::ffff:10.0.0.1 2001:db8::1"
    for (const text of `${hidden} ${others}`.split(" "))
      expect([text, isPublicIp(parseIp(text))]).toEqual([text, false])
    for (const text of ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2a01:4f8::1", "::ffff:8.8.8.8"])
      expect([text, isPublicIp(parseIp(text))]).toEqual([text, true])
  })
})
