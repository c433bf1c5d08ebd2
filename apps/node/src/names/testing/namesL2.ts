import { sha256 } from "@sextant/crypto/hash"
import { bytesEqual, utf8ToBytes } from "@sextant/shared/bytes"
import { l2Height } from "@sextant/shared/units"
import type { L2Reference } from "@sextant/wire/block"
import type { L2, NamesEvent } from "../../ports.ts"

type Block = {
  readonly hash: Uint8Array
  readonly events: readonly NamesEvent[]
  readonly timestampS: number
}

export const FIRST_TIME_S = 1_000

/** An L2 of nothing but the events of names and passes: blocks can be replaced, answers withheld. Block 0 is the deployment. */
export function createNamesL2() {
  const blocks: Block[] = []
  const watchers: ((head: L2Reference) => void)[] = []
  let salt = 0
  let silent = false
  let asked = 0
  const mine = (events: readonly NamesEvent[] = [], elapsedS = 1) => {
    const number = blocks.length
    const timestampS = (blocks.at(-1)?.timestampS ?? FIRST_TIME_S - elapsedS) + elapsedS
    blocks.push({ hash: sha256(utf8ToBytes(`${salt}/${number}`)), events, timestampS })
  }
  const reference = (number: number): L2Reference | undefined => {
    const block = blocks[number]
    return block && { number: l2Height(number), hash: block.hash }
  }
  const isCanonical = ({ number, hash }: L2Reference) =>
    bytesEqual(blocks[number]?.hash ?? hash.slice(1), hash)
  mine()
  const l2: Pick<L2, "allowedHead" | "canonicalHash" | "namesEvents" | "deployedAfter" | "onHead"> = {
    allowedHead: async () => reference(blocks.length - 1),
    canonicalHash: async (number) => (silent ? undefined : reference(number)?.hash),
    deployedAfter: async () => l2Height(0),
    async namesEvents({ after, upTo }) {
      asked++
      if (silent || !isCanonical(upTo) || (after !== undefined && !isCanonical(after))) return undefined
      const inside = blocks.slice((after?.number ?? 0) + 1, upTo.number + 1)
      return {
        events: inside.flatMap(({ events }) => events),
        timestampS: blocks[upTo.number]?.timestampS ?? 0,
      }
    },
    onHead: (run) => void watchers.push(run),
  }
  return {
    l2: l2 as L2,
    mine,
    /** Replaces everything above a block by blocks of other hashes. */
    reorg(keepUpTo: number, ...replacement: (readonly NamesEvent[])[]) {
      salt++
      blocks.length = keepUpTo + 1
      for (const events of replacement) mine(events)
    },
    announce() {
      for (const run of watchers) run(reference(blocks.length - 1) as L2Reference)
    },
    setSilent: (next: boolean) => {
      silent = next
    },
    height: () => blocks.length - 1,
    timestampS: () => blocks.at(-1)?.timestampS ?? 0,
    asked: () => asked,
    /** All events of the chain as it is, in order. */
    canonicalEvents: () => blocks.flatMap(({ events }) => events),
  }
}

export type NamesL2 = ReturnType<typeof createNamesL2>
