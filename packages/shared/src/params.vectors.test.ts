import { describe, expect, it } from "vitest"
import { loadPreset } from "./params.ts"

describe("loadPreset (vector 19)", () => {
  it("turns mainnet's periods into the published numbers of blocks", () => {
    const mainnet = loadPreset("mainnet")
    expect(mainnet.unlockBlocks).toBe(10_800)
    expect(mainnet.deregisteredLockBlocks).toBe(21_600)
    expect(mainnet.earningDelayBlocks).toBe(720)
    expect(mainnet.blocksPerDay).toBe(720)
  })
  it("turns devnet's periods into blocks of two seconds", () => {
    const devnet = loadPreset("devnet")
    expect(devnet.unlockBlocks).toBe(30)
    expect(devnet.deregisteredLockBlocks).toBe(60)
    expect(devnet.earningDelayBlocks).toBe(2)
  })
  it("never makes a delay shorter than it is written", () => {
    for (const name of ["mainnet", "devnet"] as const) {
      const preset = loadPreset(name)
      expect(preset.unlockBlocks * preset.blockIntervalMs).toBeGreaterThanOrEqual(preset.unlockS * 1000)
      expect(preset.earningDelayBlocks * preset.blockIntervalMs).toBeGreaterThanOrEqual(
        preset.earningDelayS * 1000,
      )
    }
  })
})
