import { describe, expect, it } from "vitest"
import { awaitQuote, type ClaimQuote } from "./awaitQuote.ts"

const quoteOf = (claimableAtomic: string): ClaimQuote => ({
  snapshotHeight: 5,
  lifetimeAtomic: "900",
  claimedAtomic: "0",
  claimableAtomic,
  proof: [],
})

/** A node that answers with each of the quotes in turn and then with the last for ever. */
function nodeAnswering(quotes: readonly (ClaimQuote | undefined)[]) {
  let clockMs = 0
  let asked = 0
  return {
    deps: {
      fetchQuote: async () => quotes[Math.min(asked++, quotes.length - 1)],
      nowMs: () => clockMs,
      sleepMs: async (ms: number) => {
        clockMs += ms
      },
    },
    asked: () => asked,
  }
}

describe("awaitQuote", () => {
  it("takes the first proof that covers the amount", async () => {
    const node = nodeAnswering([quoteOf("500")])
    expect(await awaitQuote(node.deps, 500n)).toEqual(quoteOf("500"))
    expect(node.asked()).toBe(1)
  })

  it("waits for a node that is a snapshot behind", async () => {
    const node = nodeAnswering([undefined, quoteOf("100"), quoteOf("500")])
    expect(await awaitQuote(node.deps, 300n)).toEqual(quoteOf("500"))
    expect(node.asked()).toBe(3)
  })

  it("says how much can be claimed when the node does not catch up", async () => {
    const node = nodeAnswering([quoteOf("1500000000")])
    await expect(awaitQuote(node.deps, 2_000_000_000n)).rejects.toThrow("allows 1.50 SESH")
  })

  it("does not hide that no node answers", async () => {
    const node = nodeAnswering([])
    const fetchQuote = () => Promise.reject(new Error("none of the configured nodes answers"))
    await expect(awaitQuote({ ...node.deps, fetchQuote }, 1n)).rejects.toThrow("none of the configured nodes")
  })
})
