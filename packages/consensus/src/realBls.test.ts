import { generateSecretKey, secretKeyToPublicKey, sign } from "@sextant/crypto/bls"
import { proposalMessage, voteMessage } from "@sextant/wire/messages"
import { signersOf } from "@sextant/wire/signers"
import type { VoteStatement } from "@sextant/wire/vote"
import { describe, expect, it } from "vitest"
import { createBlsScheme } from "./blsScheme.ts"
import type { HeldVote } from "./types.ts"
import { verifyCertificate } from "./verifyCertificate.ts"
import { gatherCertificate, widenCertificate } from "./voteKeeper.ts"

const domain = {
  chainId: 31_337,
  registry: `0x${"22".repeat(20)}`,
  networkId: new Uint8Array(32).fill(6),
} as const
const scheme = createBlsScheme(domain)
const secretKeys = Array.from({ length: 7 }, (_, index) =>
  generateSecretKey(new Uint8Array(32).fill(index + 1)),
)
const publicKeys = secretKeys.map(secretKeyToPublicKey)
const deps = { scheme, validators: { publicKeys, leaderOrder: [0, 1, 2, 3, 4, 5, 6] } }
const statement: VoteStatement = {
  kind: "notarize",
  epoch: 2,
  view: 5,
  blockHash: new Uint8Array(32).fill(8),
}

function heldVote(validatorIndex: number, signed: VoteStatement = statement): HeldVote {
  const signature = sign(secretKeys[validatorIndex] as Uint8Array, voteMessage(domain, signed))
  return {
    vote: { ...statement, validatorIndex, signature },
    from: `peer ${validatorIndex}`,
    verified: false,
  }
}

function voteMap(...votes: HeldVote[]): Map<number, HeldVote> {
  return new Map(votes.map((held) => [held.vote.validatorIndex, held]))
}

describe("gatherCertificate with BLS", () => {
  it("makes a certificate that verifies, and that nobody can bend", () => {
    const votes = voteMap(...[0, 2, 3, 5, 6].map((index) => heldVote(index)))
    const { certificate, rejected } = gatherCertificate(deps, { votes, statement })
    if (certificate === undefined) throw new Error("no certificate")
    expect(rejected).toEqual([])
    expect(certificate.signers.getTrueBitIndexes()).toEqual([0, 2, 3, 5, 6])
    expect(verifyCertificate(scheme, publicKeys, certificate)).toBe(true)
    expect(verifyCertificate(scheme, publicKeys, { ...certificate, view: 6 })).toBe(false)
    expect(verifyCertificate(scheme, publicKeys, { ...certificate, kind: "finalize" })).toBe(false)
    const others = signersOf(7, [0, 1, 3, 5, 6])
    expect(verifyCertificate(scheme, publicKeys, { ...certificate, signers: others })).toBe(false)
    const otherNetwork = createBlsScheme({ ...domain, networkId: new Uint8Array(32) })
    expect(verifyCertificate(otherNetwork, publicKeys, certificate)).toBe(false)
  })

  it("finds signatures of something else, and bytes that are no signature", () => {
    const noise = { ...heldVote(1), vote: { ...heldVote(1).vote, signature: new Uint8Array(96).fill(1) } }
    const wrong = heldVote(4, { ...statement, view: 6 })
    const good = [0, 2, 3, 5, 6].map((index) => heldVote(index))
    const { certificate, rejected, votes } = gatherCertificate(deps, {
      votes: voteMap(noise, wrong, ...good),
      statement,
    })
    expect(rejected.map((held) => held.vote.validatorIndex)).toEqual([1, 4])
    expect(votes.size).toBe(5)
    expect(certificate && verifyCertificate(scheme, publicKeys, certificate)).toBe(true)
  })

  it("makes none when too few are left, and keeps the good ones", () => {
    const wrong = heldVote(4, { ...statement, kind: "nullify" })
    const { certificate, votes } = gatherCertificate(deps, {
      votes: voteMap(wrong, ...[0, 2, 3, 5].map((index) => heldVote(index))),
      statement,
    })
    expect(certificate).toBeUndefined()
    expect(votes.size).toBe(4)
  })
})

describe("widenCertificate with BLS", () => {
  it("adds late votes and still verifies", () => {
    const early = voteMap(...[0, 1, 2, 3, 4].map((index) => heldVote(index)))
    const { certificate } = gatherCertificate(deps, { votes: early, statement })
    if (certificate === undefined) throw new Error("no certificate")
    const late = voteMap(heldVote(5), heldVote(6, { ...statement, view: 9 }))
    const wide = widenCertificate(deps, { certificate, votes: late })
    expect(wide.signers.getTrueBitIndexes()).toEqual([0, 1, 2, 3, 4, 5])
    expect(verifyCertificate(scheme, publicKeys, wide)).toBe(true)
  })
})

describe("createBlsScheme", () => {
  it("tells proposals of different views and blocks apart", () => {
    const proposal = { epoch: 1, view: 3, blockHash: new Uint8Array(32).fill(2) }
    const [secretKey, publicKey] = [secretKeys[0] as Uint8Array, publicKeys[0] as Uint8Array]
    const signature = sign(secretKey, proposalMessage(domain, proposal))
    expect(scheme.verifyProposal(publicKey, proposal, signature)).toBe(true)
    expect(scheme.verifyProposal(publicKey, { ...proposal, view: 4 }, signature)).toBe(false)
    expect(scheme.verifyVote(publicKey, { ...proposal, kind: "notarize" }, signature)).toBe(false)
    expect(scheme.addSignatures([new Uint8Array(96)])).toBeUndefined()
  })
})
