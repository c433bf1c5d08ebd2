import type { Preset } from "@sextant/shared/params"
import type { TakenSnapshot } from "@sextant/state-transition/takeSnapshot"
import type { NodeId } from "@sextant/wire/l2Event"
import type { SigningDomain } from "@sextant/wire/messages"
import type { Clock, L2, Logger, Metrics, Network, Random } from "../ports.ts"
import type { Gathering } from "./gatherPartials.ts"
import type { SnapshotStore } from "./snapshotStore.ts"

export type SnapshotsDeps = {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly metrics: Metrics
  readonly network: Network
  readonly l2: L2
  readonly store: SnapshotStore
  readonly preset: Preset
  readonly domain: SigningDomain
  readonly nodeId: NodeId
  readonly signBls: (message: Uint8Array) => Uint8Array
}

/** A snapshot with its signatures in one. */
export type SignedView = {
  readonly taken: TakenSnapshot
  /** 32 bytes: what is signed. */
  readonly message: Uint8Array
  /** Everyone who could sign, by node id. */
  readonly nodeIds: readonly NodeId[]
  /** Positions in `nodeIds` of those who did. */
  readonly signed: readonly number[]
  readonly signature: Uint8Array | undefined
  readonly partialCount: number
}

/** What the files of this room share. */
export type Room = {
  readonly deps: SnapshotsDeps
  readonly topic: string
  readonly protocol: string
  /** The newest few, by height. */
  readonly gatherings: Map<number, Gathering>
  /** Partials that came before their block: woken when it is final. */
  readonly waiting: Map<number, (() => void)[]>
  /** Added up lately, by height. */
  readonly views: Map<number, SignedView>
  readonly stopping: AbortController
  work: { readonly stop: AbortController; readonly done: Promise<void> } | undefined
}

/** Puts on disk what was gathered since the last time. */
export async function writePartials(room: Room, height: number): Promise<void> {
  const gathering = room.gatherings.get(height)
  if (gathering === undefined || gathering.unwritten.size === 0) return
  const batch = new Map(gathering.unwritten)
  gathering.unwritten.clear()
  await room.deps.store.putPartials(height, batch)
}
