import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { createLmdbDb } from "../src/db/createLmdbDb.ts"
import { describeDb } from "./dbCompliance.ts"

const folders: string[] = []
const freshFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), "sextant-db-"))
  folders.push(folder)
  return folder
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

describeDb("createLmdbDb", () => createLmdbDb({ folder: freshFolder() }))

describe("createLmdbDb", () => {
  it("finds everything again after a restart", async () => {
    const folder = freshFolder()
    const first = createLmdbDb({ folder })
    await first.start()
    await first.write([{ table: "blocks", key: new Uint8Array([1]), value: new Uint8Array([2]) }])
    await first.stop()
    const second = createLmdbDb({ folder })
    await second.start()
    expect(second.get("blocks", new Uint8Array([1]))).toEqual(new Uint8Array([2]))
    await second.stop()
  })

  it("refuses a folder that another store uses, and takes it once that one has stopped", async () => {
    const folder = freshFolder()
    const first = createLmdbDb({ folder })
    const second = createLmdbDb({ folder })
    await first.start()
    await expect(second.start()).rejects.toMatchObject({ code: "db/locked" })
    await first.stop()
    await second.start()
    await second.stop()
  })

  it("refuses a layout it does not know", async () => {
    const folder = freshFolder()
    const first = createLmdbDb({ folder })
    await first.start()
    const key = new TextEncoder().encode("layoutVersion")
    await first.write([{ table: "meta", key, value: new Uint8Array([99]) }])
    await first.stop()
    await expect(createLmdbDb({ folder }).start()).rejects.toMatchObject({ code: "db/foreign-version" })
  })
})
