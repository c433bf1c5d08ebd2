import { ed25519KeyPair, ed25519Sign } from "@sextant/crypto/ed25519"
import { bytesToHex } from "@sextant/shared/bytes"
import { height, l2Height } from "@sextant/shared/units"
import type { NodeId } from "@sextant/wire/l2Event"
import { type SigningDomain, uptimeProofMessage } from "@sextant/wire/messages"
import type { UptimeProof } from "@sextant/wire/uptimeProof"
import { uptimeProofRoot } from "@sextant/wire/uptimeProofCodec"
import { describe, expect, it } from "vitest"
import { type JudgeDeps, judgeUptimeProof } from "./judgeUptimeProof.ts"

const keys = ed25519KeyPair(new Uint8Array(32).fill(3))
const domain: SigningDomain = {
  chainId: 1,
  registry: `0x${"aa".repeat(20)}`,
  networkId: new Uint8Array(32).fill(5),
}
const NOW_S = 1_700_000_000

function signed(change: Partial<UptimeProof> = {}): UptimeProof {
  const fields = {
    networkId: domain.networkId,
    nodeId: bytesToHex(keys.publicKey) as NodeId,
    version: [0, 1, 0] as const,
    publicIp: new Uint8Array([8, 8, 8, 8]),
    peerPort: 22_021,
    storagePort: 0,
    l2Height: l2Height(1),
    height: height(1),
    timeS: NOW_S,
    ...change,
  }
  const signature = ed25519Sign(keys.secretKey, uptimeProofMessage(domain, uptimeProofRoot(fields)))
  return { ...fields, signature }
}

const deps: JudgeDeps = {
  domain,
  nowS: NOW_S,
  intervalS: 60,
  ageMaxS: 300,
  allowPrivateIp: false,
  isNode: () => true,
  known: undefined,
}

describe("judgeUptimeProof", () => {
  it("takes a first proof, and the next one after half an interval but not before", () => {
    expect(judgeUptimeProof(deps, signed())).toBe("new")
    const known = signed({ timeS: NOW_S - 30 })
    expect(judgeUptimeProof({ ...deps, known }, signed())).toBe("new")
    expect(judgeUptimeProof({ ...deps, known }, signed({ timeS: NOW_S - 1 }))).toBe("stale")
    expect(judgeUptimeProof({ ...deps, known }, known)).toBe("stale")
  })

  it("ignores a time more than five minutes off in either direction", () => {
    for (const offS of [300, -300])
      expect(judgeUptimeProof(deps, signed({ timeS: NOW_S + offS }))).toBe("new")
    for (const offS of [301, -301])
      expect(judgeUptimeProof(deps, signed({ timeS: NOW_S + offS }))).toBe("stale")
  })

  it("ignores nodes the chain does not know and private addresses unless allowed", () => {
    expect(judgeUptimeProof({ ...deps, isNode: () => false }, signed())).toBe("unknown")
    const local = signed({ publicIp: new Uint8Array([127, 0, 0, 1]) })
    expect(judgeUptimeProof(deps, local)).toBe("stale")
    expect(judgeUptimeProof({ ...deps, allowPrivateIp: true }, local)).toBe("new")
  })

  it("rejects other networks and any changed field", () => {
    expect(judgeUptimeProof(deps, signed({ networkId: new Uint8Array(32) }))).toBe("foreign")
    const proof = signed()
    expect(judgeUptimeProof(deps, { ...proof, peerPort: 1 })).toBe("forged")
    expect(judgeUptimeProof(deps, { ...proof, height: height(2) })).toBe("forged")
    expect(judgeUptimeProof(deps, { ...proof, signature: new Uint8Array(64) })).toBe("forged")
    expect(judgeUptimeProof(deps, signed({ peerPort: 0 }))).toBe("forged")
  })
})
