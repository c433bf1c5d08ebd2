import { nodeRegistryAbi } from "@sextant/contracts/NodeRegistry"
import { bytesTo0x, hexToBytes } from "@sextant/shared/bytes"
import { decodeEventLog, type Hex } from "viem"
import { describe, expect, it } from "vitest"
import { createLogDecoder } from "./decodeLog.ts"
import { createEventReader } from "./eventReader.ts"
import type { RawLog } from "./parseRpc.ts"
import { addressOf, logs, wordOf } from "./testing/contractLogs.ts"
import { type EmittedLog, testContracts } from "./testing/emitter.ts"

function rawOf(emitted: EmittedLog, more: Partial<RawLog> = {}): RawLog {
  return {
    blockNumber: 1n,
    blockHash: new Uint8Array(32),
    txHash: new Uint8Array(32),
    logIndex: 0,
    address: hexToBytes(testContracts[emitted.contract]),
    topicsHex: emitted.topics,
    dataHex: emitted.data,
    at: undefined,
    ...more,
  }
}

const decode = createLogDecoder(testContracts)

describe("createLogDecoder", () => {
  it("decodes a registration with its contributors", () => {
    const { name, event } = decode(rawOf(logs.registered(7)))
    expect(name).toBe("NodeRegistered")
    if (event?.kind !== "nodeRegistered") throw new Error("another event")
    expect(event).toMatchObject({ registryId: 7n, feeBps: 500 })
    expect(bytesTo0x(event.nodeId)).toBe(wordOf(7))
    expect(event.contributors.map(({ amountAtomic }) => amountAtomic)).toEqual([
      20_000_000_000_000n,
      5_000_000_000_000n,
    ])
    expect(bytesTo0x(event.operator)).toBe(addressOf(7))
    expect(bytesTo0x(event.payer)).toBe(addressOf(3_007))
  })

  it("keeps an event raw that the ABI does not know, that does not fit, or that another contract sent", () => {
    const nothing = { name: null, event: undefined }
    expect(decode(rawOf(logs.foreign()))).toEqual(nothing)
    expect(decode(rawOf({ ...logs.registered(7), data: "0x1234" }))).toEqual(nothing)
    expect(
      decode(rawOf({ ...logs.exitRequested(7), topics: logs.exitRequested(7).topics.slice(0, 2) })),
    ).toEqual(nothing)
    expect(decode(rawOf(logs.claimed(1, 1n, 1n), { address: new Uint8Array(20) }))).toEqual(nothing)
    // A registration that the vault claims to have seen is none.
    expect(decode(rawOf({ ...logs.registered(7), contract: "RewardsVault" }))).toEqual(nothing)
  })
})

describe("createEventReader", () => {
  it.each([
    logs.registered(3),
    logs.exitRequested(3),
    logs.exited(3, 9n),
    logs.liquidated(3),
    logs.snapshotAccepted(5),
  ])("agrees with viem's own decoder", (emitted) => {
    const read = createEventReader(nodeRegistryAbi)
    const topics = emitted.topics as [Hex, ...Hex[]]
    expect(read(topics, emitted.data)).toEqual(
      decodeEventLog({ abi: nodeRegistryAbi, topics, data: emitted.data }),
    )
  })
})
