import { describe, expect, it } from "vitest"
import { describeSync } from "./describeSync.ts"

const source = (name: "evm" | "appchain", rest = {}) => ({
  source: name,
  height: 100,
  headHeight: 100,
  checkedAtMs: 1_000_000,
  progressedAtMs: 1_000_000,
  failureCount: 0,
  lastErrorCode: null,
  ...rest,
})
const sync = (appchain = {}, evm = {}) => ({
  asOfMs: 1_000_000,
  sources: [source("appchain", appchain), source("evm", evm)],
})

describe("describeSync", () => {
  it("is up to date, catching up, in trouble or stopped", () => {
    expect(describeSync(sync(), 1_001_000).word).toBe("Index up to date")
    expect(describeSync(sync({ headHeight: 120 }), 1_001_000)).toMatchObject({ word: "Index catching up" })
    expect(describeSync(sync({}, { failureCount: 3 }), 1_001_000).word).toBe("Index has trouble")
    expect(describeSync(sync(), 1_090_000).word).toBe("Index stopped")
  })

  it("tells an index that is new from one that does not answer", () => {
    expect(describeSync(undefined, 0).word).toBe("Index unknown")
    expect(describeSync(sync({ height: null }), 1_000_000).word).toBe("Index starting")
  })
})
