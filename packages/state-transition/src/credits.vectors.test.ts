import { loadPreset } from "@sextant/shared/params"
import { height } from "@sextant/shared/units"
import { describe, expect, it } from "vitest"
import { creditAfterRecommission, creditBlocksOf } from "./credits.ts"
import { createChainBuilder } from "./testing/chainBuilder.ts"
import type { NodeRecord } from "./types.ts"

const mainnet = loadPreset("mainnet")
const [sample] = createChainBuilder().state().nodes as [NodeRecord]
const fresh = { ...sample, activeSinceHeight: height(1_000), creditBaseBlocks: 60 }
const down = { ...fresh, status: "decommissioned", decommissionedHeight: height(22_600) } as const

describe("creditBlocksOf (vector 18)", () => {
  it("earns 720 blocks in 21,600 active ones", () => {
    expect(creditBlocksOf(mainnet, fresh, 22_600)).toBe(780)
  })
  it("falls by one for each block down, below zero after the last", () => {
    expect(creditBlocksOf(mainnet, down, 22_700)).toBe(680)
    expect(creditBlocksOf(mainnet, down, 22_600 + 780)).toBe(0)
    expect(creditBlocksOf(mainnet, down, 22_600 + 781)).toBe(-1)
  })
  it("lets a new node be decommissioned at once and deregistered after 61 blocks", () => {
    expect(creditBlocksOf(mainnet, fresh, 1_000)).toBe(mainnet.credit.decommissionMinBlocks)
    const atOnce = { ...fresh, decommissionedHeight: height(1_000) }
    expect(creditBlocksOf(mainnet, atOnce, 1_060)).toBe(0)
    expect(creditBlocksOf(mainnet, atOnce, 1_061)).toBe(-1)
  })
  it("stops at the cap", () => {
    expect(creditBlocksOf(mainnet, fresh, 1_000 + 41_399)).toBe(1_439)
    expect(creditBlocksOf(mainnet, fresh, 1_000 + 41_400)).toBe(1_440)
    expect(creditBlocksOf(mainnet, fresh, 1_000 + 80_000)).toBe(1_440)
  })
})

describe("creditAfterRecommission (vector 18)", () => {
  it("takes two blocks for each block down", () => {
    expect(creditAfterRecommission(mainnet, down, 22_700)).toBe(580)
  })
  it("never falls below zero", () => {
    expect(creditAfterRecommission(mainnet, down, 22_600 + 700)).toBe(0)
  })
  it("changes nothing for a node that was not down", () => {
    expect(creditAfterRecommission(mainnet, fresh, 22_600)).toBe(780)
  })
})
