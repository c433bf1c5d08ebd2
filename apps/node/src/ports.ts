import type { Address } from "@sextant/shared/networks"
import type { AmountAtomic, Height, L2Height, UnixMs } from "@sextant/shared/units"
import type { L2Reference } from "@sextant/wire/block"
import type { L2Event, NodeId, RegistryId } from "@sextant/wire/l2Event"
import type { Snapshot } from "@sextant/wire/snapshot"

/**
 * Every way this process can touch the world. Production adapters live in rooms; simulated ones in packages/sim.
 * The same `createNode(ports, settings)` runs on either.
 */
export type Ports = {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly metrics: Metrics
  readonly db: Db
  readonly network: Network
  readonly l2: L2
}

/** `start` resolves when the thing works, `stop` when nothing of it runs any more. `stop` may be called twice. */
export type Startable = { readonly start: () => Promise<void>; readonly stop: () => Promise<void> }

export type Clock = {
  readonly nowMs: () => UnixMs
  /** Resolves after `ms`, or at once when `signal` aborts: the caller looks at the signal. Never rejects. */
  readonly sleepMs: (ms: number, signal: AbortSignal) => Promise<void>
  /** Calls `run` once after `ms` unless the returned function was called before. */
  readonly schedule: (ms: number, run: () => void) => () => void
}

/** Unpredictable bytes; in the simulator they come from the seed. */
export type Random = { readonly bytes: (lengthBytes: number) => Uint8Array }

export type LogFields = Readonly<Record<string, unknown>>

/** Structured log: facts in `fields`, one plain sentence in `message`. Secrets and message contents never go in. */
export type Logger = {
  readonly debug: (fields: LogFields, message: string) => void
  readonly info: (fields: LogFields, message: string) => void
  readonly warn: (fields: LogFields, message: string) => void
  readonly error: (fields: LogFields, message: string) => void
  readonly child: (fields: LogFields) => Logger
}

/** Names are snake_case without a prefix; the adapter adds `sextant_`. A name is one kind for ever. */
export type Metrics = {
  readonly count: (name: string, by?: number) => void
  readonly gauge: (name: string, value: number) => void
  /** Duration in seconds, kept as a histogram. */
  readonly observe: (name: string, durationS: number) => void
  /** Prometheus text. */
  readonly text: () => Promise<string>
}

/** The numbered tables; a number is never reused (apps/node/src/db/tables.ts). */
export const tableNames = [
  "meta",
  "blocks",
  "blockHashes",
  "certificates",
  "states",
  "voteLog",
  "pending",
  "snapshots",
  "partials",
  "contacts",
  "l2Events",
  "l2Blocks",
  "epochs",
  "blockFacts",
  "registrations",
  "names",
  "passes",
  "namesSteps",
  "snapshotStates",
  "peerHistories",
  "verdicts",
] as const
export type TableName = (typeof tableNames)[number]

/** Keys are compared as raw bytes; `value` undefined deletes. */
export type DbWrite = {
  readonly table: TableName
  readonly key: Uint8Array
  readonly value: Uint8Array | undefined
}

export type DbRange = {
  /** Inclusive. */
  readonly from?: Uint8Array
  /** Exclusive. */
  readonly until?: Uint8Array
  /** Newest key first; `from` and `until` keep their meaning. */
  readonly reverse?: boolean
  readonly limit?: number
}

export type DbRow = { readonly key: Uint8Array; readonly value: Uint8Array }

/** Keys up to 256 bytes, values up to 64 MiB. Returned bytes belong to the caller. */
export type Db = Startable & {
  readonly get: (table: TableName, key: Uint8Array) => Uint8Array | undefined
  readonly range: (table: TableName, range: DbRange) => readonly DbRow[]
  /**
   * All or nothing, in the given order, durable (flushed to disk) when it resolves and visible to readers no later than that.
   * Concurrent calls are applied in call order and may share one flush.
   */
  readonly write: (writes: readonly DbWrite[]) => Promise<void>
}

/** Where a node can be dialled. */
export type Contact = { readonly nodeId: NodeId; readonly host: string; readonly peerPort: number }

/** `reject` is for proof of bad faith and costs the sender's score; `ignore` is for what we cannot judge or already have. */
export type GossipVerdict = "accept" | "ignore" | "reject"

export type NetworkRequest = {
  readonly protocol: string
  readonly body: Uint8Array
  readonly timeoutMs: number
}

export type ProtocolLimits = {
  /** Of one body, in either direction. Default 4 MiB. */
  readonly bodyBytesMax?: number
  /** Requests one peer may have in work at a time; more wait unread. Default 8. */
  readonly concurrencyMax?: number
  /** Messages or requests of one peer a second. Default 100. What exceeds it is dropped or refused. */
  readonly ratePerS?: number
  /** As many may come at once. Default 500. */
  readonly burst?: number
}

/**
 * Proof of bad faith by a peer: too much at once, what is no message at all, what it has signed or vouched for and is false,
 * larger than the protocol allows. Enough of them in a while, and the peer is cut off for a time.
 */
export type Offence = "flood" | "garbage" | "forgery" | "oversized"

/**
 * Peers are addressed by node id: the connection proves the key, so `from` is authenticated.
 * Protocol and topic names carry the network id (`networkNames.ts`), so foreign networks never meet.
 */
export type Network = Startable & {
  readonly nodeId: NodeId
  /** The port peers can dial, known after `start`. */
  readonly peerPort: () => number
  /**
   * One question, one answer, over a long-lived pipelined stream.
   *
   * @throws NetworkError network/unreachable, network/timeout, network/refused (the peer's handler threw or is not there), network/too-large
   */
  readonly request: (to: NodeId, request: NetworkRequest) => Promise<Uint8Array>
  /** Answers requests. A handler that throws answers with a refusal; what it threw is logged, not sent. */
  readonly handle: (
    protocol: string,
    handler: (from: NodeId, body: Uint8Array) => Promise<Uint8Array>,
    limits?: ProtocolLimits,
  ) => Promise<void>
  /** One-way, in order while the connection lives, best effort: false when it was dropped at once (no peer, full queue). */
  readonly send: (to: NodeId, protocol: string, body: Uint8Array) => boolean
  readonly onMessage: (
    protocol: string,
    handler: (from: NodeId, body: Uint8Array) => void,
    limits?: ProtocolLimits,
  ) => Promise<void>
  /** To everyone who subscribed. Own messages do not come back. Never rejects for lack of peers. */
  readonly publish: (topic: string, body: Uint8Array) => Promise<void>
  /** `from` is the peer that relayed it, not the author: authors sign inside the body. */
  readonly subscribe: (
    topic: string,
    handler: (from: NodeId, body: Uint8Array) => Promise<GossipVerdict>,
  ) => void
  readonly peers: () => readonly NodeId[]
  readonly onPeersChanged: (run: () => void) => void
  /** Remembers the contact and dials it now and again after every loss, with growing pauses, until `forget`. */
  readonly connect: (contact: Contact) => void
  readonly forget: (nodeId: NodeId) => void
  /** For what a handler finds out about a message that it was given. */
  readonly penalize: (nodeId: NodeId, offence: Offence) => void
}

/** `NetworkStarted`, and what names the network (docs/protocol/genesis.md). */
export type NetworkStart = {
  readonly chainId: number
  readonly registry: Address
  /** The block that holds the event. */
  readonly l2: L2Reference
  readonly genesisTimeS: number
}

/** The events of (after, upTo.number] on the chain that ends in `upTo.hash`. */
export type L2Range = { readonly after: L2Height; readonly upTo: L2Reference }

/** What the contracts of names and of Pro passes said, as far as nodes keep it. Hashes and keys are 32 bytes. */
export type NamesEvent =
  /** A new registration: whatever the name held before is gone. */
  | { readonly kind: "nameRegistered"; readonly nameHash: Uint8Array; readonly expiresAtS: number }
  | { readonly kind: "nameRenewed"; readonly nameHash: Uint8Array; readonly expiresAtS: number }
  /** 73 bytes, or undefined when the owner emptied it. */
  | {
      readonly kind: "nameRecordSet"
      readonly nameHash: Uint8Array
      readonly record: Uint8Array | undefined
    }
  /** By a transfer. */
  | { readonly kind: "nameRecordsCleared"; readonly nameHash: Uint8Array }
  | { readonly kind: "nameVoided"; readonly nameHash: Uint8Array }
  | { readonly kind: "proExtended"; readonly accountKey: Uint8Array; readonly expiresAtS: number }

/** What lies after `after` on the chain that ends in `upTo.hash`; without `after`, from the first block there is to read. */
export type NamesRange = { readonly after: L2Reference | undefined; readonly upTo: L2Reference }

/** In log order, and the time of the block `upTo`. */
export type NamesPage = { readonly events: readonly NamesEvent[]; readonly timestampS: number }

/** A registration as the contract holds it now. */
export type RegisteredKey = {
  readonly registryId: RegistryId
  readonly nodeId: NodeId
  /** Compressed G1, 48 bytes. */
  readonly blsPublicKey: Uint8Array
}

/** `registry.submitSnapshot`; the adapter turns compressed points into EIP-2537 words and sorts by id. */
export type SnapshotSubmission = {
  readonly snapshot: Snapshot
  /** Compressed G2, 96 bytes: the sum of the signers' signatures. */
  readonly signature: Uint8Array
  /** Keys in the contract's aggregate that did not sign. */
  readonly nonSigners: readonly RegisteredKey[]
}

export type SubmitOutcome =
  | { readonly kind: "sent"; readonly txHash: `0x${string}` }
  /** The contract already has this snapshot or a newer one. */
  | { readonly kind: "superseded" }
  /** This node has no L2 key: others submit. */
  | { readonly kind: "watchOnly" }
  /** The contract would refuse it; the reason is its error's name. */
  | { readonly kind: "refused"; readonly reason: string }

export type AcceptedSnapshot = {
  readonly height: Height
  readonly txHash: `0x${string}`
  readonly l2Height: L2Height
}

/** What a node that joins may start from. */
export type AcceptedState =
  /** The contract has taken no snapshot yet. */
  | { readonly kind: "none" }
  /** It has, but the blocks that this node may rely on do not show it (yet). */
  | { readonly kind: "unseen" }
  | { readonly kind: "accepted"; readonly snapshot: Snapshot }

/**
 * The contracts, seen through this node's own providers. "Not seen yet" is `undefined`, never an empty answer;
 * nothing here guesses.
 */
export type L2 = Startable & {
  /** The newest block a header may name, by the preset's rule. */
  readonly allowedHead: () => Promise<L2Reference | undefined>
  /** Hash of the canonical block of that number, undefined when it is beyond what we allow. */
  readonly canonicalHash: (number: L2Height) => Promise<Uint8Array | undefined>
  /** Exactly the registry's and pool's events of the range in log order; undefined when `upTo` is not (yet) canonical for us. */
  readonly events: (range: L2Range) => Promise<readonly L2Event[] | undefined>
  readonly networkStart: () => Promise<NetworkStart | undefined>
  /** The block before the registry's deployment: genesis takes the events after it. */
  readonly deployedAfter: () => Promise<L2Height>
  /** Keys in the contract's aggregate now, in id order. */
  readonly registeredKeys: () => Promise<readonly RegisteredKey[]>
  /** Exactly the names' and passes' events of the range; undefined when an end of it is not (yet) canonical for us. */
  readonly namesEvents: (range: NamesRange) => Promise<NamesPage | undefined>
  /** Simulates, then sends when this node holds an L2 key. Idempotent. */
  readonly submitSnapshot: (submission: SnapshotSubmission) => Promise<SubmitOutcome>
  /** Newest snapshot the contract has accepted, as of the allowed head. */
  readonly acceptedSnapshot: () => Promise<AcceptedSnapshot | undefined>
  /** The same, whole, as the contract holds it: its roots are what a joining node trusts. */
  readonly acceptedState: () => Promise<AcceptedState>
  /** The acceptance of one height, when the contract took that one. */
  readonly acceptance: (height: Height) => Promise<AcceptedSnapshot | undefined>
  /** What the vault has paid this account over its lifetime. */
  readonly claimedAtomic: (account: Address) => Promise<AmountAtomic>
  /** Called after every poll that moved the allowed head. */
  readonly onHead: (run: (head: L2Reference) => void) => void
}
