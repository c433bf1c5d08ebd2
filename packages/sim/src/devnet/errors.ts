import { AppError, type AppErrorOptions } from "@sextant/shared/errors"

const summaries = {
  "devnet/bad-option": "that option is not understood",
  "devnet/port-busy": "a port the local network needs is taken",
  "devnet/foreign-folder": "the data folder holds something else than a local network",
  "devnet/other-version": "the data folder was written by another version",
  "devnet/already-running": "a local network already runs in this data folder",
  "devnet/tool-missing": "a program the local network needs is missing",
  "devnet/start-failed": "a part of the local network did not start",
  "devnet/l2-lost-blocks": "the local L2 lost blocks that the network had built on",
} as const

export type DevnetErrorCode = keyof typeof summaries

/** `hint` is the sentence a person reads: what is wrong and what to do. */
export class DevnetError extends AppError<DevnetErrorCode> {
  readonly hint: string

  constructor(code: DevnetErrorCode, hint: string, options?: AppErrorOptions) {
    super(code, summaries[code], options)
    this.hint = hint
  }
}
