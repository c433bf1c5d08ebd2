import {
  aggregatePublicKeys,
  generateSecretKey,
  secretKeyToPublicKey,
  sign,
  verify,
} from "@sextant/crypto/bls"
import { sha256 } from "@sextant/crypto/hash"
import { bytesToHex, utf8ToBytes } from "@sextant/shared/bytes"
import { amountAtomic, height, l2Height } from "@sextant/shared/units"
import type { NodeId, RegistryId } from "@sextant/wire/l2Event"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { aggregatePartials, toSubmission } from "./aggregatePartials.ts"
import { startGathering, takePartial } from "./gatherPartials.ts"
import { decodeSnapshotBody, encodeSnapshotBody, type SnapshotBody } from "./snapshotRow.ts"
import { turnOf } from "./submitWhenDue.ts"

const COUNT = 7
const secrets = Array.from({ length: COUNT }, (_, index) =>
  generateSecretKey(sha256(utf8ToBytes(`key ${index}`))),
)
const signers = secrets
  .map((secret, index) => ({
    nodeId: bytesToHex(sha256(utf8ToBytes(`node ${index}`))) as NodeId,
    registryId: (index + 1) as RegistryId,
    blsPublicKey: secretKeyToPublicKey(secret),
    secret,
  }))
  .sort((left, right) => (left.nodeId < right.nodeId ? -1 : 1))
const hash = (text: string) => sha256(utf8ToBytes(text))
const body: SnapshotBody = {
  taken: {
    snapshot: {
      height: height(30),
      l2Number: l2Height(9),
      timestampS: 1_700_000_000,
      blockHash: hash("block"),
      stateRoot: hash("state"),
      rewardsRoot: hash("rewards"),
      exitsRoot: hash("exits"),
    },
    rewards: [{ account: `0x${"ab".repeat(20)}`, lifetimeAmountAtomic: amountAtomic(12_345_678_901n) }],
    exits: [{ registryId: 3 as RegistryId, kind: "refused", eligibleAtS: 1, unlockAtS: 2 }],
  },
  signers: signers.map(({ nodeId, registryId, blsPublicKey }) => ({ nodeId, registryId, blsPublicKey })),
}
const message = hash("message")
const gatheringOf = () => startGathering(body, message, new Map())
const partialOf = (index: number, change = {}) => {
  const signer = signers[index] as (typeof signers)[number]
  const signature = sign(signer.secret, message)
  return { height: height(30), message, nodeId: signer.nodeId, signature, ...change }
}
const keysOf = (indices: readonly number[]) =>
  indices.map((index) => body.signers[index]).filter((signer) => signer !== undefined)

describe("takePartial", () => {
  it("takes a signer's genuine partial once", () => {
    const gathering = gatheringOf()
    expect(takePartial(gathering, partialOf(0))).toBe("new")
    expect(takePartial(gathering, partialOf(0))).toBe("known")
    expect([...gathering.partials.keys()]).toEqual([signers[0]?.nodeId])
  })

  it("tells strangers, other snapshots and forgeries apart and keeps none of them", () => {
    const gathering = gatheringOf()
    expect(takePartial(gathering, partialOf(0, { nodeId: "00".repeat(32) }))).toBe("stranger")
    expect(takePartial(gathering, partialOf(0, { message: hash("other") }))).toBe("differs")
    expect(takePartial(gathering, partialOf(0, { signature: partialOf(1).signature }))).toBe("forged")
    expect(takePartial(gathering, partialOf(0, { signature: new Uint8Array(96) }))).toBe("forged")
    expect(gathering.partials.size).toBe(0)
  })
})

describe("aggregatePartials", () => {
  it("adds up exactly the partials that are there, and leaves bad ones out", () => {
    fc.assert(
      fc.property(fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 1 }), fc.nat(6), (present, bad) => {
        const partials = new Map(
          present.map((index) => [partialOf(index).nodeId, partialOf(index).signature]),
        )
        if (present.includes(bad))
          partials.set(partialOf(bad).nodeId, sign(secrets[0] as Uint8Array, hash("x")))
        const good = present.filter((index) => index !== bad)
        const aggregate = aggregatePartials({ body, message, partials }, () => true)
        expect(aggregate?.signers.map(({ nodeId }) => nodeId)).toEqual(
          good.length === 0
            ? undefined
            : good.sort((l, r) => l - r).map((index) => body.signers[index]?.nodeId),
        )
        if (aggregate === undefined) return
        const key = aggregatePublicKeys(aggregate.signers.map(({ blsPublicKey }) => blsPublicKey))
        expect(verify(key, message, aggregate.signature)).toBe(true)
      }),
      { numRuns: 15 },
    )
  })
})

describe("toSubmission", () => {
  const withPartials = (indices: readonly number[]) => {
    const gathering = gatheringOf()
    for (const index of indices) takePartial(gathering, partialOf(index))
    return gathering
  }

  it("names the keys of the contract's aggregate that did not sign", () => {
    const submission = toSubmission(withPartials([0, 1, 2, 4, 5]), keysOf([0, 1, 2, 3, 4, 5, 6]))
    expect(submission?.nonSigners.map(({ nodeId }) => nodeId)).toEqual([
      signers[3]?.nodeId,
      signers[6]?.nodeId,
    ])
  })

  it("waits while more than a third is missing or fewer than four have signed", () => {
    expect(toSubmission(withPartials([0, 1, 2, 3]), keysOf([0, 1, 2, 3, 4, 5, 6]))).toBeUndefined()
    expect(toSubmission(withPartials([0, 1, 2]), keysOf([0, 1, 2]))).toBeUndefined()
    expect(toSubmission(withPartials([]), keysOf([0, 1, 2, 3]))).toBeUndefined()
  })

  it("leaves out the signature of a node that has left the contract since", () => {
    const submission = toSubmission(withPartials([0, 1, 2, 3, 4]), keysOf([0, 1, 2, 3]))
    expect(submission?.nonSigners).toEqual([])
    const key = aggregatePublicKeys(keysOf([0, 1, 2, 3]).map(({ blsPublicKey }) => blsPublicKey))
    expect(verify(key, message, submission?.signature as Uint8Array)).toBe(true)
  })
})

describe("turnOf", () => {
  it("gives every signer its own turn and starts at another one for every snapshot", () => {
    const turns = signers.map(({ nodeId }) => turnOf(nodeId, { body }))
    expect(turns.toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(turnOf("00".repeat(32) as NodeId, { body })).toBeUndefined()
  })
})

describe("decodeSnapshotBody", () => {
  it("reads back what encodeSnapshotBody wrote", () => {
    expect(decodeSnapshotBody(encodeSnapshotBody(body))).toEqual(body)
    const empty = { taken: { ...body.taken, rewards: [], exits: [] }, signers: [] }
    expect(decodeSnapshotBody(encodeSnapshotBody(empty))).toEqual(empty)
  })
})
