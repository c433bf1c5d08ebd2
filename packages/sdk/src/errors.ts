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
} as const

export type SdkErrorCode = keyof typeof summaries

/** `meta` holds `url`, and `status` and `remoteCode` when the node sent them. */
export class SdkError extends AppError<SdkErrorCode> {
  constructor(code: SdkErrorCode, options?: AppErrorOptions) {
    super(code, summaries[code], options)
  }
}
