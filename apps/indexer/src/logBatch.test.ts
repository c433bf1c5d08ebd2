import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { cutBatch, rowsOfBatch } from "./logBatch.ts"
import type { EvmSource, IndexedLog, LogBatch } from "./sources/evmLogs.ts"

const hash = (number: number, salt = 0) => new Uint8Array(32).fill(number).fill(salt, 0, 1)
const at = (number: number) => new Date(number * 1000)

function logAt(block: number, index: number, more: Partial<IndexedLog> = {}): IndexedLog {
  return {
    blockNumber: BigInt(block),
    blockHash: hash(block),
    txHash: hash(index),
    logIndex: index,
    address: new Uint8Array(20),
    topicsHex: [],
    dataHex: "0x",
    at: at(block),
    name: null,
    event: undefined,
    ...more,
  }
}

function batchOf(blocks: readonly number[], to = 200): LogBatch {
  const logs = blocks.map((block, index) => logAt(block, index))
  return { logs, to: { number: BigInt(to), hash: hash(to), at: at(to) } }
}

const noSource = {} as EvmSource

describe("cutBatch", () => {
  it("leaves a batch within the limit alone", () => {
    const batch = batchOf([1, 1, 2])
    expect(cutBatch(batch, 3)).toBe(batch)
  })

  it("cuts between blocks and ends at the last whole one", () => {
    const cut = cutBatch(batchOf([1, 1, 2, 2, 3]), 3)
    expect(cut.logs).toHaveLength(2)
    expect(cut.to).toEqual({ number: 1n, hash: hash(1), at: at(1) })
  })

  it("takes a block whole that alone exceeds the limit", () => {
    expect(cutBatch(batchOf([4, 4, 4, 5]), 2).logs).toHaveLength(3)
  })

  it("cut again and again, gives every log exactly once and always advances", () => {
    const blocks = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 60 })
    fc.assert(
      fc.property(blocks, fc.integer({ min: 1, max: 10 }), (unsorted, maxRows) => {
        const whole = batchOf([...unsorted].sort((left, right) => left - right))
        const seen: IndexedLog[] = []
        let rest: LogBatch = whole
        for (;;) {
          const cut = cutBatch(rest, maxRows)
          seen.push(...cut.logs)
          if (cut === rest) break
          expect(cut.logs.length).toBeGreaterThan(0)
          rest = { ...rest, logs: rest.logs.filter((log) => log.blockNumber > cut.to.number) }
        }
        expect(seen).toEqual(whole.logs)
      }),
    )
  })
})

describe("rowsOfBatch", () => {
  it("keeps a log that no ABI knows as a raw row", async () => {
    const rows = await rowsOfBatch(noSource, batchOf([7]))
    expect(rows.map(({ table }) => table)).toEqual(["evm_logs", "evm_blocks", "evm_blocks"])
  })

  it("asks for a block's time when the provider left it out", async () => {
    const source = {
      block: async (number: bigint) => ({ number, hash: hash(7), at: at(77) }),
    } as unknown as EvmSource
    const batch = { ...batchOf([]), logs: [logAt(7, 0, { at: undefined })] }
    const rows = await rowsOfBatch(source, batch)
    expect(rows[1]).toMatchObject({ table: "evm_blocks", row: { number: 7n, at: at(77) } })
  })

  it.each([
    ["one height has two hashes", [logAt(7, 0), logAt(7, 1, { blockHash: hash(7, 9) })]],
    ["the last block is not the one announced", [logAt(200, 0, { blockHash: hash(200, 9) })]],
    ["a block is gone before its time is known", [logAt(7, 0, { at: undefined })]],
  ])("refuses logs of two histories: %s", async (_name, logs) => {
    const source = { block: async () => undefined } as unknown as EvmSource
    await expect(rowsOfBatch(source, { ...batchOf([]), logs })).rejects.toMatchObject({
      code: "evm/unsteady",
      retryable: true,
    })
  })
})
