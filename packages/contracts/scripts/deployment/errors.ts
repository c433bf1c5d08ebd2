import { AppError, type AppErrorOptions } from "@sextant/shared/errors"

const summaries = {
  "deployment/bad-option": "an option is missing or makes no sense",
  "deployment/bad-key": "the deployer's key is not readable: 0x and 64 hex digits, in a file or a variable",
  "deployment/chain-unreachable": "the RPC address does not answer",
  "deployment/wrong-chain": "the chain behind the RPC address is not the preset's",
  "deployment/roles-missing": "this preset names no accounts for its roles: give each of them",
  "deployment/deployer-contract-missing":
    "the deterministic deployment proxy is missing here, and this chain does not take the transaction that makes it: ask the chain's operators for it",
  "deployment/other-code-at-deployer":
    "another contract stands where the deterministic deployment proxy belongs",
  "deployment/already-deployed":
    "the address book names other contracts for this preset: upgrade those through the timelock, or remove the file to deploy anew",
  "deployment/transactions-pending":
    "earlier transactions of the deployer are still under way: wait for them, or replace them, then run this again",
  "deployment/transaction-reverted": "a deployment transaction was reverted",
  "deployment/transaction-failed": "a deployment transaction could not be sent",
  "deployment/not-as-planned": "what is on chain differs from the plan",
} as const
export type DeploymentErrorCode = keyof typeof summaries

export class DeploymentError extends AppError<DeploymentErrorCode> {
  constructor(code: DeploymentErrorCode, options?: AppErrorOptions) {
    super(code, summaries[code], options)
  }
}
