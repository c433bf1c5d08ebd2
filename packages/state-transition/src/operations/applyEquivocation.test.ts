import type { RegistryId } from "@sextant/wire/l2Event"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { leaderOf, rememberedSetOf } from "../epoch.ts"
import { createChainBuilder } from "../testing/chainBuilder.ts"
import { equivocationBy, outcomeOf } from "../testing/testVerdicts.ts"
import type { ValidatorSet } from "../types.ts"
import { equivocationOf } from "./applyEquivocation.ts"

const kinds = ["notarize", "nullify", "finalize", "propose"] as const
const twoBlocks = {
  first: { kind: "notarize", view: 3, block: 1 },
  second: { kind: "notarize", view: 3, block: 2 },
} as const

describe("an equivocation", () => {
  it("deregisters a node with full credit, and locks its stake", () => {
    const chain = createChainBuilder({ nodeCount: 7 })
    chain.extendBy(2)
    const equivocation = equivocationBy(chain, { validatorIndex: 2, ...twoBlocks })
    const { nodeId } = equivocation
    const { state, effects } = chain.extend({ body: { equivocations: [equivocation] } })
    expect(state.nodes.some((node) => node.nodeId === nodeId)).toBe(false)
    const nowS = state.latestHeader.timestampMs / 1000
    expect(state.exits).toMatchObject([
      { nodeId, kind: "deregistered", unlockAtS: nowS + chain.rules.preset.deregisteredLockS },
    ])
    expect(effects).toContainEqual({ kind: "equivocationProven", nodeId })
    expect(effects).toContainEqual(expect.objectContaining({ kind: "nodeLeft", exitKind: "deregistered" }))
    expect(effects).toContainEqual({ kind: "swarmsChanged" })
  })

  it("counts exactly when no honest validator says both", () => {
    const chain = createChainBuilder({ nodeCount: 5 })
    chain.extendBy(1)
    const set = chain.state().currentValidators
    const statement = fc.record({
      kind: fc.constantFrom(...kinds),
      view: fc.integer({ min: 1, max: 2 }),
      block: fc.integer({ min: 0, max: 1 }),
    })
    fc.assert(
      fc.property(statement, statement, fc.nat(4), (left, right, validatorIndex) => {
        const block = ({ kind, block: said }: typeof left) => (kind === "nullify" ? 0 : said + 1)
        const [first, second] = [left, right].map((said) => ({ ...said, block: block(said) })) as [
          typeof left,
          typeof left,
        ]
        const outcome = outcomeOf(chain, {
          equivocations: [equivocationBy(chain, { validatorIndex, first, second })],
        })
        const pair = [first.kind, second.kind].sort().join()
        const isLeader = leaderOf(set, first.view) === validatorIndex
        const isGuilty =
          first.view === second.view &&
          (pair === "finalize,nullify" ||
            (first.kind === second.kind &&
              first.block !== second.block &&
              (first.kind !== "propose" || isLeader)))
        expect(outcome).toBe(isGuilty ? "accepted" : "equivocation/no-contradiction")
      }),
      { numRuns: 150 },
    )
  })

  it("is refused when it is another node's, another validator's, or not signed by it", () => {
    const chain = createChainBuilder({ nodeCount: 5 })
    chain.extendBy(1)
    const good = equivocationBy(chain, { validatorIndex: 1, ...twoBlocks })
    const other = equivocationBy(chain, { validatorIndex: 2, ...twoBlocks })
    const outcome = (equivocation: typeof good) => outcomeOf(chain, { equivocations: [equivocation] })
    expect(outcome(good)).toBe("accepted")
    expect(outcome({ ...good, nodeId: other.nodeId })).toBe("equivocation/wrong-node")
    expect(outcome({ ...good, first: other.first })).toBe("equivocation/wrong-node")
    expect(outcome({ ...good, second: other.second })).toBe("equivocation/no-contradiction")
    const forged = { ...good.second, signature: other.second.signature }
    expect(outcome({ ...good, second: forged })).toBe("equivocation/bad-signature")
    const nobody = { ...good.first, validatorIndex: 9 }
    expect(outcome({ ...good, first: nobody })).toBe("equivocation/unknown-validator")
    const elsewhere = { ...good.first, epoch: 7 }
    expect(outcome({ ...good, first: elsewhere })).toBe("equivocation/unknown-validator")
  })

  it("is punished once, however often it is shown", () => {
    const chain = createChainBuilder({ nodeCount: 6 })
    chain.extendBy(1)
    const first = equivocationBy(chain, { validatorIndex: 1, ...twoBlocks })
    const again = { ...first, first: first.second, second: first.first }
    expect(outcomeOf(chain, { equivocations: [first, again] })).toBe("equivocation/offender-gone")
    chain.extend({ body: { equivocations: [first] } })
    expect(outcomeOf(chain, { equivocations: [again] })).toBe("equivocation/offender-gone")
  })

  it("can be shown in the epoch after it, and not later", () => {
    const chain = createChainBuilder({ nodeCount: 6 })
    chain.extendBy(11)
    const set = rememberedSetOf(chain.state(), 0) as ValidatorSet
    expect(set.validators).toHaveLength(6)
    const late = equivocationBy(chain, { validatorIndex: 3, set, ...twoBlocks })
    expect(outcomeOf(chain, { equivocations: [late] })).toBe("accepted")
    const early = equivocationBy(chain, {
      validatorIndex: 3,
      set: chain.state().nextValidators,
      ...twoBlocks,
    })
    expect(outcomeOf(chain, { equivocations: [early] })).toBe("accepted")
    chain.extendBy(9)
    expect(outcomeOf(chain, { equivocations: [late] })).toBe("equivocation/unknown-validator")
    expect(equivocationOf(chain.state(), late)).toBeUndefined()
    expect(equivocationOf(chain.state(), early)).toEqual(early)
  })

  it("locks the stake of an offender that has left and not been paid yet", () => {
    const chain = createChainBuilder({ nodeCount: 6 })
    chain.extend({ events: [{ kind: "exitRequested", registryId: 3 as RegistryId }] })
    chain.extendBy(chain.rules.preset.unlockBlocks + 1)
    const [exit] = chain.state().exits
    expect(exit?.kind).toBe("exit")
    const { validators } = chain.state().currentValidators
    const validatorIndex = validators.findIndex(({ nodeId }) => nodeId === exit?.nodeId)
    const equivocation = equivocationBy(chain, { validatorIndex, ...twoBlocks })
    const { state } = chain.extend({ body: { equivocations: [equivocation] } })
    const nowS = state.latestHeader.timestampMs / 1000
    expect(state.exits).toMatchObject([
      { registryId: 3, kind: "deregistered", unlockAtS: nowS + chain.rules.preset.deregisteredLockS },
    ])
    expect(outcomeOf(chain, { equivocations: [equivocation] })).toBe("equivocation/offender-gone")
  })
})
