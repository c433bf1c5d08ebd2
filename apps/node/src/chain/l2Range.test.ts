import { sha256 } from "@sextant/crypto/hash"
import { utf8ToBytes } from "@sextant/shared/bytes"
import { l2Height } from "@sextant/shared/units"
import { type Block, EMPTY_BODY } from "@sextant/wire/block"
import type { L2Event, RegistryId } from "@sextant/wire/l2Event"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { L2 } from "../ports.ts"
import { checkL2Range } from "./checkL2Range.ts"
import { chooseL2Range, RANGE_EVENTS_MAX } from "./chooseL2Range.ts"

const hashOf = (number: number, fork = "") => sha256(utf8ToBytes(`block ${number}${fork}`))
const reference = (number: number, fork = "") => ({ number: l2Height(number), hash: hashOf(number, fork) })
const event = (number: number, logIndex: number): L2Event => ({
  kind: "exitRequested",
  l2Height: l2Height(number),
  logIndex,
  registryId: (number * 100 + logIndex) as RegistryId,
})

/** A view of a chain with `perBlock[n]` events in block n, that reaches to `head`. */
function viewOf(perBlock: readonly number[], head = perBlock.length - 1, fork = ""): L2 {
  const events = perBlock.flatMap((count, number) =>
    Array.from({ length: count }, (_, log) => event(number, log)),
  )
  const view: Pick<L2, "allowedHead" | "canonicalHash" | "events"> = {
    allowedHead: async () => reference(head, fork),
    canonicalHash: async (number) => (number <= head ? hashOf(number, fork) : undefined),
    events: async ({ after, upTo }) =>
      upTo.number <= head && upTo.hash.join() === hashOf(upTo.number, fork).join()
        ? events.filter((one) => one.l2Height > after && one.l2Height <= upTo.number)
        : undefined,
  }
  return view as L2
}

const blockOf = (l2: ReturnType<typeof reference>, l2Events: readonly L2Event[]) =>
  ({ header: { l2 }, body: { ...EMPTY_BODY, l2Events } }) as unknown as Block

describe("chooseL2Range", () => {
  it("takes everything up to the allowed head", async () => {
    const range = await chooseL2Range(viewOf([0, 1, 0, 2]), reference(1))
    expect(range.l2).toEqual(reference(3))
    expect(range.l2Events.map(({ l2Height: at, logIndex }) => [at, logIndex])).toEqual([
      [3, 0],
      [3, 1],
    ])
  })

  it("brings no news when the view does not continue the parent's", async () => {
    const parent = reference(1, " of another fork")
    expect(await chooseL2Range(viewOf([0, 1, 1]), parent)).toEqual({ l2: parent, l2Events: [] })
    expect(await chooseL2Range(viewOf([0, 1, 1], 1), reference(2))).toEqual({
      l2: reference(2),
      l2Events: [],
    })
  })

  it("ends before the L2 block that no longer fits, and never cuts one", async () => {
    const range = await chooseL2Range(viewOf([0, 600, 600, 5]), reference(0))
    expect(range.l2).toEqual(reference(1))
    expect(range.l2Events).toHaveLength(600)
    const stuck = await chooseL2Range(viewOf([0, RANGE_EVENTS_MAX + 1, 5]), reference(0))
    expect(stuck).toEqual({ l2: reference(0), l2Events: [] })
  })

  it("makes ranges that every node with the same chain accepts, block after block, without losing an event", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 2, maxLength: 8 }),
        async (counts) => {
          const view = viewOf([0, ...counts])
          let parent = reference(0)
          let seen = 0
          for (let round = 0; round < counts.length + 1; round++) {
            const { l2, l2Events } = await chooseL2Range(view, parent)
            expect(await checkL2Range(view, parent, blockOf(l2, l2Events))).toBe(true)
            seen += l2Events.length
            parent = l2
          }
          expect(seen).toBe(counts.reduce((sum, count) => sum + count, 0))
        },
      ),
      { numRuns: 20 },
    )
  })
})

describe("checkL2Range", () => {
  const view = viewOf([0, 1, 2, 1])
  const events = [event(2, 0), event(2, 1)]

  it("accepts exactly the events of the range", async () => {
    expect(await checkL2Range(view, reference(1), blockOf(reference(2), events))).toBe(true)
    expect(await checkL2Range(view, reference(2), blockOf(reference(2), []))).toBe(true)
  })

  it("does not accept a left out, an added, a swapped or a changed event", async () => {
    const wrong = [
      [],
      events.slice(1),
      [...events, event(3, 0)],
      events.toReversed(),
      [event(2, 0), event(2, 7)],
    ]
    for (const list of wrong)
      expect(await checkL2Range(view, reference(1), blockOf(reference(2), list))).toBe(false)
  })

  it("does not accept what it cannot see yet, or sees otherwise", async () => {
    expect(await checkL2Range(view, reference(1), blockOf(reference(9), []))).toBe(false)
    expect(await checkL2Range(view, reference(1), blockOf(reference(2, " forged"), events))).toBe(false)
    expect(await checkL2Range(view, reference(2), blockOf(reference(2, " forged"), []))).toBe(false)
  })
})
