import { bytesEqual, bytesToHex } from "@sextant/shared/bytes"
import type { Certificate } from "@sextant/wire/vote"
import type { Effect, ParentBlock } from "./effects.ts"
import { WANTED_BLOCKS_MAX } from "./limits.ts"
import type { CoreRules, HeldBlock, Instance, OwnVotes, ViewVotes } from "./types.ts"

/** One input being worked on. `instance` is replaced, never changed in place, so the core that came in stays as it was. */
export type Step = {
  instance: Instance
  readonly rules: CoreRules
  readonly voting: boolean
  readonly nowMs: number
  readonly effects: Effect[]
}

const noVotes: ViewVotes = { notarize: new Map(), nullify: new Map(), finalize: new Map() }
/** Names no block. */
const UNKNOWN = new Uint8Array(32)
const silent: OwnVotes = { notarize: undefined, nullify: false, finalize: undefined }

export function update(step: Step, changes: Partial<Instance>): void {
  step.instance = { ...step.instance, ...changes }
}

export function withEntry<TKey, TValue>(
  map: ReadonlyMap<TKey, TValue>,
  key: TKey,
  value: TValue,
): ReadonlyMap<TKey, TValue> {
  return new Map(map).set(key, value)
}

export function withoutEntry<TKey, TValue>(
  map: ReadonlyMap<TKey, TValue>,
  key: TKey,
): ReadonlyMap<TKey, TValue> {
  const rest = new Map(map)
  rest.delete(key)
  return rest
}

export function votesIn(instance: Instance, view: number): ViewVotes {
  return instance.votes.get(view) ?? noVotes
}

/** What counts as said by us in a view: where our memory has a hole, everything. */
export function ownIn({ own, silentThroughView }: Instance, view: number): OwnVotes {
  const said = own.get(view) ?? silent
  if (view > silentThroughView) return said
  return { notarize: said.notarize ?? UNKNOWN, nullify: true, finalize: said.finalize ?? UNKNOWN }
}

export function blockOf(instance: Instance, blockHash: Uint8Array): HeldBlock | undefined {
  return instance.blocks.get(bytesToHex(blockHash))
}

export function isHead(instance: Instance, blockHash: Uint8Array): boolean {
  return bytesEqual(instance.head.blockHash, blockHash)
}

export function setBlock(step: Step, held: HeldBlock): void {
  update(step, { blocks: withEntry(step.instance.blocks, bytesToHex(held.blockHash), held) })
}

/** The head or a held block, as a parent; undefined when we do not have it. */
export function parentRef(instance: Instance, blockHash: Uint8Array): ParentBlock | undefined {
  if (isHead(instance, blockHash)) return instance.head
  const held = blockOf(instance, blockHash)
  if (held === undefined) return undefined
  const { height, timestampMs } = held.block.header
  return { blockHash: held.blockHash, height, timestampMs }
}

/** What proves that a view's block has a quorum behind it: its notarization, or its finalization. */
export function proofOfBlock(instance: Instance, view: number): Certificate | undefined {
  const { finalization } = instance
  return instance.notarizations.get(view) ?? (finalization?.view === view ? finalization : undefined)
}

/** True when every view of [fromView, toView] is given up by a quorum. */
export function areNullified(instance: Instance, fromView: number, toView: number): boolean {
  for (let view = toView; view >= fromView; view--) if (!instance.nullifications.has(view)) return false
  return true
}

/** True when we may speak: a validator that does not sync, in an epoch that still runs. */
export function maySpeak(step: Step): boolean {
  return step.voting && step.instance.ownIndex !== undefined && !step.instance.closed
}

/** The earliest wish wins: when it fires, everything that waits is looked at again. */
export function revisitAt(step: Step, atMs: number): void {
  const { revisitAtMs, epoch, view } = step.instance
  if (revisitAtMs !== undefined && revisitAtMs <= atMs) return
  update(step, { revisitAtMs: atMs })
  step.effects.push({ kind: "scheduleTimeout", timer: "revisit", epoch, view, atMs })
}

/** Asks peers for a block we need and do not have. */
export function want(step: Step, blockHash: Uint8Array): void {
  const { wanted, epoch } = step.instance
  const key = bytesToHex(blockHash)
  if (wanted.has(key) || wanted.size >= WANTED_BLOCKS_MAX) return
  update(step, { wanted: withEntry(wanted, key, blockHash) })
  step.effects.push({ kind: "requestBlock", epoch, blockHash })
}

/** Others are out of reach of consensus messages. At most one hint per Δ. */
export function askCatchUp(
  step: Step,
  hint: { readonly epoch: number; readonly view: number; readonly from: string | undefined },
): void {
  const { askedCatchUpAtMs } = step.instance
  if (askedCatchUpAtMs !== undefined && step.nowMs < askedCatchUpAtMs + step.rules.delayMs) return
  update(step, { askedCatchUpAtMs: step.nowMs })
  step.effects.push({ kind: "catchUp", ...hint })
}
