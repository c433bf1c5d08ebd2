import { contractErrorSentences } from "@sextant/contracts/errors"
import { BaseError, ContractFunctionRevertedError, UserRejectedRequestError } from "viem"
import { formatSeshExact } from "../format/amount.ts"
import { formatInstant } from "../format/time.ts"

export type Explained = { readonly kind: "rejected" } | { readonly kind: "failed"; readonly sentence: string }

const sentences: Readonly<Record<string, string>> = contractErrorSentences

/** Says in plain words why a call did not go through, and what to do about it. */
export function explainError(error: unknown): Explained {
  if (!(error instanceof BaseError)) return { kind: "failed", sentence: plainMessage(error) }
  if (error.walk((cause) => cause instanceof UserRejectedRequestError || codeOf(cause) === 4001) !== null)
    return { kind: "rejected" }
  const reverted = error.walk((cause) => cause instanceof ContractFunctionRevertedError)
  if (reverted instanceof ContractFunctionRevertedError)
    return { kind: "failed", sentence: explainRevert(reverted) }
  if (/insufficient funds/i.test(error.message))
    return {
      kind: "failed",
      sentence: "The wallet holds too little ETH for the network fee. Add some and try again.",
    }
  return { kind: "failed", sentence: `${error.shortMessage.split("\n")[0] ?? "The call failed."}` }
}

function explainRevert({ data, signature, reason }: ContractFunctionRevertedError): string {
  if (data === undefined)
    return signature === undefined
      ? `The contract refused${reason === undefined ? " without a reason" : `: ${reason}`}.`
      : `The contract refused with an error this page does not know (${signature}).`
  const sentence = sentences[data.errorName] ?? `The contract refused: ${data.errorName}.`
  const figures = explainArguments(data.errorName, data.args ?? [])
  return figures === undefined ? sentence : `${sentence} ${figures}`
}

/** The figures an error carries, where they tell what to change. */
export function explainArguments(errorName: string, args: readonly unknown[]): string | undefined {
  const [, second] = args
  if (typeof second !== "bigint") return undefined
  switch (errorName) {
    case "ClaimExceedsRewards":
      return `Unclaimed: ${formatSeshExact(second)} SESH.`
    case "AccountLimitReached":
    case "GlobalLimitReached":
      return `Possible now: ${formatSeshExact(second)} SESH.`
    case "VaultBalanceTooLow":
      return `The vault holds ${formatSeshExact(second)} SESH.`
    case "ExitTooEarly":
    case "StakeStillLocked":
      return `Possible from ${formatInstant(Number(second) * 1000)}.`
    default:
      return undefined
  }
}

function codeOf(cause: unknown): unknown {
  return typeof cause === "object" && cause !== null && "code" in cause ? cause.code : undefined
}

function plainMessage(error: unknown): string {
  if (!(error instanceof Error)) return "Something unexpected happened."
  // Our own errors read `area/reason: sentence` with facts on further lines.
  const first = error.message.split("\n")[0] ?? ""
  const sentence = first.replace(/^[a-z-]+\/[a-z-]+: /, "")
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}${/[.!?]$/.test(sentence) ? "" : "."}`
}
