import { keccak256 } from "@sextant/crypto/hash"
import { bigintToBytes, bytesTo0x, concatBytes, utf8ToBytes } from "@sextant/shared/bytes"
import { type L2Height, l2Height } from "@sextant/shared/units"
import type { L2Event } from "@sextant/wire/l2Event"
import type { Snapshot } from "@sextant/wire/snapshot"
import type { SeededRandom } from "../seededRandom.ts"
import type { VirtualClock } from "../virtualClock.ts"
import type { Execution, Transaction } from "./execution.ts"
import { execute } from "./registryModel.ts"
import { emptyRegistry, type ModelRules, type RegistryState } from "./registryState.ts"

export type PendingTransaction = { readonly txHash: `0x${string}`; readonly transaction: Transaction }

export type L2Block = {
  readonly number: L2Height
  readonly hash: Uint8Array
  readonly parent: L2Block | undefined
  readonly timestampS: number
  readonly transactions: readonly PendingTransaction[]
  /** With their position. */
  readonly events: readonly L2Event[]
  readonly startsNetwork: boolean
  readonly accepted: readonly { readonly snapshot: Snapshot; readonly txHash: `0x${string}` }[]
  /** The contracts after this block. */
  readonly state: RegistryState
}

/** One EVM chain that all nodes look at, each from its own distance. */
export type L2Chain = {
  readonly tip: () => L2Block
  /** Waits for the next block. */
  readonly send: (transaction: Transaction) => `0x${string}`
  /** What the newest block's state would answer. */
  readonly simulate: (transaction: Transaction) => Execution
  /** Replaces the newest `depth` blocks; their transactions land in the new ones, later or in another order. */
  readonly reorg: (depth: number) => void
  /** While stalled no block comes. */
  readonly setStalled: (stalled: boolean) => void
  readonly mineOne: () => void
}

export type L2ChainDeps = {
  readonly clock: VirtualClock
  readonly random: SeededRandom
  readonly rules: ModelRules
}

export function createL2Chain(deps: L2ChainDeps, settings: { readonly blockIntervalMs: number }): L2Chain {
  const { clock, random } = deps
  let tip = mine(deps, undefined, { timestampS: Math.floor(clock.nowMs() / 1000), pending: [] })
  let pending: PendingTransaction[] = []
  let stalled = false
  let sent = 0

  const extend = (timestampS: number, transactions: readonly PendingTransaction[]) => {
    tip = mine(deps, tip, { timestampS: Math.max(tip.timestampS, timestampS), pending: transactions })
  }
  const mineOne = () => {
    const included = pending
    pending = []
    extend(Math.floor(clock.nowMs() / 1000), included)
  }
  const tick = () => {
    if (!stalled) mineOne()
    clock.schedule(settings.blockIntervalMs, tick)
  }
  clock.schedule(settings.blockIntervalMs, tick)
  return {
    tip: () => tip,
    mineOne,
    send(transaction) {
      const txHash = bytesTo0x(keccak256(utf8ToBytes(`transaction ${sent++}`)))
      pending.push({ txHash, transaction })
      return txHash
    },
    simulate: (transaction) =>
      execute({ rules: deps.rules, state: tip.state, nowS: Math.floor(clock.nowMs() / 1000) }, transaction),
    reorg(depth) {
      const dropped: L2Block[] = []
      while (dropped.length < depth && tip.parent !== undefined) {
        dropped.unshift(tip)
        tip = tip.parent
      }
      const waiting = random.shuffled(dropped.flatMap((block) => block.transactions))
      for (const { timestampS } of dropped)
        extend(timestampS, waiting.splice(0, random.int(0, waiting.length)))
      pending = [...waiting, ...pending]
    },
    setStalled(next) {
      stalled = next
    },
  }
}

type Plan = { readonly timestampS: number; readonly pending: readonly PendingTransaction[] }

function mine(deps: L2ChainDeps, parent: L2Block | undefined, { timestampS, pending }: Plan): L2Block {
  const number = l2Height(parent === undefined ? 0 : parent.number + 1)
  const parentHash = parent?.hash ?? new Uint8Array(32)
  const hash = keccak256(concatBytes(parentHash, bigintToBytes(BigInt(number), 8), deps.random.bytes(16)))
  const events: L2Event[] = []
  const accepted: { snapshot: Snapshot; txHash: `0x${string}` }[] = []
  let state = parent?.state ?? emptyRegistry
  let startsNetwork = false
  let logIndex = 0
  for (const { transaction, txHash } of pending) {
    const execution = execute({ rules: deps.rules, state, nowS: timestampS }, transaction)
    if (execution.kind === "reverted") continue
    state = execution.state
    for (const log of execution.logs) {
      if (log.kind === "networkStarted") startsNetwork = true
      else if (log.kind === "snapshotAccepted") accepted.push({ snapshot: log.snapshot, txHash })
      else events.push({ ...log, l2Height: number, logIndex })
      logIndex++
    }
  }
  return { number, hash, parent, timestampS, transactions: pending, events, startsNetwork, accepted, state }
}

/** The block of that number on the branch that ends in `tip`. */
export function ancestorAt(tip: L2Block, number: number): L2Block | undefined {
  if (number > tip.number) return undefined
  let block: L2Block | undefined = tip
  while (block !== undefined && block.number > number) block = block.parent
  return block
}

/** Newest first, from `tip` down to, but without, the block `after`. */
export function branch(tip: L2Block, after: number): L2Block[] {
  const blocks: L2Block[] = []
  for (
    let block: L2Block | undefined = tip;
    block !== undefined && block.number > after;
    block = block.parent
  )
    blocks.push(block)
  return blocks
}
