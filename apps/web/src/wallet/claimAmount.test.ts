import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { claimMax, claimProblem, claimShare } from "./claimAmount.ts"

const amounts = fc.bigInt({ min: 0n, max: 10n ** 18n })

describe("claimProblem", () => {
  it("accepts exactly what the contract would pay", () => {
    fc.assert(
      fc.property(amounts, amounts, amounts, (amountAtomic, unclaimedAtomic, allowedAtomic) => {
        const problem = claimProblem({ kind: "amount", amountAtomic }, { unclaimedAtomic, allowedAtomic })
        const payable = amountAtomic > 0n && amountAtomic <= unclaimedAtomic && amountAtomic <= allowedAtomic
        expect(problem === undefined).toBe(payable)
      }),
    )
  })

  it("says first that there is nothing, and then what is wrong with the words", () => {
    expect(claimProblem({ kind: "empty" }, { unclaimedAtomic: 0n, allowedAtomic: 1n })).toContain(
      "Nothing can be claimed",
    )
    expect(claimProblem({ kind: "empty" }, { unclaimedAtomic: 1n, allowedAtomic: 1n })).toContain(
      "Enter an amount",
    )
    expect(claimProblem({ kind: "invalid", reason: "odd" }, { unclaimedAtomic: 1n, allowedAtomic: 1n })).toBe(
      "odd",
    )
  })
})

describe("claimShare", () => {
  it("never exceeds what can be claimed, and 100 % is all of it", () => {
    fc.assert(
      fc.property(
        amounts,
        amounts,
        fc.bigInt({ min: 0n, max: 100n }),
        (unclaimedAtomic, allowedAtomic, percent) => {
          const bounds = { unclaimedAtomic, allowedAtomic }
          expect(claimShare(bounds, percent) <= claimMax(bounds)).toBe(true)
          expect(claimShare(bounds, 100n)).toBe(claimMax(bounds))
        },
      ),
    )
  })
})
