import { bytesToHex } from "@sextant/shared/bytes"
import type { Block } from "@sextant/wire/block"
import type { Certificate, VoteStatement } from "@sextant/wire/vote"
import type { Core } from "../createCore.ts"
import type { TimerKind } from "../inputs.ts"
import type { FinalHead } from "../types.ts"
import type { ValidatorSet } from "../validatorSet.ts"
import { createSeededRandom, type SeededRandom } from "./seededRandom.ts"
import { simGenesis } from "./simBlocks.ts"

/** What a byzantine node does beside following the protocol. */
export type Script =
  | "honest"
  | "equivocatingLeader"
  | "doubleVoter"
  | "withholder"
  | "garbage"
  | "cheatingLeader"
  | "forger"
  /** Votes, but keeps every certificate to itself. */
  | "silentCollector"
  /** Votes, and gives every certificate a signature of its own making. */
  | "forgingCollector"

export type StoredBlock = { readonly blockHash: Uint8Array; readonly block: Block }

/** What survives a crash. */
export type SimDisk = {
  readonly statements: VoteStatement[]
  readonly candidates: StoredBlock[]
  readonly certificates: Certificate[]
  /** Final blocks from height 1 on. */
  readonly chain: StoredBlock[]
  head: FinalHead
}

export type SimNode = {
  readonly id: number
  readonly publicKey: Uint8Array
  readonly script: Script
  readonly disk: SimDisk
  /** Undefined while it is down. */
  core: Core | undefined
  /** Rises with every start, so that what was meant for an earlier life is dropped. */
  life: number
  readonly timers: Map<TimerKind, number>
}

export type EpochRules = {
  readonly epochLengthBlocks: number
  readonly nodes: readonly SimNode[]
  /** One node sits out each epoch and follows. */
  readonly rotate: boolean
  /**
   * Up to a fifth of the honest nodes, drawn anew, sit out each epoch, the others stand in a new order, and leaders are
   * shuffled, all by this seed.
   */
  readonly churnSeed?: number | undefined
}

export function createSimNode(id: number, script: Script): SimNode {
  return {
    id,
    publicKey: Uint8Array.of(7, id, id * 31, 9),
    script,
    disk: { statements: [], candidates: [], certificates: [], chain: [], head: simGenesis },
    core: undefined,
    life: 0,
    timers: new Map(),
  }
}

export function membersOf(rules: EpochRules, epoch: number): readonly SimNode[] {
  const { nodes, rotate, churnSeed } = rules
  if (churnSeed !== undefined) return churned(rules, { epoch, churnSeed })
  if (!rotate || nodes.length === 1) return nodes
  return nodes.filter((node) => node.id !== epoch % nodes.length)
}

const drawn = new WeakMap<EpochRules, Map<number, readonly SimNode[]>>()

function churned(
  rules: EpochRules,
  { epoch, churnSeed }: { readonly epoch: number; readonly churnSeed: number },
): readonly SimNode[] {
  const known = drawn.get(rules) ?? new Map<number, readonly SimNode[]>()
  drawn.set(rules, known)
  const found = known.get(epoch)
  if (found !== undefined) return found
  const order = [...rules.nodes]
  const random = createSeededRandom(churnSeed * 104_729 + epoch + 1)
  shuffle(order, random)
  const idle = new Set(
    order
      .filter(({ script }) => script === "honest")
      .slice(0, random.below(Math.floor(order.length / 5) + 1)),
  )
  const members = order.filter((node) => !idle.has(node))
  known.set(epoch, members)
  return members
}

function shuffle<T>(list: T[], random: SeededRandom): void {
  for (let index = list.length - 1; index > 0; index--) {
    const other = random.below(index + 1)
    const held = list[index] as T
    list[index] = list[other] as T
    list[other] = held
  }
}

export function validatorsOf(rules: EpochRules, epoch: number): ValidatorSet {
  const members = membersOf(rules, epoch)
  const count = members.length
  if (rules.churnSeed !== undefined) {
    const leaderOrder = members.map((_, index) => index)
    shuffle(leaderOrder, createSeededRandom(rules.churnSeed * 7_919 + epoch + 1))
    return { publicKeys: members.map((node) => node.publicKey), leaderOrder }
  }
  return {
    publicKeys: members.map((node) => node.publicKey),
    leaderOrder: members.map((_, index) => (index * 1 + epoch * 2 + 1) % count),
  }
}

export function ownIndexOf(rules: EpochRules, input: { node: SimNode; epoch: number }): number | undefined {
  const index = membersOf(rules, input.epoch).indexOf(input.node)
  return index < 0 ? undefined : index
}

/** A block this node can hand to a peer. */
export function findBlock(node: SimNode, blockHash: Uint8Array): StoredBlock | undefined {
  const key = bytesToHex(blockHash)
  const held = node.core?.instance?.blocks.get(key)
  if (held !== undefined) return held
  const stored = [...node.disk.candidates, ...node.disk.chain]
  return stored.find((one) => bytesToHex(one.blockHash) === key)
}
