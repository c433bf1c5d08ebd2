import { AppError, type AppErrorOptions } from "@sextant/shared/errors"

const summaries = {
  "db/locked": "another sextant-node process uses this data folder: stop it, or give this one its own folder",
  "db/foreign-version":
    "the data folder was written by another version: use that version, or start with an empty folder",
  "db/foreign-network": "the data folder belongs to another network or node: give each its own folder",
  "db/bad-key": "a key must have 1 to 256 bytes",
  "db/closed": "the store is closed",
  "db/cannot-open": "the data folder cannot be opened: check that it exists, is writable and has space",
} as const

export type DbErrorCode = keyof typeof summaries

export class DbError extends AppError<DbErrorCode> {
  constructor(code: DbErrorCode, options?: AppErrorOptions) {
    super(code, summaries[code], options)
  }
}
