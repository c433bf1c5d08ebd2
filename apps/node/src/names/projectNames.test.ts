import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { numberKey } from "../dbKeys.ts"
import type { NamesEvent } from "../ports.ts"
import { decodeNameEntry, encodeNameEntry } from "./namesRows.ts"
import { projectNames } from "./projectNames.ts"
import { decodeCursor, decodeUndo, encodeStep } from "./stepCodec.ts"

const nameHash = new Uint8Array(32).fill(7)
const accountKey = new Uint8Array(32).fill(8)
const record = new Uint8Array(73).fill(9)
const nothing = () => undefined
const registered: NamesEvent = { kind: "nameRegistered", nameHash, expiresAtS: 100 }

/** The name after the events, from nothing. */
function nameAfter(...events: NamesEvent[]) {
  const [change] = projectNames(nothing, events)
  return change?.after && decodeNameEntry(change.after)
}

describe("projectNames", () => {
  it("registers a name without a record, and takes the record that comes with it", () => {
    expect(nameAfter(registered)).toEqual({ expiresAtS: 100, record: undefined })
    expect(nameAfter(registered, { kind: "nameRecordSet", nameHash, record })).toEqual({
      expiresAtS: 100,
      record,
    })
  })

  it("keeps the record when the name is renewed and drops it when it is transferred", () => {
    const set: NamesEvent = { kind: "nameRecordSet", nameHash, record }
    const renewed: NamesEvent = { kind: "nameRenewed", nameHash, expiresAtS: 300 }
    expect(nameAfter(registered, set, renewed)).toEqual({ expiresAtS: 300, record })
    expect(nameAfter(registered, set, { kind: "nameRecordsCleared", nameHash })).toEqual({
      expiresAtS: 100,
      record: undefined,
    })
    expect(
      nameAfter(registered, set, { kind: "nameRecordSet", nameHash, record: undefined })?.record,
    ).toBeUndefined()
  })

  it("forgets a name that is voided, and what it held when it is registered anew", () => {
    const set: NamesEvent = { kind: "nameRecordSet", nameHash, record }
    const cleared: NamesEvent = { kind: "nameRecordsCleared", nameHash }
    expect(nameAfter(registered, set, { kind: "nameVoided", nameHash }, cleared)).toBeUndefined()
    expect(nameAfter(registered, set, { kind: "nameRegistered", nameHash, expiresAtS: 900 })).toEqual({
      expiresAtS: 900,
      record: undefined,
    })
  })

  it("takes the newest end of a pass", () => {
    const extended = (expiresAtS: number): NamesEvent => ({ kind: "proExtended", accountKey, expiresAtS })
    expect(projectNames(nothing, [extended(5), extended(9)])).toEqual([
      { table: "passes", key: accountKey, before: undefined, after: numberKey(9) },
    ])
  })

  it("tells each row once, as it was before the first event", () => {
    const before = encodeNameEntry({ expiresAtS: 1, record })
    const changes = projectNames(
      () => before,
      [registered, { kind: "nameRenewed", nameHash, expiresAtS: 200 }, { kind: "nameVoided", nameHash }],
    )
    expect(changes).toEqual([{ table: "names", key: nameHash, before, after: undefined }])
  })
})

describe("steps", () => {
  const key = fc.uint8Array({ minLength: 32, maxLength: 32 })
  const undoRow = fc.record({
    table: fc.constantFrom("names" as const, "passes" as const),
    key,
    before: fc.option(fc.uint8Array({ minLength: 1, maxLength: 81 }), { nil: undefined }),
  })

  it("come back from their bytes", () => {
    const timestampS = fc.nat()
    fc.assert(
      fc.property(key, timestampS, fc.array(undoRow), (hash, time, undo) => {
        const cursor = { number: 77 as never, hash, timestampS: time }
        const step = encodeStep(cursor, undo)
        expect(decodeCursor(77, step)).toEqual(cursor)
        expect(decodeUndo(step)).toEqual(undo)
      }),
    )
  })
})
