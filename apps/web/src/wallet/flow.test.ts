import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { advance, type Flow, type FlowEvent, idle, isBusy } from "./flow.ts"

const hash = "0xaa" as const
const straight: readonly FlowEvent[] = [
  { kind: "started" },
  { kind: "checked" },
  { kind: "simulated", atMs: 1 },
  { kind: "signed", hash },
  { kind: "included", l2Number: 7 },
  { kind: "indexed", isIndexed: true },
]
const anyEvent: fc.Arbitrary<FlowEvent> = fc.constantFrom(
  ...straight,
  { kind: "replaced", hash: "0xbb" },
  { kind: "rejected" },
  { kind: "failed", sentence: "no" },
  { kind: "dismissed" },
)
const order = ["idle", "checking", "simulating", "signing", "submitted", "included", "done"]

describe("advance", () => {
  it("goes from the click to the history", () => {
    expect(straight.reduce(advance, idle)).toEqual({ step: "done", hash, l2Number: 7, isIndexed: true })
  })

  it("follows a transaction that the wallet replaced", () => {
    const events: FlowEvent[] = [
      ...straight.slice(0, 4),
      { kind: "replaced", hash: "0xbb" },
      ...straight.slice(4),
    ]
    expect(events.reduce(advance, idle)).toMatchObject({ step: "done", hash: "0xbb" })
  })

  it("takes up a transaction that was sent before the page was loaded again, but only when nothing else runs", () => {
    const resumed = { kind: "resumed", hash } as const
    expect(advance(idle, resumed)).toEqual({ step: "submitted", hash })
    expect(advance({ step: "checking" }, resumed)).toEqual({ step: "checking" })
  })

  it("keeps the hash when a submitted transaction fails", () => {
    const events: FlowEvent[] = [...straight.slice(0, 4), { kind: "failed", sentence: "reverted" }]
    expect(events.reduce(advance, idle)).toEqual({ step: "failed", sentence: "reverted", hash })
  })

  it("never skips a step, never signs twice, and can always be left, whatever happens", () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
        let flow: Flow = idle
        for (const event of events) {
          const next = advance(flow, event)
          const from = order.indexOf(flow.step)
          const to = order.indexOf(next.step)
          if (next !== flow && next.step === "signing") expect(flow.step).toBe("simulating")
          if (to > 1 && next.step !== flow.step) expect(to).toBe(from + 1)
          flow = next
        }
        if (!isBusy(flow)) expect(advance(flow, { kind: "started" }).step).toBe("checking")
        else expect(advance(flow, { kind: "failed", sentence: "x" }).step).toBe("failed")
      }),
    )
  })
})
