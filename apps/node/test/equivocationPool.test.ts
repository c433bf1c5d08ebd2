import { loadPreset } from "@sextant/shared/params"
import { unixMs } from "@sextant/shared/units"
import { leaderOf, validatorSetOf } from "@sextant/state-transition/epoch"
import { equivocationOf } from "@sextant/state-transition/operations/applyEquivocation"
import type { Equivocation } from "@sextant/wire/block"
import { decodeEquivocation, encodeEquivocation } from "@sextant/wire/equivocationCodec"
import type { NodeId } from "@sextant/wire/l2Event"
import type { Contradiction, Testimony } from "@sextant/wire/vote"
import fc from "fast-check"
import { beforeAll, describe, expect, it } from "vitest"
import { buildBlock } from "../src/chain/buildBlock.ts"
import { createEquivocationPool } from "../src/chain/createEquivocationPool.ts"
import { importFinal } from "../src/chain/importFinal.ts"
import type { GossipVerdict, Network } from "../src/ports.ts"
import { type BlockFactory, createBlockFactory } from "./blockFactory.ts"
import { silentLogger } from "./silentLogger.ts"
import { silentMetrics } from "./silentMetrics.ts"

const block = (fill: number) => new Uint8Array(32).fill(fill)
const PEER = "ab".repeat(32) as NodeId

describe("createEquivocationPool", () => {
  let factory: BlockFactory
  beforeAll(async () => {
    factory = await createBlockFactory()
  })

  const openPool = async () => {
    const chain = await factory.openChain()
    const published: Uint8Array[] = []
    let receive: (from: NodeId, body: Uint8Array) => Promise<GossipVerdict> = async () => "ignore"
    const network = {
      publish: async (_topic: string, body: Uint8Array) => void published.push(body),
      subscribe: (_topic: string, handler: typeof receive) => {
        receive = handler
      },
    } as unknown as Network
    const pool = createEquivocationPool({ chain, network, logger: silentLogger, metrics: silentMetrics })
    await pool.start()
    return { chain, pool, published, hear: (body: Uint8Array) => receive(PEER, body) }
  }
  type Said = Omit<Testimony, "signature">
  const contradiction = (first: Partial<Said>, second: Partial<Said>): Contradiction => {
    const { state } = factory.genesis
    const said = { kind: "notarize", epoch: 0, view: 2, validatorIndex: 1, blockHash: block(1) } as const
    return {
      first: factory.testify(state, { ...said, ...first }),
      second: factory.testify(state, { ...said, ...second }),
    }
  }
  const twice = (validatorIndex = 1) =>
    contradiction({ validatorIndex }, { validatorIndex, blockHash: block(2) })

  it("carries what one node found into another's next block, and drops it when that is final", async () => {
    const finder = await openPool()
    const leader = await openPool()
    finder.pool.found(twice())
    expect(finder.published).toHaveLength(1)
    expect(await leader.hear(finder.published[0] as Uint8Array)).toBe("accept")
    expect(leader.pool.pending()).toEqual(finder.pool.pending())

    const { blockHash, block: genesis } = factory.genesis
    const built = await buildBlock(
      leader.chain,
      {
        view: 1,
        parent: { blockHash },
        parentCertificate: undefined,
        timestampMs: unixMs(genesis.header.timestampMs + loadPreset("devnet").blockIntervalMs),
      },
      () => ({ equivocations: leader.pool.pending() }),
    )
    expect(built.body.equivocations).toEqual(finder.pool.pending())

    const included = factory.next(factory.genesis, { equivocations: finder.pool.pending() })
    const offender = finder.pool.pending()[0]?.nodeId
    for (const { chain, pool } of [finder, leader]) {
      await importFinal(chain, { blocks: [included], finalization: factory.certify(included, "finalize") })
      expect(pool.pending()).toEqual([])
      expect(chain.head().state.nodes.some(({ nodeId }) => nodeId === offender)).toBe(false)
    }
    expect(await leader.hear(finder.published[0] as Uint8Array)).toBe("ignore")
  })

  it("punishes a leader that signed two proposals in one view", async () => {
    const { pool } = await openPool()
    const { state } = factory.genesis
    const validatorIndex = leaderOf(validatorSetOf(state, 0), 3)
    const proposed = { kind: "propose", view: 3, validatorIndex } as const
    pool.found(contradiction(proposed, { ...proposed, blockHash: block(2) }))
    expect(pool.pending()).toHaveLength(1)
    const after = factory.next(factory.genesis, { equivocations: pool.pending() })
    expect(after.state.nodes).toHaveLength(3)
  })

  it("passes on what proves an offence, and rejects everything that does not", async () => {
    const { pool, hear } = await openPool()
    const { state } = factory.genesis
    const good = equivocationOf(state, twice()) as Equivocation
    const other = equivocationOf(state, twice(2)) as Equivocation
    const hearOf = (equivocation: Equivocation) => hear(encodeEquivocation(equivocation))
    expect(await hearOf({ ...good, nodeId: other.nodeId })).toBe("reject")
    expect(await hearOf({ ...good, second: good.first })).toBe("reject")
    const forged = { ...good.second, signature: other.second.signature }
    expect(await hearOf({ ...good, second: forged })).toBe("reject")
    const late = { ...good.first, epoch: 9 }
    expect(await hearOf({ ...good, first: late, second: { ...good.second, epoch: 9 } })).toBe("ignore")
    expect(pool.pending()).toEqual([])
    expect(await hearOf(good)).toBe("accept")
    expect(await hearOf(good)).toBe("ignore")
    expect(await hearOf({ ...good, first: good.second, second: good.first })).toBe("ignore")
    expect(pool.pending()).toEqual([good])
  })

  it("rejects bytes that are no evidence, and never throws", async () => {
    const { hear, pool } = await openPool()
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        expect(await hear(bytes)).not.toBe("accept")
      }),
      { numRuns: 100 },
    )
    expect(pool.pending()).toEqual([])
  })

  it("accuses nobody of two statements that an honest validator makes", async () => {
    const { pool } = await openPool()
    pool.found(contradiction({ kind: "notarize" }, { kind: "nullify", blockHash: block(0) }))
    pool.found(contradiction({ kind: "notarize" }, { kind: "finalize", blockHash: block(2) }))
    pool.found(contradiction({ kind: "notarize" }, { view: 3, blockHash: block(2) }))
    expect(pool.pending()).toEqual([])
  })

  it("has one encoding", () => {
    const equivocation = equivocationOf(factory.genesis.state, twice()) as Equivocation
    expect(decodeEquivocation(encodeEquivocation(equivocation))).toEqual(equivocation)
  })

  it("forgets evidence whose epoch the chain no longer knows", async () => {
    const { chain, pool } = await openPool()
    pool.found(twice())
    const blocks = factory.make(20)
    const [last] = blocks.slice(-1)
    if (last === undefined) throw new Error("no blocks")
    await importFinal(chain, {
      blocks: blocks.slice(0, 19),
      finalization: factory.certify(blocks[18] as typeof last, "finalize"),
    })
    expect(pool.pending()).toHaveLength(1)
    await importFinal(chain, { blocks: [last], finalization: factory.certify(last, "finalize") })
    expect(pool.pending()).toEqual([])
  })
})
