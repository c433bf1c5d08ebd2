import { ed25519Sign } from "@sextant/crypto/ed25519"
import { hexToBytes } from "@sextant/shared/bytes"
import type { Height, L2Height } from "@sextant/shared/units"
import type { NodeId } from "@sextant/wire/l2Event"
import { type SigningDomain, uptimeProofMessage } from "@sextant/wire/messages"
import type { UptimeProof } from "@sextant/wire/uptimeProof"
import { decodeUptimeProof, encodeUptimeProof, uptimeProofRoot } from "@sextant/wire/uptimeProofCodec"
import { protocolName, topicName } from "../networkNames.ts"
import type { Clock, Contact, Db, GossipVerdict, Logger, Metrics, Network, Startable } from "../ports.ts"
import { formatIp, parseIp } from "./ipAddress.ts"
import { CLOCK_DIFFERENCE_S, judgeUptimeProof, type ProofVerdict } from "./judgeUptimeProof.ts"
import { decodeProofs, encodeProofs } from "./proofList.ts"

export type ContactBookDeps = {
  readonly clock: Clock
  readonly db: Db
  readonly network: Network
  readonly logger: Logger
  readonly metrics: Metrics
  readonly domain: SigningDomain
  /** 64 bytes. */
  readonly ed25519SecretKey: Uint8Array
  /** True for a node that the chain knows now. */
  readonly isNode: (nodeId: NodeId) => boolean
  /** How far this node sees. */
  readonly heads: () => Promise<{ readonly height: Height; readonly l2Height: L2Height }>
  /** Called with every new proof. @param atS - When the node was alive, by our clock. */
  readonly onProof: (proof: UptimeProof, atS: number) => void
}

export type ContactBookSettings = {
  readonly version: readonly [number, number, number]
  readonly publicIp: string
  /** Where peers connect from outside; undefined = the port the network listens on. */
  readonly publicPeerPort: number | undefined
  readonly storagePort: number
  readonly intervalS: number
  readonly validityS: number
  readonly allowPrivateIp: boolean
}

export type ContactBook = Startable & {
  /** The newest proof of a node that was received. */
  readonly proofOf: (nodeId: NodeId) => UptimeProof | undefined
}

const REQUEST_TIMEOUT_MS = 5_000
/** A proof of unchanged address is written again only after this long. */
const REWRITE_AFTER_S = 600

type Book = {
  readonly deps: ContactBookDeps
  readonly settings: ContactBookSettings
  readonly proofs: Map<NodeId, UptimeProof>
  readonly written: Map<NodeId, UptimeProof>
  readonly asked: Set<NodeId>
  readonly topic: string
  readonly protocol: string
}

/** Keeps every node's newest uptime proof and keeps the network connected to their addresses. */
export function createContactBook(deps: ContactBookDeps, settings: ContactBookSettings): ContactBook {
  const stopping = new AbortController()
  const { networkId } = deps.domain
  const book: Book = {
    deps,
    settings,
    proofs: new Map(),
    written: new Map(),
    asked: new Set(),
    topic: topicName(networkId, "uptime"),
    protocol: protocolName(networkId, "contacts"),
  }
  let running: Promise<void> | undefined
  return {
    proofOf: (nodeId) => book.proofs.get(nodeId),
    async start() {
      readWritten(book)
      deps.network.subscribe(book.topic, async (_, body) => toGossipVerdict(learn(book, body, byGossip)))
      await deps.network.handle(book.protocol, async () => encodeProofs([...book.proofs.values()]))
      deps.network.onPeersChanged(() => askNewPeers(book))
      running = announceLoop(book, stopping.signal)
    },
    async stop() {
      stopping.abort()
      await running
    },
  }
}

function readWritten(book: Book): void {
  for (const { value } of book.deps.db.range("contacts", {})) {
    const proof = decodeUptimeProof(value)
    book.proofs.set(proof.nodeId, proof)
    book.written.set(proof.nodeId, proof)
    book.deps.network.connect(toContact(proof))
  }
}

type Told = { readonly ageMaxS: number; readonly isRemembered: boolean }
const byGossip: Told = { ageMaxS: CLOCK_DIFFERENCE_S, isRemembered: false }

function learn(book: Book, body: Uint8Array, { ageMaxS, isRemembered }: Told): ProofVerdict {
  let proof: UptimeProof
  try {
    proof = decodeUptimeProof(body)
  } catch {
    return "forged"
  }
  const { deps, settings } = book
  const verdict = judgeUptimeProof(
    {
      domain: deps.domain,
      nowS: Math.floor(deps.clock.nowMs() / 1000),
      intervalS: settings.intervalS,
      ageMaxS,
      allowPrivateIp: settings.allowPrivateIp,
      isNode: deps.isNode,
      known: book.proofs.get(proof.nodeId),
    },
    proof,
  )
  deps.metrics.count(`uptime_proofs_${verdict}_total`)
  if (verdict !== "new") return verdict
  book.proofs.set(proof.nodeId, proof)
  // What gossip brings was sent just now, whatever its sender's clock says; what a peer remembers may be old.
  const nowS = Math.floor(deps.clock.nowMs() / 1000)
  deps.onProof(proof, isRemembered ? Math.min(nowS, proof.timeS) : nowS)
  if (proof.nodeId !== deps.network.nodeId) deps.network.connect(toContact(proof))
  return verdict
}

async function announceLoop(book: Book, signal: AbortSignal): Promise<void> {
  const { deps, settings } = book
  while (!signal.aborted) {
    try {
      if (deps.isNode(deps.network.nodeId)) await announce(book)
      askNewPeers(book)
      await writeChanged(book)
    } catch (error) {
      deps.logger.warn({ error: String(error) }, "could not announce this node's address")
    }
    await deps.clock.sleepMs(settings.intervalS * 1000, signal)
  }
}

async function announce(book: Book): Promise<void> {
  const { deps, settings } = book
  const fields = {
    networkId: deps.domain.networkId,
    nodeId: deps.network.nodeId,
    version: settings.version,
    publicIp: parseIp(settings.publicIp),
    peerPort: settings.publicPeerPort ?? deps.network.peerPort(),
    storagePort: settings.storagePort,
    ...(await deps.heads()),
    timeS: Math.floor(deps.clock.nowMs() / 1000),
  }
  const message = uptimeProofMessage(deps.domain, uptimeProofRoot(fields))
  const proof: UptimeProof = { ...fields, signature: ed25519Sign(deps.ed25519SecretKey, message) }
  book.proofs.set(proof.nodeId, proof)
  deps.onProof(proof, proof.timeS)
  await deps.network.publish(book.topic, encodeUptimeProof(proof))
}

/** Every peer is asked once per connection for the proofs it knows, so that a newcomer finds everybody at once. */
function askNewPeers(book: Book): void {
  const peers = new Set(book.deps.network.peers())
  for (const asked of book.asked) if (!peers.has(asked)) book.asked.delete(asked)
  for (const peer of peers) {
    if (book.asked.has(peer)) continue
    book.asked.add(peer)
    void askPeer(book, peer)
  }
}

async function askPeer(book: Book, peer: NodeId): Promise<void> {
  const { network, logger } = book.deps
  try {
    const request = { protocol: book.protocol, body: new Uint8Array(), timeoutMs: REQUEST_TIMEOUT_MS }
    const proofs = decodeProofs(await network.request(peer, request))
    const told = { ageMaxS: book.settings.validityS, isRemembered: true }
    const verdicts = proofs.map((body) => learn(book, body, told))
    // Nodes that joined after our head: asked for again when we have caught up.
    if (verdicts.includes("unknown")) book.asked.delete(peer)
  } catch (error) {
    book.asked.delete(peer)
    logger.debug({ peer, error: String(error) }, "a peer did not tell its contacts")
  }
}

/** Writes addresses that changed, now and then the times, and drops nodes that left the chain. */
async function writeChanged(book: Book): Promise<void> {
  const { db, isNode, network } = book.deps
  const gone = [...book.proofs.keys()].filter((nodeId) => !isNode(nodeId))
  for (const nodeId of gone) {
    book.proofs.delete(nodeId)
    book.written.delete(nodeId)
    network.forget(nodeId)
  }
  const changed = [...book.proofs.values()].filter((proof) => {
    const written = book.written.get(proof.nodeId)
    return (
      written === undefined ||
      addressOf(written) !== addressOf(proof) ||
      proof.timeS >= written.timeS + REWRITE_AFTER_S
    )
  })
  await db.write([
    ...gone.map((nodeId) => ({ table: "contacts" as const, key: hexToBytes(nodeId), value: undefined })),
    ...changed.map((proof) => ({
      table: "contacts" as const,
      key: hexToBytes(proof.nodeId),
      value: encodeUptimeProof(proof),
    })),
  ])
  for (const proof of changed) book.written.set(proof.nodeId, proof)
}

function addressOf(proof: UptimeProof): string {
  return `${formatIp(proof.publicIp)} ${proof.peerPort} ${proof.storagePort}`
}

function toContact(proof: UptimeProof): Contact {
  return { nodeId: proof.nodeId, host: formatIp(proof.publicIp), peerPort: proof.peerPort }
}

function toGossipVerdict(verdict: ProofVerdict): GossipVerdict {
  switch (verdict) {
    case "new":
      return "accept"
    case "stale":
    case "unknown":
      return "ignore"
    case "forged":
    case "foreign":
      return "reject"
  }
}
