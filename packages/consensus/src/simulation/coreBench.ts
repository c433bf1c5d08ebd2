import type { Block, Proposal } from "@sextant/wire/block"
import { signersOf } from "@sextant/wire/signers"
import type { Certificate, Vote, VoteKind, VoteStatement } from "@sextant/wire/vote"
import { applyInput } from "../applyInput.ts"
import { type Core, createCore } from "../createCore.ts"
import type { Effect, EffectOf, ParentBlock } from "../effects.ts"
import type { Input } from "../inputs.ts"
import type { EpochStart, Instance } from "../types.ts"
import { leaderOf } from "../validatorSet.ts"
import { fakeProposal, fakeScheme, fakeVote } from "./fakeScheme.ts"
import { simBlock, simGenesis, simHash } from "./simBlocks.ts"
import type { SimMessage } from "./simWorld.ts"

export const bench = { blockIntervalMs: 2_000, delayMs: 500, epochLengthBlocks: 5 } as const
export const START_MS = simGenesis.timestampMs
const NO_BLOCK = new Uint8Array(32)

/** One core alone, whose peers are played by the test. Leaders are 1, 2, 3, 0, 1, ... for views 1, 2, 3, 4, 5, ... */
export type CoreBench = {
  nowMs: number
  core: Core
  /** Effects of the newest input. */
  effects: readonly Effect[]
  readonly count: number
  readonly publicKeys: readonly Uint8Array[]
}

export function createBench(
  settings: { readonly ownIndex?: number; readonly count?: number } = {},
): CoreBench {
  const count = settings.count ?? 4
  const publicKeys = Array.from({ length: count }, (_, index) => Uint8Array.of(5, index, 9))
  const core = createCore({ scheme: fakeScheme, ...bench })
  return { nowMs: START_MS, core, effects: [], count, publicKeys }
}

export function startBench(
  settings: {
    readonly ownIndex?: number | undefined
    readonly count?: number
    readonly start?: Partial<EpochStart>
  } = {},
): CoreBench {
  const created = createBench({ count: settings.count ?? 4 })
  const ownIndex = "ownIndex" in settings ? settings.ownIndex : 0
  feed(created, { kind: "epochStarted", start: { ...benchStart(created), ownIndex, ...settings.start } })
  return created
}

export function benchStart({ publicKeys }: CoreBench): EpochStart {
  return {
    epoch: 0,
    validators: { publicKeys, leaderOrder: publicKeys.map((_, index) => index) },
    ownIndex: 0,
    head: simGenesis,
    headPublicKeys: publicKeys,
    ownStatements: [],
    candidates: [],
    certificates: [],
  }
}

export function feed(target: CoreBench, message: SimMessage): readonly Effect[] {
  const { core, effects } = applyInput(target.core, { ...message, nowMs: target.nowMs } as Input)
  target.core = core
  target.effects = effects
  return effects
}

export function instanceOf({ core }: CoreBench): Instance {
  if (core.instance === undefined) throw new Error("no epoch has started")
  return core.instance
}

export function effectsOf<TKind extends Effect["kind"]>(
  { effects }: CoreBench,
  kind: TKind,
): readonly EffectOf<TKind>[] {
  return effects.filter((effect): effect is EffectOf<TKind> => effect.kind === kind)
}

/** Statements cast by the newest input, as `kind view`. */
export function castIn(target: CoreBench): readonly string[] {
  return effectsOf(target, "castVote").map(({ statement }) => `${statement.kind} ${statement.view}`)
}

/** Moves the clock and fires the view's timer. */
export function passMs(target: CoreBench, ms: number): readonly Effect[] {
  target.nowMs += ms
  const { epoch, view } = instanceOf(target)
  return feed(target, { kind: "timerFired", timer: "viewTimeout", epoch, view })
}

export function fireTimer(target: CoreBench, timer: "resend" | "revisit"): readonly Effect[] {
  const { epoch, view, resend, revisitAtMs } = instanceOf(target)
  const atMs = timer === "resend" ? resend?.atMs : revisitAtMs
  if (atMs === undefined) throw new Error(`no ${timer} is due`)
  target.nowMs = Math.max(target.nowMs, atMs)
  return feed(target, { kind: "timerFired", timer, epoch, view })
}

export function statementOf(kind: VoteKind, view: number, blockHash: Uint8Array = NO_BLOCK): VoteStatement {
  return { kind, epoch: 0, view, blockHash }
}

export function voteBy({ publicKeys }: CoreBench, validatorIndex: number, statement: VoteStatement): Vote {
  const signature = fakeVote(publicKeys[validatorIndex] as Uint8Array, statement)
  return { ...statement, validatorIndex, signature }
}

/** A vote arrives from the validator that cast it. */
export function hear(target: CoreBench, validatorIndex: number, statement: VoteStatement): readonly Effect[] {
  const vote = voteBy(target, validatorIndex, statement)
  return feed(target, { kind: "voteReceived", vote, from: `peer ${validatorIndex}` })
}

export function certificateBy(
  target: CoreBench,
  signers: readonly number[],
  statement: VoteStatement,
): Certificate {
  const entries = signers.map((index) => {
    const publicKey = target.publicKeys[index] as Uint8Array
    return { publicKey, signature: fakeVote(publicKey, statement) }
  })
  const { signature = NO_BLOCK } = fakeScheme.aggregateVotes(entries, statement)
  return { ...statement, signers: signersOf(target.count, signers), signature }
}

/** A certificate by the last quorum of validators arrives. */
export function learn(target: CoreBench, statement: VoteStatement): Certificate {
  const quorum = Math.floor((2 * target.count) / 3) + 1
  const signers = target.publicKeys.map((_, index) => index).slice(-quorum)
  const certificate = certificateBy(target, signers, statement)
  feed(target, { kind: "certificateReceived", certificate, from: "peer 9" })
  return certificate
}

export type ProposalInput = {
  readonly view: number
  readonly parent?: ParentBlock
  readonly parentCertificate?: Certificate | undefined
  readonly nullifications?: readonly Certificate[]
  readonly timestampMs?: number
  readonly salt?: number
  /** Instead of a new block. */
  readonly block?: Block
}

/** What the leader of the view would send. */
export function proposalFor(
  target: CoreBench,
  input: ProposalInput,
): { readonly proposal: Proposal; readonly blockHash: Uint8Array; readonly parent: ParentBlock } {
  const { view, parent = simGenesis, parentCertificate, nullifications = [] } = input
  const leader = leaderOf(instanceOf(target).validators, view)
  const timestampMs = input.timestampMs ?? parent.timestampMs + bench.blockIntervalMs
  const made = { parent, parentCertificate, view, proposerIndex: leader, timestampMs, salt: input.salt ?? 0 }
  const block = input.block ?? simBlock(made)
  const blockHash = simHash(block)
  const signature = fakeProposal(target.publicKeys[leader] as Uint8Array, { epoch: 0, view, blockHash })
  const asParent = { blockHash, height: block.header.height, timestampMs: block.header.timestampMs }
  return { proposal: { epoch: 0, view, block, nullifications, signature }, blockHash, parent: asParent }
}

/** A proposal arrives and is found valid at once. */
export function propose(
  target: CoreBench,
  input: ProposalInput,
): { blockHash: Uint8Array; parent: ParentBlock } {
  const { proposal, blockHash, parent } = proposalFor(target, input)
  target.nowMs = Math.max(target.nowMs, proposal.block.header.timestampMs)
  feed(target, { kind: "proposalReceived", proposal, blockHash, from: "peer 8" })
  judge(target, blockHash, "valid")
  return { blockHash, parent }
}

export function judge(
  target: CoreBench,
  blockHash: Uint8Array,
  verdict: "valid" | "invalid" | "unclear",
): readonly Effect[] {
  return feed(target, { kind: "proposalValidated", epoch: 0, blockHash, verdict })
}

/** Makes the first `count` blocks final, one per view. Returns the newest as a parent with its notarization. */
export function finalizeViews(core: CoreBench, count: number) {
  let parent: ParentBlock | undefined
  let proof: Certificate | undefined
  for (let view = 1; view <= count; view++) {
    const made = propose(core, { view, ...(parent && { parent }), parentCertificate: proof })
    proof = learn(core, statementOf("notarize", view, made.blockHash))
    learn(core, statementOf("finalize", view, made.blockHash))
    parent = made.parent
  }
  if (parent === undefined || proof === undefined) throw new Error("nothing was finalized")
  return { parent, proof }
}
