import { reasonBits } from "@sextant/wire/reasons"
import { describe, expect, it } from "vitest"
import { reasonWords, testWord } from "./reasonWords.ts"

describe("reasonWords", () => {
  it("has a word for every reason that judges can give, at its bit", () => {
    for (const [name, bit] of Object.entries(reasonBits)) {
      expect(testWord(name)).toMatch(/^[a-zL2 ]+$/)
      expect(reasonWords(bit)).toBe(testWord(name))
    }
  })

  it("lists several, and none as nothing", () => {
    expect(reasonWords(reasonBits.uptimeProof | reasonBits.clock)).toBe("uptime proof, clock")
    expect(reasonWords(0)).toBe("")
  })
})
