import { hexToBytes } from "@sextant/shared/bytes"
import { describe, expect, it } from "vitest"
import { openName, parseAccountId, parseName, sealName } from "./nameRecord.ts"

const accountId = parseAccountId(` 05${"AB".repeat(32)} `)

describe("name records for people", () => {
  it("are sealed with fresh bytes and opened again", () => {
    let draw = 0
    const random = { bytes: (length: number) => new Uint8Array(length).fill(++draw) }
    const name = parseName(" Alice ")
    const [first, second] = [sealName({ random }, name, accountId), sealName({ random }, name, accountId)]
    expect(first).not.toEqual(second)
    expect([openName(name, first), openName(name, second)]).toEqual([accountId, accountId])
    expect(accountId).toBe(`05${"ab".repeat(32)}`)
  })

  it("say what is wrong in one kind of error", () => {
    const code = (expected: string) => expect.objectContaining({ code: expected })
    expect(() => parseName("a b")).toThrow(code("name/invalid"))
    expect(() => parseAccountId(`15${"ab".repeat(32)}`)).toThrow(code("account/bad-id"))
    for (const record of ["", "00", "00".repeat(73)])
      expect(() => openName(parseName("alice"), hexToBytes(record))).toThrow(code("name/unreadable"))
  })
})
