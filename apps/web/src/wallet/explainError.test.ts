import { contractErrorSentences } from "@sextant/contracts/errors"
import { rewardsVaultAbi } from "@sextant/contracts/RewardsVault"
import { BaseError, ContractFunctionRevertedError, encodeErrorResult, UserRejectedRequestError } from "viem"
import { describe, expect, it } from "vitest"
import { explainError } from "./explainError.ts"

const wrapped = (cause: Error) => new BaseError("call failed", { cause })
const reverted = (data: `0x${string}`) =>
  wrapped(new ContractFunctionRevertedError({ abi: rewardsVaultAbi, data, functionName: "claim" }))

describe("explainError", () => {
  it("takes a refused signature quietly, also when the wallet gives only the code", () => {
    expect(explainError(wrapped(new UserRejectedRequestError(new Error("no"))))).toEqual({ kind: "rejected" })
    expect(explainError(wrapped(Object.assign(new Error("denied"), { code: 4001 })))).toEqual({
      kind: "rejected",
    })
  })

  it("says what the contract minds, with the figure that helps", () => {
    const data = encodeErrorResult({
      abi: rewardsVaultAbi,
      errorName: "AccountLimitReached",
      args: [5_000_000_000n, 1_500_000_000n],
    })
    expect(explainError(reverted(data))).toEqual({
      kind: "failed",
      sentence: `${contractErrorSentences.AccountLimitReached} Possible now: 1.50 SESH.`,
    })
  })

  it("names an unknown error by its selector", () => {
    expect(explainError(reverted("0xdeadbeef"))).toMatchObject({
      sentence: expect.stringContaining("0xdeadbeef"),
    })
  })

  it("says that ETH is missing", () => {
    expect(explainError(wrapped(new Error("insufficient funds for gas")))).toMatchObject({
      sentence: expect.stringContaining("too little ETH"),
    })
  })

  it("strips the code from an error of our own server", () => {
    expect(
      explainError(new Error("claim/nothing-yet: no accepted snapshot holds rewards\n  address: 0x")),
    ).toEqual({
      kind: "failed",
      sentence: "No accepted snapshot holds rewards.",
    })
  })
})
