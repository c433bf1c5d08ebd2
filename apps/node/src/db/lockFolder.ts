import { createHash } from "node:crypto"
import { realpathSync } from "node:fs"
import { createServer } from "node:net"
import { platform, tmpdir } from "node:os"
import { join } from "node:path"
import { DbError } from "./errors.ts"

/**
 * Makes this process the only user of a folder until the returned function is called or the process ends, however it ends:
 * the lock is a listening local socket, which the operating system takes away with its owner. Linux needs no file for it.
 *
 * @throws DbError db/locked
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const name = createHash("sha256").update(realpathSync(folder)).digest("hex").slice(0, 32)
  const server = createServer((socket) => socket.destroy())
  const path = socketPath(name)
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) =>
      reject(cause.code === "EADDRINUSE" ? new DbError("db/locked", { cause, meta: { folder } }) : cause),
    )
    server.listen(path, resolve)
  })
  server.unref()
  return () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
    })
}

function socketPath(name: string): string {
  if (platform() === "linux") return `\0sextant-node-${name}`
  if (platform() === "win32") return `\\\\.\\pipe\\sextant-node-${name}`
  return join(tmpdir(), `sextant-node-${name}.sock`)
}
