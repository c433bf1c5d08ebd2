import { height, l2Height } from "@sextant/shared/units"
import { describe, expect, it } from "vitest"
import type { NodeId } from "./l2Event.ts"
import { decodeUptimeProof, encodeUptimeProof, uptimeProofRoot } from "./uptimeProofCodec.ts"

const proof = {
  networkId: new Uint8Array(32).fill(1),
  nodeId: "ab".repeat(32) as NodeId,
  version: [1, 20, 300] as const,
  publicIp: new Uint8Array([127, 0, 0, 1]),
  peerPort: 22_021,
  storagePort: 0,
  l2Height: l2Height(12),
  height: height(34),
  timeS: 1_700_000_000,
  signature: new Uint8Array(64).fill(7),
}

describe("uptime proof codec", () => {
  it("reads back what it wrote", () => {
    expect(decodeUptimeProof(encodeUptimeProof(proof))).toEqual(proof)
  })

  it("refuses an address that is neither IPv4 nor IPv6, and trailing bytes", () => {
    const bad = { ...proof, publicIp: new Uint8Array(5) }
    expect(() => encodeUptimeProof(decodeUptimeProof(encodeUptimeProof(bad)))).toThrow(
      expect.objectContaining({ code: "wire/out-of-range" }),
    )
    const longer = new Uint8Array([...encodeUptimeProof(proof), 0])
    expect(() => decodeUptimeProof(longer)).toThrow()
  })

  it("binds every field but the signature", () => {
    const root = uptimeProofRoot(proof)
    expect(uptimeProofRoot({ ...proof, signature: new Uint8Array(64) } as typeof proof)).toEqual(root)
    expect(uptimeProofRoot({ ...proof, peerPort: 1 })).not.toEqual(root)
    expect(uptimeProofRoot({ ...proof, timeS: 1 })).not.toEqual(root)
  })
})
