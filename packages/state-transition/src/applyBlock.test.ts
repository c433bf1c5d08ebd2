import { amountAtomic, SESH_ATOMIC, unixMs } from "@sextant/shared/units"
import type { Block, BlockHeader } from "@sextant/wire/block"
import type { RegistryId } from "@sextant/wire/l2Event"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { applyBlock } from "./applyBlock.ts"
import { verifyCertificate } from "./certificate.ts"
import { leaderOf } from "./epoch.ts"
import { checkMoney, stakedAtomic } from "./invariants.ts"
import { decodeState, encodeState, stateToSsz } from "./stateCodec.ts"
import { headHash, stateRoot } from "./stateRoot.ts"
import { stateType } from "./stateType.ts"
import { type ChainBuilder, createChainBuilder, type PlacelessEvent } from "./testing/chainBuilder.ts"
import { testOperator } from "./testing/testOperator.ts"

const rate = (atomicPerDay: bigint): PlacelessEvent => ({
  kind: "rewardRateSet",
  atomicPerDay: amountAtomic(atomicPerDay),
})
const withHeader = (block: Block, header: Partial<BlockHeader>): Block => ({
  ...block,
  header: { ...block.header, ...header },
})
const code = (value: string) => expect.objectContaining({ code: value })

/** Applies the block to the newest state and returns the error's code. */
function refusal(chain: ChainBuilder, block: Block): string {
  try {
    applyBlock(chain.rules, chain.state(), block)
  } catch (error) {
    return (error as { code: string }).code
  }
  return "accepted"
}

describe("applyBlock", () => {
  it("accepts what draftBlock makes and arrives at the same state", () => {
    const chain = createChainBuilder({ events: [rate(86_400n * 1000n)] })
    for (let height = 1; height <= 25; height++) {
      const parent = chain.state()
      const { block, state, effects } = chain.extend({ skippedViews: height % 7 === 0 ? 2 : 0 })
      const applied = applyBlock(chain.rules, parent, block)
      expect(stateRoot(applied.state)).toEqual(stateRoot(state))
      expect(applied.effects).toEqual(effects)
    }
  })

  it("refuses a header that differs in any checked field", () => {
    const chain = createChainBuilder()
    chain.extendBy(3)
    const { block } = chain.draft()
    const { header } = block
    const other = new Uint8Array(32).fill(9)
    const cases: readonly [Partial<BlockHeader>, string][] = [
      [{ networkId: other }, "block/wrong-network"],
      [{ height: (header.height + 1) as BlockHeader["height"] }, "block/wrong-height"],
      [{ parentHash: other }, "block/wrong-parent"],
      [{ timestampMs: unixMs(header.timestampMs - 1) }, "block/too-early"],
      [{ view: chain.state().latestHeader.view }, "block/wrong-view"],
      [{ proposerIndex: (header.proposerIndex + 1) % 4 }, "block/wrong-proposer"],
      [{ l2: { ...header.l2, hash: other } }, "block/l2-went-back"],
      [{ l2: { ...header.l2, number: (header.l2.number - 1) as never } }, "block/l2-went-back"],
      [{ operationsRoot: other }, "block/wrong-operations-root"],
      [{ stateRoot: other }, "block/wrong-state-root"],
      [{ randaoReveal: new Uint8Array(96) }, "block/wrong-randao"],
      [{ parentCertificate: undefined }, "certificate/missing"],
    ]
    for (const [change, expected] of cases) expect(refusal(chain, withHeader(block, change))).toBe(expected)
    expect(refusal(chain, block)).toBe("accepted")
  })

  it("refuses a reveal by another validator", () => {
    const chain = createChainBuilder()
    const first = chain.draft().block
    const second = chain.draft({ skippedViews: 1 }).block
    expect(first.header.proposerIndex).not.toBe(second.header.proposerIndex)
    expect(refusal(chain, withHeader(first, { randaoReveal: second.header.randaoReveal }))).toBe(
      "block/wrong-randao",
    )
  })

  it("takes the caller's word that the reveal was checked, and checks everything else", () => {
    const chain = createChainBuilder()
    const { block } = chain.draft()
    const foreign = chain.draft({ skippedViews: 1 }).block.header.randaoReveal
    const trusting = { ...chain.rules, randaoVerified: true }
    expect(() => applyBlock(trusting, chain.state(), block)).not.toThrow()
    expect(() => applyBlock(trusting, chain.state(), withHeader(block, { randaoReveal: foreign }))).toThrow(
      code("block/wrong-state-root"),
    )
  })

  it("refuses a certificate that proves something else, or too little", () => {
    const chain = createChainBuilder({ nodeCount: 7 })
    expect(refusal(chain, withHeader(chain.draft().block, { parentCertificate: chain.certify() }))).toBe(
      "certificate/unexpected",
    )
    chain.extendBy(2)
    const { block } = chain.draft()
    const carrying = (change: Parameters<ChainBuilder["certify"]>[0]) =>
      refusal(chain, withHeader(block, { parentCertificate: chain.certify(change) }))
    expect(carrying({ kind: "finalize" })).toBe("certificate/wrong-statement")
    expect(carrying({ view: 7 })).toBe("certificate/wrong-statement")
    expect(carrying({ epoch: 1 })).toBe("certificate/wrong-statement")
    expect(carrying({ blockHash: new Uint8Array(32) })).toBe("certificate/wrong-statement")
    expect(carrying({ absent: [0, 1, 2] })).toBe("certificate/no-quorum")
    expect(refusal(chain, chain.draft({ absent: [0, 1] }).block)).toBe("accepted")
  })

  it("wants a finalization of the block that closed the epoch", () => {
    const chain = createChainBuilder()
    chain.extendBy(9)
    const { block } = chain.draft()
    expect(block.header.parentCertificate?.kind).toBe("finalize")
    expect(
      refusal(chain, withHeader(block, { parentCertificate: chain.certify({ kind: "notarize" }) })),
    ).toBe("certificate/wrong-statement")
    const later = chain.certify({ view: chain.state().latestHeader.view + 3 })
    expect(refusal(chain, withHeader(block, { parentCertificate: later }))).toBe("block/wrong-state-root")
  })

  it("refuses events out of order or outside the L2 range", () => {
    const chain = createChainBuilder()
    const { block } = chain.draft({ events: [rate(5n), rate(6n)] })
    const [first, second] = block.body.l2Events as [never, never]
    const carrying = (l2Events: Block["body"]["l2Events"]) =>
      refusal(chain, { ...block, body: { ...block.body, l2Events } })
    expect(carrying([second, first])).toBe("operation/out-of-order")
    expect(carrying([first, first])).toBe("operation/out-of-order")
    expect(carrying([{ ...(first as object), l2Height: 1_000 } as never])).toBe("operation/out-of-range")
    expect(carrying([{ ...(first as object), l2Height: 1_002 } as never])).toBe("operation/out-of-range")
    expect(carrying([first])).toBe("block/wrong-operations-root")
  })

  it("never changes the state it starts from", () => {
    const chain = createChainBuilder({ events: [rate(10n ** 15n)] })
    chain.extendBy(4)
    const parent = chain.state()
    const before = encodeState(parent)
    const events = [
      chain.registration(testOperator(5)),
      { kind: "exitRequested", registryId: 2 as RegistryId } as const,
      rate(3n),
    ]
    const { block } = chain.draft({ events, absent: [1], skippedViews: 3 })
    applyBlock(chain.rules, parent, block)
    expect(encodeState(parent)).toEqual(before)
    expect(stateRoot(decodeState(before))).toEqual(stateRoot(parent))
  })
})

describe("verifyCertificate", () => {
  it("accepts the certificates of a chain and refuses a changed bitmap", () => {
    const chain = createChainBuilder({ nodeCount: 7 })
    chain.extendBy(2)
    const validators = chain.state().currentValidators
    const certificate = chain.certify({ absent: [3] })
    const deps = { domain: chain.rules.domain, validators }
    expect(() => verifyCertificate(deps, certificate)).not.toThrow()
    const claimed = { ...certificate, signers: chain.certify().signers }
    expect(() => verifyCertificate(deps, claimed)).toThrow(code("certificate/bad-signature"))
    const elsewhere = { ...deps, domain: { ...deps.domain, chainId: 1 } }
    expect(() => verifyCertificate(elsewhere, certificate)).toThrow(code("certificate/bad-signature"))
  })
})

describe("a chain of random events", () => {
  type Step = {
    readonly event: "none" | "join" | "leave" | "exited" | "rate" | "requirement"
    readonly pick: number
    readonly skippedViews: number
  }
  const step = fc.record({
    event: fc.constantFrom("none", "join", "leave", "exited", "rate", "requirement"),
    pick: fc.nat(40),
    skippedViews: fc.nat(2),
  }) as fc.Arbitrary<Step>

  function eventsOf(chain: ChainBuilder, { event, pick }: Step): PlacelessEvent[] {
    const registryId = (1 + (pick % (chain.operators.length + 1))) as RegistryId
    switch (event) {
      case "none":
        return []
      case "join":
        return [chain.registration(testOperator(chain.operators.length + 1, { feeBps: pick * 250 }))]
      case "leave":
        return [{ kind: "exitRequested", registryId }]
      case "exited":
        return pick > 30 && chain.state().nodes.length > 4 ? [{ kind: "nodeExited", registryId }] : []
      case "rate":
        return [rate(BigInt(pick) * 10n ** 13n + BigInt(pick))]
      case "requirement":
        return [{ kind: "stakingRequirementSet", amountAtomic: amountAtomic(25_000n * SESH_ATOMIC) }]
    }
  }

  it("keeps the books, the order and the roots at every height", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => {
        const chain = createChainBuilder({ nodeCount: 5 })
        for (const each of steps) {
          const parent = chain.state()
          const { block, state, effects } = chain.extend({
            events: eventsOf(chain, each),
            skippedViews: each.skippedViews,
          })
          checkMoney(state)
          const applied = applyBlock(chain.rules, decodeState(encodeState(parent)), block)
          expect(headHash(applied.state)).toEqual(headHash(state))
          expect(stateType.hashTreeRoot(stateToSsz(state))).toEqual(stateRoot(state))
          const ids = state.nodes.map(({ nodeId }) => nodeId)
          expect([...ids].sort()).toEqual(ids)
          expect(state.participation.votes).toHaveLength(ids.length)
          const left = effects.filter(({ kind }) => kind === "nodeLeft").length
          const joined = effects.filter(({ kind }) => kind === "nodeJoined").length
          expect(stakedAtomic(state)).toBe(
            stakedAtomic(parent) + BigInt(joined - left) * 25_000n * SESH_ATOMIC,
          )
          const { validators } = state.currentValidators
          expect(block.header.proposerIndex).toBe(leaderOf(state.currentValidators, block.header.view))
          expect(validators.length).toBeGreaterThan(0)
        }
      }),
      { numRuns: 15 },
    )
  })
})
