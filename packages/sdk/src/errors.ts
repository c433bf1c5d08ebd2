import { AppError, type AppErrorOptions } from "@sextant/shared/errors"

const summaries = {
  "node/no-urls": "no node address is given: pass at least one",
  "node/bad-url": "a node address is not an http or https URL",
  "node/unreachable": "the node cannot be reached",
  "node/timeout": "the node did not answer in time",
  "node/failed": "the node failed to answer",
  "node/refused": "the node refused the request",
  "node/not-found": "the node does not have what was asked for",
  "node/bad-answer": "the node's answer is not in the form of its API: it may be of another release",
  "account/bad-id": "an account id is 05 and 64 more hex digits",
  "account/bad-address": "an address is 0x and 40 hex digits",
  "name/invalid":
    "a name has 1 to 64 characters: letters a to z, digits, underscores and, not at its ends, hyphens",
  "name/taken": "the name is registered already",
  "name/not-registered": "nobody holds this name: register it first",
  "name/price-moved": "the price is above what was agreed to: agree to the new price and go on",
  "name/unreadable": "the record was not made for this name",
  "name/bad-majority":
    "an answer needs the agreement of more than half of the nodes, and of no more than there are",
  "contract/refused": "the contract would refuse the transaction",
  "contract/declined": "the wallet declined to sign the transaction",
  "contract/reverted": "the transaction was mined, but failed",
  "contract/failed": "the L2 could not be asked: check its RPC address and the network connection",
} as const

export type SdkErrorCode = keyof typeof summaries

/**
 * `meta` holds `url`, and `status` and `remoteCode` when the node sent them. Of a contract's refusal it holds `reason`, the name
 * of the contract's error; `@sextant/contracts/errors` has a sentence for each.
 */
export class SdkError extends AppError<SdkErrorCode> {
  constructor(code: SdkErrorCode, options?: AppErrorOptions) {
    super(code, summaries[code], options)
  }
}
