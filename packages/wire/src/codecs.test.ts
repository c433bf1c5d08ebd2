import { BitArray } from "@chainsafe/ssz"
import { bytesTo0x, bytesToHex } from "@sextant/shared/bytes"
import type { Address } from "@sextant/shared/networks"
import type { AmountAtomic, Height, L2Height, UnixMs } from "@sextant/shared/units"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Block, BlockBody, BlockHeader, Proposal, StateChange } from "./block.ts"
import {
  blockHash,
  decodeBlock,
  decodeHeader,
  encodeBlock,
  encodeHeader,
  operationsRoot,
} from "./blockCodec.ts"
import { WireError } from "./errors.ts"
import type { L2Event, NodeId, RegistryId } from "./l2Event.ts"
import type { ObligationVote } from "./obligationVote.ts"
import { decodeObligationVote, encodeObligationVote } from "./obligationVoteCodec.ts"
import { decodeProposal, encodeProposal } from "./proposalCodec.ts"
import type { SignedSnapshot, Snapshot, SnapshotPartial } from "./snapshot.ts"
import {
  decodeSignedSnapshot,
  decodeSnapshot,
  decodeSnapshotPartial,
  encodeSignedSnapshot,
  encodeSnapshot,
  encodeSnapshotPartial,
} from "./snapshotCodec.ts"
import type { Certificate, Testimony, Vote } from "./vote.ts"
import { decodeCertificate, decodeVote, encodeCertificate, encodeVote } from "./voteCodec.ts"

const bytes = (sizeBytes: number) => fc.uint8Array({ minLength: sizeBytes, maxLength: sizeBytes })
const whole = fc.nat({ max: Number.MAX_SAFE_INTEGER })
const small = (max: number) => fc.nat({ max })
const branded = <TBrand>(arbitrary: fc.Arbitrary<unknown>) => arbitrary as fc.Arbitrary<TBrand>
const address = bytes(20).map((raw) => bytesTo0x(raw) as Address)
const nodeId = bytes(32).map((raw) => bytesToHex(raw) as NodeId)
const amount = branded<AmountAtomic>(fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }))

const statement = fc
  .record({
    kind: fc.constantFrom("notarize", "nullify", "finalize"),
    epoch: whole,
    view: whole,
    blockHash: bytes(32),
  })
  .map((said) => (said.kind === "nullify" ? { ...said, blockHash: new Uint8Array(32) } : said))
const vote = fc
  .tuple(statement, small(2 ** 32 - 1), bytes(96))
  .map(([said, validatorIndex, signature]) => ({ ...said, validatorIndex, signature }) as Vote)
const testimony = fc
  .tuple(vote, fc.boolean(), bytes(32))
  .map(
    ([said, isProposal, blockHash]): Testimony =>
      isProposal ? { ...said, kind: "propose", blockHash } : said,
  )
const signers = fc
  .array(fc.boolean(), { minLength: 1, maxLength: 70 })
  .map((bits) => BitArray.fromBoolArray(bits))
const certificate = fc
  .tuple(statement, fc.array(fc.boolean(), { minLength: 1, maxLength: 70 }), bytes(96))
  .map(
    ([said, signers, signature]) =>
      ({ ...said, signers: BitArray.fromBoolArray(signers), signature }) as Certificate,
  )

const place = { l2Height: branded<L2Height>(whole), logIndex: small(2 ** 32 - 1) }
const registryId = branded<RegistryId>(whole)
const l2Event = branded<L2Event>(
  fc.oneof(
    fc.record({
      kind: fc.constant("nodeRegistered"),
      ...place,
      registryId,
      operator: address,
      nodeId,
      blsPublicKey: bytes(48),
      ed25519Signature: bytes(64),
      feeBps: small(65_535),
      contributors: fc.array(fc.record({ staker: address, beneficiary: address, amountAtomic: amount }), {
        maxLength: 12,
      }),
      payer: address,
    }),
    fc.record({
      kind: fc.constantFrom("exitRequested", "nodeExited", "nodeLiquidated"),
      ...place,
      registryId,
    }),
    fc.record({ kind: fc.constant("stakingRequirementSet"), ...place, amountAtomic: amount }),
    fc.record({ kind: fc.constant("rewardRateSet"), ...place, atomicPerDay: amount }),
  ),
)
const obligationVote = branded<ObligationVote>(
  fc.record({
    kind: fc.constantFrom("decommission", "recommission", "deregister", "ipChange"),
    nodeId,
    quorumHeight: whole,
    testedIndex: small(2 ** 32 - 1),
    judgeIndex: small(255),
    reasons: small(65_535),
    signature: bytes(64),
  }),
)
const stateChange = branded<StateChange>(
  fc.record({
    kind: fc.constantFrom("decommission", "recommission", "deregister", "ipChange"),
    nodeId,
    quorumHeight: whole,
    testedIndex: small(2 ** 32 - 1),
    votes: fc.array(fc.record({ judgeIndex: small(255), reasons: small(65_535), signature: bytes(64) }), {
      maxLength: 10,
    }),
  }),
)
const header: fc.Arbitrary<BlockHeader> = fc.record({
  networkId: bytes(32),
  height: branded<Height>(whole),
  view: whole,
  parentHash: bytes(32),
  proposerIndex: small(2 ** 32 - 1),
  timestampMs: branded<UnixMs>(whole),
  l2: fc.record({ number: branded<L2Height>(whole), hash: bytes(32) }),
  operationsRoot: bytes(32),
  stateRoot: bytes(32),
  randaoReveal: bytes(96),
  parentCertificate: fc.option(certificate, { nil: undefined }),
})
const snapshot: fc.Arbitrary<Snapshot> = fc.record({
  height: branded<Height>(whole),
  l2Number: branded<L2Height>(whole),
  timestampS: whole,
  blockHash: bytes(32),
  stateRoot: bytes(32),
  rewardsRoot: bytes(32),
  exitsRoot: bytes(32),
})
const body: fc.Arbitrary<BlockBody> = fc.record({
  l2Events: fc.array(l2Event, { maxLength: 6 }),
  stateChanges: fc.array(stateChange, { maxLength: 3 }),
  equivocations: fc.array(fc.record({ nodeId, first: testimony, second: testimony }), { maxLength: 2 }),
  signedSnapshots: fc.array(fc.record({ snapshot, signers, signature: bytes(96) }), { maxLength: 1 }),
})
const block: fc.Arbitrary<Block> = fc.record({ header, body })
const proposal: fc.Arbitrary<Proposal> = fc.record({
  epoch: whole,
  view: whole,
  block,
  nullifications: fc.array(certificate, { maxLength: 4 }),
  signature: bytes(96),
})
const partial: fc.Arbitrary<SnapshotPartial> = fc.record({
  height: branded<Height>(whole),
  message: bytes(32),
  nodeId,
  signature: bytes(96),
})
const signed: fc.Arbitrary<SignedSnapshot> = fc.record({
  snapshot,
  signers: fc.array(fc.boolean(), { minLength: 1 }).map((bits) => BitArray.fromBoolArray(bits)),
  signature: bytes(96),
})

type AnyCodec = {
  readonly name: string
  readonly values: fc.Arbitrary<unknown>
  readonly encode: (value: never) => Uint8Array
  readonly decode: (bytes: Uint8Array) => unknown
}
const codecs: readonly AnyCodec[] = [
  { name: "vote", values: vote, encode: encodeVote, decode: decodeVote },
  { name: "certificate", values: certificate, encode: encodeCertificate, decode: decodeCertificate },
  { name: "header", values: header, encode: encodeHeader, decode: decodeHeader },
  { name: "block", values: block, encode: encodeBlock, decode: decodeBlock },
  { name: "proposal", values: proposal, encode: encodeProposal, decode: decodeProposal },
  { name: "snapshot", values: snapshot, encode: encodeSnapshot, decode: decodeSnapshot },
  { name: "partial", values: partial, encode: encodeSnapshotPartial, decode: decodeSnapshotPartial },
  {
    name: "obligation vote",
    values: obligationVote,
    encode: encodeObligationVote,
    decode: decodeObligationVote,
  },
  { name: "signed snapshot", values: signed, encode: encodeSignedSnapshot, decode: decodeSignedSnapshot },
]

/** Decodes, or returns the code of the one kind of error that is allowed. */
function attempt(codec: AnyCodec, input: Uint8Array): { value: unknown } | { code: string } {
  try {
    return { value: codec.decode(input) }
  } catch (error) {
    if (error instanceof WireError) return { code: error.code }
    throw error
  }
}

describe.each(codecs)("the codec of a $name", (codec) => {
  it("reads back what it wrote", () => {
    fc.assert(
      fc.property(codec.values, (value) => {
        expect(codec.decode(codec.encode(value as never))).toEqual(value)
      }),
      { numRuns: 60 },
    )
  })
  it("throws nothing but WireError for random bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 700 }), (input) => {
        attempt(codec, input)
      }),
      { numRuns: 300 },
    )
  })
  it("reads a damaged message as an error or as another message that it would write the same way", () => {
    fc.assert(
      fc.property(codec.values, fc.nat(), fc.integer({ min: 1, max: 255 }), (value, position, mask) => {
        const damaged = codec.encode(value as never)
        const at = position % damaged.length
        damaged[at] = (damaged[at] as number) ^ mask
        const outcome = attempt(codec, damaged)
        if ("value" in outcome) expect(codec.encode(outcome.value as never)).toEqual(damaged)
      }),
      { numRuns: 200 },
    )
  })
  it("refuses trailing and missing bytes, and what is far too large", () => {
    fc.assert(
      fc.property(codec.values, (value) => {
        const encoded = codec.encode(value as never)
        const cut = attempt(codec, encoded.slice(0, -1))
        if ("value" in cut) expect(cut.value).not.toEqual(value)
        const longer = attempt(codec, Uint8Array.from([...encoded, 0]))
        expect("code" in longer).toBe(true)
      }),
      { numRuns: 30 },
    )
    expect(attempt(codec, new Uint8Array(17 * 1024 * 1024))).toEqual({ code: "wire/too-large" })
  })
})

describe("encodeBlock", () => {
  it("refuses to write a block that is larger than any node would read", () => {
    const [sample] = fc.sample(block, 1) as [Block]
    const [event] = fc.sample(l2Event, { seed: 1, numRuns: 1 }) as [L2Event]
    const [registered] = fc.sample(l2Event, 200).filter(({ kind }) => kind === "nodeRegistered") as [
      Extract<L2Event, { kind: "nodeRegistered" }>,
    ]
    const contributor = { staker: "0x00", beneficiary: "0x00", amountAtomic: 1n } as never
    const large = { ...registered, contributors: Array.from({ length: 64 }, () => contributor) }
    const l2Events = Array.from({ length: 1_000 }, () => large)
    expect(() => encodeBlock({ ...sample, body: { ...sample.body, l2Events } })).toThrow(
      expect.objectContaining({ code: "wire/too-large" }),
    )
    expect(() => encodeBlock({ ...sample, body: { ...sample.body, l2Events: [event] } })).not.toThrow()
  })
})

describe("blockHash", () => {
  it("changes with every field of the header", () => {
    fc.assert(
      fc.property(header, header, (left, right) => {
        const names = Object.keys(left) as (keyof BlockHeader)[]
        for (const name of names) {
          const isSame = JSON.stringify(left[name]) === JSON.stringify(right[name])
          const mixed = { ...left, [name]: right[name] } as BlockHeader
          if (!isSame) expect(blockHash(mixed)).not.toEqual(blockHash(left))
        }
      }),
      { numRuns: 20 },
    )
  })
})

describe("operationsRoot", () => {
  it("is the same after a trip over the wire, and another one in another order", () => {
    const rate = (logIndex: number) =>
      ({ kind: "rewardRateSet", l2Height: 5, logIndex, atomicPerDay: 7n }) as unknown as L2Event
    fc.assert(
      fc.property(block, (sample) => {
        const read = decodeBlock(encodeBlock(sample))
        expect(operationsRoot(read.body)).toEqual(operationsRoot(sample.body))
        const l2Events = [...sample.body.l2Events, rate(1), rate(2)]
        const swapped = [...sample.body.l2Events, rate(2), rate(1)]
        expect(operationsRoot({ ...sample.body, l2Events })).not.toEqual(
          operationsRoot({ ...sample.body, l2Events: swapped }),
        )
      }),
      { numRuns: 20 },
    )
  })
})

describe("decodeVote", () => {
  it("refuses a nullify vote that names a block, and numbers beyond 2^53 - 1", () => {
    const [sample] = fc.sample(vote, 1) as [Vote]
    const named = encodeVote({ ...sample, kind: "notarize", blockHash: new Uint8Array(32).fill(1) })
    named[0] = 1
    expect(() => decodeVote(named)).toThrow(expect.objectContaining({ code: "wire/out-of-range" }))
    const far = encodeVote({ ...sample, kind: "notarize", epoch: 0 })
    far[7] = 0xff
    expect(() => decodeVote(far)).toThrow(expect.objectContaining({ code: "wire/out-of-range" }))
  })
})
