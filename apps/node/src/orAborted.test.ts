import { describe, expect, it } from "vitest"
import { orAborted } from "./orAborted.ts"

describe("orAborted", () => {
  it("passes on what the work ends with", async () => {
    const { signal } = new AbortController()
    expect(await orAborted(Promise.resolve(5), signal)).toBe(5)
    await expect(orAborted(Promise.reject(new Error("no")), signal)).rejects.toThrow("no")
  })

  it("gives up at once when told to, before and during the work, and swallows a late failure", async () => {
    const stopping = new AbortController()
    let fail: (error: Error) => void = () => undefined
    const work = new Promise<number>((_, reject) => {
      fail = reject
    })
    const waiting = orAborted(work, stopping.signal)
    stopping.abort()
    expect(await waiting).toBeUndefined()
    expect(await orAborted(work, stopping.signal)).toBeUndefined()
    fail(new Error("late"))
    await expect(work).rejects.toThrow("late")
  })
})
