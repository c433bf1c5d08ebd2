import { AppError, type AppErrorOptions } from "@sextant/shared/errors"

const summaries = {
  "cli/bad-setting": "a setting is missing or wrong",
  "cli/keys-exist": "this data folder already has keys: they were left as they are",
  "cli/no-keys": "this data folder has no keys: make them with `sextant-node init`",
  "cli/no-password": "no password was given",
  "cli/weak-password": "the password is too short: take at least 8 characters",
  "cli/bad-key-file": "the key file cannot be used",
  "cli/node-unreachable": "the node does not answer: is it running, and is the address right?",
  "cli/not-registered": "this node is not registered: see `sextant-node register`",
  "cli/not-yet": "this is not possible yet",
  "cli/not-enough": "the account does not hold enough for this",
} as const

export type CliErrorCode = keyof typeof summaries

/** Ends a command with one sentence and exit code 1. `detail` replaces the summary when it can say more. */
export class CliError extends AppError<CliErrorCode> {
  readonly sentence: string

  constructor(code: CliErrorCode, detail?: string, options?: AppErrorOptions) {
    super(code, detail ?? summaries[code], options)
    this.sentence = detail ?? summaries[code]
  }
}
