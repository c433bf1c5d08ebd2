import { encodeState } from "@sextant/state-transition/stateCodec"
import { takeSnapshot } from "@sextant/state-transition/takeSnapshot"
import type { NodeId } from "@sextant/wire/l2Event"
import fc from "fast-check"
import { beforeAll, describe, expect, it } from "vitest"
import { type AppliedBlock, createChainStore } from "../src/chain/chainStore.ts"
import type { Chain } from "../src/chain/createChain.ts"
import { importFinal } from "../src/chain/importFinal.ts"
import { importSynced } from "../src/chain/importSynced.ts"
import { type JoinDeps, joinFromSnapshot } from "../src/chain/joinFromSnapshot.ts"
import { serveRange } from "../src/chain/serveRanges.ts"
import { createStateServer } from "../src/chain/serveState.ts"
import { pruneSnapshotStates } from "../src/chain/snapshotStates.ts"
import {
  CHUNK_BYTES,
  decodeChunkAnswer,
  encodeChunkAnswer,
  encodeChunkRequest,
} from "../src/chain/stateChunks.ts"
import { numberKey, parseNumberKey } from "../src/dbKeys.ts"
import { NetworkError } from "../src/network/errors.ts"
import type { AcceptedState, Db, L2, Network } from "../src/ports.ts"
import { systemClock } from "../src/systemClock.ts"
import { companionsOf } from "../src/wireChain.ts"
import { type BlockFactory, createBlockFactory } from "./blockFactory.ts"
import { createMemoryDb } from "./memoryDb.ts"
import { silentLogger } from "./silentLogger.ts"
import { silentMetrics } from "./silentMetrics.ts"

type Peer = {
  readonly ranges: (body: Uint8Array) => Uint8Array
  readonly states: (body: Uint8Array) => Uint8Array
}

const LENGTH = 33
const SNAPSHOT_HEIGHT = 30
const fastClock = { ...systemClock, sleepMs: async () => undefined }

describe("joinFromSnapshot", () => {
  let factory: BlockFactory
  let made: AppliedBlock[]
  let source: { readonly chain: Chain; readonly db: Db }
  const at = (height: number) => made[height - 1] as AppliedBlock

  beforeAll(async () => {
    factory = await createBlockFactory()
    made = factory.make(LENGTH)
    const db = createMemoryDb()
    const chain = await factory.openChain(db, (block) => companionsOf(factory.rules.preset, block))
    // Block 30 gets no finalization of its own: it is final through 32.
    const ranges = [made.slice(0, 20), made.slice(20, 32), made.slice(32)]
    for (const blocks of ranges)
      await importFinal(chain, {
        blocks,
        finalization: factory.certify(blocks.at(-1) as AppliedBlock, "finalize"),
      })
    source = { chain, db }
  })

  const honest = (): Peer => ({
    ranges: (body) => serveRange(source.chain, body),
    states: createStateServer({ db: source.db, clock: systemClock }),
  })
  const accepted = (): AcceptedState => ({
    kind: "accepted",
    snapshot: takeSnapshot(at(SNAPSHOT_HEIGHT).state).snapshot,
  })

  async function join(
    peers: Readonly<Record<string, Peer>>,
    changes: Partial<JoinDeps> & { acceptedState?: () => Promise<AcceptedState> } = {},
  ) {
    const db = createMemoryDb()
    const store = createChainStore(db)
    await store.putFinal({ blocks: [factory.genesis], finalization: undefined, companions: [] })
    const asked: string[] = []
    const network = {
      peers: () => Object.keys(peers) as NodeId[],
      async request(to: string, { protocol, body }: { protocol: string; body: Uint8Array }) {
        asked.push(to)
        const peer = peers[to] as Peer
        return protocol.includes("/states/") ? peer.states(body) : peer.ranges(body)
      },
    } as unknown as Network
    const l2 = {
      ...source.chain.deps.l2,
      acceptedState: changes.acceptedState ?? (async () => accepted()),
    } as L2
    const deps: JoinDeps = {
      clock: fastClock,
      logger: silentLogger,
      metrics: silentMetrics,
      network,
      l2,
      store,
      rules: factory.rules,
      companionsOf: (block) => companionsOf(factory.rules.preset, block),
      joinAfterBlocks: 10,
      ...changes,
    }
    const joined = await joinFromSnapshot(deps, new AbortController().signal)
    return { joined, db, store, asked }
  }

  it("starts at the snapshot without the blocks before it, and goes on as any other node", async () => {
    const { joined, db, store } = await join({ honest: honest() })
    expect(joined).toBe(true)
    expect(store.head()?.height).toBe(LENGTH)
    expect(store.block(SNAPSHOT_HEIGHT - 1)).toBeUndefined()
    expect(store.block(SNAPSHOT_HEIGHT)?.blockHash).toEqual(at(SNAPSHOT_HEIGHT).blockHash)
    expect(store.registration(1 as never)?.kind).toBe("nodeRegistered")
    expect(db.get("snapshotStates", numberKey(SNAPSHOT_HEIGHT))).toEqual(
      encodeState(at(SNAPSHOT_HEIGHT).state),
    )
    const chain = await factory.openChain(db)
    expect(encodeState(chain.head().state)).toEqual(encodeState(source.chain.head().state))
    const next = factory.next(at(LENGTH))
    expect(
      await importSynced(chain, { blocks: [next.block], finalization: factory.certify(next, "finalize") }),
    ).toBe(1)
  })

  it("finds the one honest peer among liars, and keeps nothing of theirs", async () => {
    const tell = (change: (bytes: Uint8Array) => Uint8Array): Peer => {
      const { ranges, states } = honest()
      return { ranges, states: (body) => change(states(body)) }
    }
    const other = encodeState(at(25).state)
    const peers: Record<string, Peer> = {
      silent: {
        ...honest(),
        states: () => {
          throw new NetworkError("network/timeout")
        },
      },
      hasNothing: tell(() => new Uint8Array()),
      flipsBit: tell((bytes) => bytes.map((byte, index) => (index === 3_000 ? byte ^ 1 : byte))),
      otherState: tell(() => encodeChunkAnswer({ sizeBytes: other.length, chunk: other })),
      short: tell((bytes) => bytes.slice(0, -1)),
      huge: tell((bytes) => encodeChunkAnswer({ sizeBytes: 2 ** 40, chunk: bytes })),
      junk: tell(() => new Uint8Array(50).fill(9)),
      otherBlocks: { ...honest(), ranges: () => serveRange(source.chain, numberKey(29)) },
      junkBlocks: { ...honest(), ranges: () => new Uint8Array(99).fill(3) },
      unsigned: {
        ...honest(),
        ranges(body) {
          const answer = serveRange(source.chain, body)
          answer[100] = (answer[100] as number) ^ 1
          return answer
        },
      },
      honest: honest(),
    }
    const { joined, store, asked } = await join(peers)
    expect(joined).toBe(true)
    expect(store.head()?.blockHash).toEqual(at(LENGTH).blockHash)
    expect(new Set(asked)).toEqual(new Set(Object.keys(peers)))
  })

  it("goes on with genesis when all lie, and with nothing written", async () => {
    const { states, ranges } = honest()
    const liar: Peer = { ranges, states: (body) => states(body).map((byte) => byte ^ 0x40) }
    const { joined, store } = await join({ liar })
    expect(joined).toBe(false)
    expect(store.head()?.height).toBe(0)
    expect(store.block(SNAPSHOT_HEIGHT)).toBeUndefined()
  })

  it("starts again with the next peer when one is cut off in the middle of a state", async () => {
    const { states, ranges } = honest()
    let isFirst = true
    const leaves: Peer = {
      ranges,
      states(body) {
        if (!isFirst) throw new NetworkError("network/unreachable")
        isFirst = false
        const whole = decodeChunkAnswer(states(body))
        // As if there were more to come.
        return encodeChunkAnswer({
          sizeBytes: 3 * CHUNK_BYTES,
          chunk: new Uint8Array(CHUNK_BYTES).fill(whole?.chunk[0] ?? 0),
        })
      },
    }
    const { joined, asked } = await join({ leaves, honest: honest() })
    expect(joined).toBe(true)
    expect(asked.filter((peer) => peer === "leaves").length).toBeGreaterThan(1)
  })

  it("follows the contract when a newer snapshot is accepted meanwhile", async () => {
    let asks = 0
    const acceptedState = async (): Promise<AcceptedState> => {
      asks++
      if (asks === 1) return { kind: "unseen" }
      if (asks === 2) return { kind: "accepted", snapshot: takeSnapshot(at(15).state).snapshot }
      return accepted()
    }
    // Peers have dropped the state of height 15.
    await source.db.write([{ table: "snapshotStates", key: numberKey(15), value: undefined }])
    const { joined, store } = await join({ honest: honest() }, { acceptedState })
    expect(joined).toBe(true)
    expect(store.block(15)).toBeUndefined()
  })

  it("replays short chains, chains without a snapshot, and when told to", async () => {
    const none = async (): Promise<AcceptedState> => ({ kind: "none" })
    for (const changes of [
      { joinAfterBlocks: SNAPSHOT_HEIGHT },
      { joinAfterBlocks: Number.POSITIVE_INFINITY },
      { acceptedState: none },
    ]) {
      const { joined, asked } = await join({ honest: honest() }, changes)
      expect([joined, asked]).toEqual([false, []])
    }
  })

  it("never crashes on what a peer answers", async () => {
    const answers = fc.array(fc.uint8Array({ maxLength: 200 }), { minLength: 2, maxLength: 2 })
    await fc.assert(
      fc.asyncProperty(answers, async ([states, ranges]) => {
        const liar = { states: () => states as Uint8Array, ranges: () => ranges as Uint8Array }
        const { joined } = await join({ liar })
        expect(joined).toBe(false)
      }),
      { numRuns: 20 },
    )
  })
})

describe("snapshot states", () => {
  it("keeps those of the two newest accepted snapshots and a few that still may be", async () => {
    const heights = [5, 10, 15, 20, 25, 30, 35, 40, 45, 50]
    const left = async (accepted: readonly number[]) => {
      const db = createMemoryDb()
      await db.write(
        heights.map((height) => ({
          table: "snapshotStates",
          key: numberKey(height),
          value: new Uint8Array(4),
        })),
      )
      const acceptance = async (height: number) => (accepted.includes(height) ? ({} as never) : undefined)
      await pruneSnapshotStates({ db, l2: { acceptance } })
      return db.range("snapshotStates", {}).map(({ key }) => parseNumberKey(key))
    }
    expect(await left([5, 10, 20, 35])).toEqual([20, 35, 40, 45, 50])
    expect(await left([50, 45, 5])).toEqual([45, 50])
    expect(await left([10, 5])).toEqual([5, 10, 35, 40, 45, 50])
    expect(await left([])).toEqual([35, 40, 45, 50])
  })

  it("are served in chunks that add up, and not beyond their end", async () => {
    const db = createMemoryDb()
    const state = new Uint8Array(2 * CHUNK_BYTES + 77).map((_, index) => index * 31)
    await db.write([{ table: "snapshotStates", key: numberKey(60), value: state }])
    const serve = createStateServer({ db, clock: systemClock })
    const chunks = [0, 1, 2].map((index) =>
      decodeChunkAnswer(serve(encodeChunkRequest({ height: 60, index }))),
    )
    expect(Buffer.concat(chunks.map((answer) => answer?.chunk as Uint8Array))).toEqual(Buffer.from(state))
    expect(chunks.map((answer) => answer?.sizeBytes)).toEqual(Array(3).fill(state.length))
    expect(serve(encodeChunkRequest({ height: 60, index: 3 }))).toHaveLength(0)
    expect(serve(encodeChunkRequest({ height: 61, index: 0 }))).toHaveLength(0)
    expect(() => serve(new Uint8Array(3))).toThrow(expect.objectContaining({ code: "chain/bad-request" }))
  })
})
