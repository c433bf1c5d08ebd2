import { describe, expect, it } from "vitest"
import { createLane } from "./lane.ts"

describe("createLane", () => {
  it("runs one task at a time in call order, past one that fails", async () => {
    const lane = createLane()
    const seen: string[] = []
    const task = (name: string, ms: number, fails = false) =>
      lane.run(async () => {
        seen.push(`${name} starts`)
        await new Promise((resolve) => setTimeout(resolve, ms))
        seen.push(`${name} ends`)
        if (fails) throw new Error(name)
        return name
      })
    const results = await Promise.allSettled([task("a", 8), task("b", 1, true), task("c", 1)])
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"])
    expect(seen).toEqual(["a starts", "a ends", "b starts", "b ends", "c starts", "c ends"])
  })
})
