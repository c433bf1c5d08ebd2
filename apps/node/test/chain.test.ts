import { height } from "@sextant/shared/units"
import type { Block } from "@sextant/wire/block"
import type { NodeId } from "@sextant/wire/l2Event"
import { beforeAll, describe, expect, it, vi } from "vitest"
import type { AppliedBlock } from "../src/chain/chainStore.ts"
import type { Chain } from "../src/chain/createChain.ts"
import { createSync } from "../src/chain/createSync.ts"
import { importFinal } from "../src/chain/importFinal.ts"
import { importSynced } from "../src/chain/importSynced.ts"
import { serveRange } from "../src/chain/serveRanges.ts"
import { decodeRangeAnswer, encodeRangeRequest } from "../src/chain/syncCodec.ts"
import { validateBlock } from "../src/chain/validateBlock.ts"
import type { Network } from "../src/ports.ts"
import { systemRandom } from "../src/systemRandom.ts"
import { type BlockFactory, createBlockFactory } from "./blockFactory.ts"
import { createMemoryDb } from "./memoryDb.ts"

const heightOf = (chain: Chain) => chain.head().block.header.height

describe("the chain", () => {
  let factory: BlockFactory
  let made: AppliedBlock[]
  const blockAt = (at: number) => made[at - 1] as AppliedBlock
  const blocksOf = (...heights: number[]) => heights.map((at) => blockAt(at).block)
  const finalizationAt = (at: number) => factory.certify(blockAt(at), "finalize")
  beforeAll(async () => {
    factory = await createBlockFactory()
    made = factory.make(23)
  })

  describe("importFinal", () => {
    it("moves the head, keeps blocks, certificates and state, and tells watchers block by block", async () => {
      const db = createMemoryDb()
      const chain = await factory.openChain(db)
      const seen: number[] = []
      chain.onFinal(({ block }) => seen.push(block.header.height))
      await importFinal(chain, { blocks: [blockAt(1)], finalization: finalizationAt(1) })
      await importFinal(chain, { blocks: [blockAt(2), blockAt(3)], finalization: finalizationAt(3) })
      expect(heightOf(chain)).toBe(3)
      expect(seen).toEqual([1, 2, 3])
      const { store } = chain.deps
      expect(store.block(2)?.certificate?.kind).toBe("notarize")
      expect(store.block(3)?.certificate?.kind).toBe("finalize")
      expect(store.heightOf(blockAt(2).blockHash)).toBe(2)
      const reopened = await factory.openChain(db)
      expect(reopened.head().blockHash).toEqual(blockAt(3).blockHash)
    })

    it("passes over what was imported before and refuses what does not follow", async () => {
      const chain = await factory.openChain()
      await importFinal(chain, { blocks: [blockAt(1), blockAt(2)], finalization: finalizationAt(2) })
      await importFinal(chain, { blocks: [blockAt(1), blockAt(2)], finalization: finalizationAt(2) })
      await importFinal(chain, { blocks: [blockAt(2), blockAt(3)], finalization: finalizationAt(3) })
      expect(heightOf(chain)).toBe(3)
      const gap = importFinal(chain, { blocks: [blockAt(5)], finalization: finalizationAt(5) })
      await expect(gap).rejects.toMatchObject({ code: "chain/unknown-parent" })
      expect(heightOf(chain)).toBe(3)
    })
  })

  describe("importSynced", () => {
    it("takes a range over an epoch's end", async () => {
      const chain = await factory.openChain()
      const blocks = made.slice(0, 23).map(({ block }) => block)
      expect(await importSynced(chain, { blocks, finalization: finalizationAt(23) })).toBe(23)
      expect(heightOf(chain)).toBe(23)
    })

    it("keeps nothing of a range that is not final, not linked or not true", async () => {
      const chain = await factory.openChain()
      const tampered = (block: Block): Block => ({
        ...block,
        header: { ...block.header, stateRoot: new Uint8Array(32).fill(9) },
      })
      const bad = finalizationAt(3)
      const ranges = [
        { blocks: blocksOf(1, 2, 3), finalization: factory.certify(blockAt(3), "notarize") },
        { blocks: blocksOf(1, 2, 3), finalization: finalizationAt(2) },
        { blocks: blocksOf(1, 2, 3), finalization: factory.certify(blockAt(3), "finalize", 2) },
        { blocks: blocksOf(1, 2, 3), finalization: { ...bad, signature: finalizationAt(2).signature } },
        { blocks: blocksOf(1, 2, 3), finalization: { ...bad, view: bad.view + 1 } },
        { blocks: blocksOf(2, 3), finalization: finalizationAt(3) },
        { blocks: blocksOf(1, 3), finalization: finalizationAt(3) },
        { blocks: blocksOf(2, 1, 3), finalization: finalizationAt(3) },
        { blocks: [blockAt(1).block, tampered(blockAt(2).block), blockAt(3).block], finalization: bad },
      ]
      for (const range of ranges) await expect(importSynced(chain, range)).rejects.toThrow()
      expect(heightOf(chain)).toBe(0)
      expect(chain.deps.store.block(1)).toBeUndefined()
      expect(await importSynced(chain, { blocks: blocksOf(1, 2, 3), finalization: bad })).toBe(3)
    })
  })

  describe("validateBlock", () => {
    it("is valid on a known parent, unclear on an unknown one, invalid when a rule is broken", async () => {
      const chain = await factory.openChain()
      const judge = (block: Block, notarized = false) => validateBlock(chain, { block, notarized })
      expect(await judge(blockAt(2).block)).toBe("unclear")
      expect(await judge(blockAt(1).block)).toBe("valid")
      expect(await judge(blockAt(2).block)).toBe("valid")
      const { block } = blockAt(3)
      const late = { ...block, header: { ...block.header, timestampMs: blockAt(2).block.header.timestampMs } }
      expect(await judge(late as Block)).toBe("invalid")
    })
  })

  describe("serveRange", () => {
    it("ends at a block with a finalization of its own and stays within its limits", async () => {
      const chain = await factory.openChain()
      const blocks = blocksOf(...Array.from({ length: 10 }, (_, index) => index + 1))
      await importSynced(chain, { blocks, finalization: finalizationAt(10) })
      const ask = (from: number) =>
        decodeRangeAnswer(serveRange(chain, encodeRangeRequest({ from: height(from) })))
      expect(ask(4).blocks.map(({ header }) => header.height)).toEqual([4, 5, 6, 7, 8, 9, 10])
      expect(ask(4).finalization?.kind).toBe("finalize")
      expect(ask(11)).toMatchObject({ head: 10, blocks: [], finalization: undefined })
    })
  })

  describe("createSync", () => {
    /** A network where each peer answers range requests as given. */
    function networkOf(peers: Readonly<Record<string, (body: Uint8Array) => Uint8Array>>) {
      const asked: string[] = []
      const network = {
        peers: () => Object.keys(peers) as NodeId[],
        handle: async () => undefined,
        onPeersChanged: () => undefined,
        async request(to: NodeId, { body }: { body: Uint8Array }) {
          asked.push(to)
          return (peers[to] as (body: Uint8Array) => Uint8Array)(body)
        },
      }
      return { network: network as unknown as Network, asked }
    }

    it("catches up from an honest peer although others are silent, behind or send garbage", async () => {
      const source = await factory.openChain()
      const blocks = made.map(({ block }) => block)
      await importSynced(source, { blocks, finalization: finalizationAt(23) })
      const behind = await factory.openChain()
      const chain = await factory.openChain()
      const honest = (body: Uint8Array) => serveRange(source, body)
      const { network } = networkOf({
        silent: () => {
          throw new Error("timeout")
        },
        garbage: () => new Uint8Array(50).fill(7),
        forger: (body) => {
          const answer = honest(body)
          answer[answer.length - 40] = (answer[answer.length - 40] ?? 0) ^ 1
          return answer
        },
        behind: (body) => serveRange(behind, body),
        honest,
      })
      let moved = 0
      const sync = createSync({
        chain,
        network,
        db: createMemoryDb(),
        random: systemRandom,
        pendingBlock: () => undefined,
        onHeadMoved: () => void moved++,
        onCaughtUp: () => undefined,
      })
      await sync.start()
      await vi.waitFor(() => expect(heightOf(chain)).toBe(23), { timeout: 10_000 })
      await sync.stop()
      expect(moved).toBeGreaterThan(0)
      expect(sync.isSyncing()).toBe(false)
    })
  })
})
