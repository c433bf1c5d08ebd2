// biome-ignore lint/correctness/noUndeclaredDependencies: a test tool; this file is no *.test.ts because other implementations run it too
import fc from "fast-check"
// biome-ignore lint/correctness/noUndeclaredDependencies: a test tool; this file is no *.test.ts because other implementations run it too
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { Db } from "../src/ports.ts"

const bytes = (...values: number[]) => new Uint8Array(values)

/** What every implementation of the `Db` port must do. `create` gives a fresh, empty, unstarted store. */
export function describeDb(name: string, create: () => Db | Promise<Db>): void {
  describe(`${name} as a Db`, () => {
    let db: Db
    beforeEach(async () => {
      db = await create()
      await db.start()
    })
    afterEach(() => db.stop())

    it("gives back what was written, as bytes of the reader's own", async () => {
      await db.write([{ table: "blocks", key: bytes(1), value: bytes(9, 9) }])
      const first = db.get("blocks", bytes(1))
      expect(first).toEqual(bytes(9, 9))
      first?.fill(0)
      expect(db.get("blocks", bytes(1))).toEqual(bytes(9, 9))
    })

    it("answers undefined for a missing key and keeps tables apart", async () => {
      await db.write([{ table: "blocks", key: bytes(1), value: bytes(9) }])
      expect(db.get("states", bytes(1))).toBeUndefined()
      expect(db.get("blocks", bytes(2))).toBeUndefined()
    })

    it("keeps an empty value apart from no value", async () => {
      await db.write([{ table: "meta", key: bytes(1), value: bytes() }])
      expect(db.get("meta", bytes(1))).toEqual(bytes())
    })

    it("deletes with an undefined value and applies writes in order", async () => {
      await db.write([
        { table: "meta", key: bytes(1), value: bytes(1) },
        { table: "meta", key: bytes(1), value: undefined },
        { table: "meta", key: bytes(2), value: bytes(1) },
        { table: "meta", key: bytes(2), value: bytes(2) },
      ])
      expect(db.get("meta", bytes(1))).toBeUndefined()
      expect(db.get("meta", bytes(2))).toEqual(bytes(2))
    })

    it("writes nothing at all when one key is refused", async () => {
      const write = async () =>
        db.write([
          { table: "meta", key: bytes(1), value: bytes(1) },
          { table: "meta", key: new Uint8Array(257), value: bytes(1) },
        ])
      await expect(write()).rejects.toMatchObject({ code: "db/bad-key" })
      expect(db.get("meta", bytes(1))).toBeUndefined()
    })

    it("applies concurrent writes in call order", async () => {
      await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          db.write([{ table: "meta", key: bytes(7), value: bytes(index) }]),
        ),
      )
      expect(db.get("meta", bytes(7))).toEqual(bytes(49))
    })

    it("reads backwards down to the smallest key there can be", async () => {
      await db.write([
        { table: "partials", key: Uint8Array.of(0), value: Uint8Array.of(1) },
        { table: "partials", key: Uint8Array.of(0, 0), value: Uint8Array.of(2) },
      ])
      expect(db.range("partials", { reverse: true }).map((row) => row.key)).toEqual([
        Uint8Array.of(0, 0),
        Uint8Array.of(0),
      ])
    })

    it("reads ranges like a sorted list of byte keys", async () => {
      const key = fc.uint8Array({ minLength: 1, maxLength: 3 })
      const range = fc.record(
        {
          from: key,
          until: key,
          reverse: fc.boolean(),
          limit: fc.integer({ min: 0, max: 5 }),
        },
        { requiredKeys: [] },
      )
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(key, { maxLength: 12, selector: (k) => k.join() }),
          range,
          async (keys, r) => {
            const old = db.range("partials", {})
            await db.write([
              ...old.map((row) => ({ table: "partials" as const, key: row.key, value: undefined })),
              ...keys.map((k) => ({ table: "partials" as const, key: k, value: k })),
            ])
            const sorted = keys.toSorted((a, b) => Buffer.compare(a, b))
            const inside = sorted.filter(
              (k) =>
                (r.from === undefined || Buffer.compare(k, r.from) >= 0) &&
                (r.until === undefined || Buffer.compare(k, r.until) < 0),
            )
            if (r.reverse) inside.reverse()
            expect(db.range("partials", r).map((row) => row.key)).toEqual(inside.slice(0, r.limit))
          },
        ),
        { numRuns: 60 },
      )
    })
  })
}
