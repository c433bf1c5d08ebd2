import { bytesToBigint, concatBytes } from "@sextant/shared/bytes"
import { quorumAt } from "@sextant/state-transition/obligationQuorum"
import { collectStateChange } from "@sextant/state-transition/obligationVotes"
import type { StateChange } from "@sextant/wire/block"
import { STATE_CHANGES_MAX } from "@sextant/wire/blockCodec"
import type { NodeId } from "@sextant/wire/l2Event"
import type { ObligationVote } from "@sextant/wire/obligationVote"
import { encodeObligationVote, OBLIGATION_VOTE_BYTES } from "@sextant/wire/obligationVoteCodec"
import { stateChangeKinds } from "@sextant/wire/stateChangeCodec"
import { protocolName, topicName } from "../networkNames.ts"
import type { Startable } from "../ports.ts"
import { takeVote, takeWhenDue, toGossipVerdict, VOTES_MAX } from "./takeVote.ts"
import type { FinalBlock, HeldVote, PoolRoom, VotePoolDeps } from "./votePoolTypes.ts"

/** Judges' votes that wait for a block. docs/protocol/nodeLife.md §8. */
export type VotePool = Startable & {
  /** This node's own votes: kept, sent to the other judges of their quorum, and gossiped so that any leader has them. */
  readonly cast: (votes: readonly ObligationVote[], judges: readonly NodeId[]) => void
  /** To be called for every final block, oldest first. */
  readonly onFinal: (final: FinalBlock) => void
  /** What enough judges agree on. The rules take from it what they allow now. */
  readonly pending: () => readonly StateChange[]
  /** Votes on a node that this node holds, oldest quorum first. */
  readonly votesOn: (nodeId: NodeId) => readonly ObligationVote[]
  readonly size: () => number
}

const REQUEST_TIMEOUT_MS = 5_000

export function createVotePool(deps: VotePoolDeps): VotePool {
  const { networkId } = deps.rules.domain
  const held: PoolRoom["held"] = new Map()
  const room: PoolRoom = {
    ...deps,
    names: {
      topic: topicName(networkId, "obligation-vote"),
      direct: protocolName(networkId, "obligation-vote"),
      list: protocolName(networkId, "obligation-votes"),
    },
    held,
    size: () => [...held.values()].reduce((sum, ofQuorum) => sum + ofQuorum.size, 0),
    early: new Set(),
    asked: new Set(),
    stopping: new AbortController(),
  }
  return {
    start: () => listen(room),
    async stop() {
      room.stopping.abort()
    },
    cast: (votes, judges) => cast(room, votes, judges),
    onFinal: (final) => onFinal(room, final),
    pending: () => pendingOf(room),
    votesOn: (nodeId) => votesOf(room).filter((vote) => vote.nodeId === nodeId),
    size: room.size,
  }
}

async function listen(room: PoolRoom): Promise<void> {
  const { network, names, metrics } = room
  network.subscribe(names.topic, async (_, body) => {
    const verdict = await takeWhenDue(room, body, true)
    metrics.count(`obligation_votes_${verdict}_total`)
    return toGossipVerdict(verdict)
  })
  const onDirect = async (from: NodeId, body: Uint8Array) => {
    if ((await takeWhenDue(room, body, false)) === "forged") network.penalize(from, "forgery")
  }
  await network.onMessage(names.direct, (from, body) => void onDirect(from, body), {
    bodyBytesMax: OBLIGATION_VOTE_BYTES,
  })
  await network.handle(names.list, async () =>
    concatBytes(
      ...[...room.held.values()].flatMap((ofQuorum) => [...ofQuorum.values()].map(({ bytes }) => bytes)),
    ),
  )
  network.onPeersChanged(() => askNewPeers(room))
  askNewPeers(room)
}

function cast(room: PoolRoom, votes: readonly ObligationVote[], judges: readonly NodeId[]): void {
  const { network, names, logger, metrics } = room
  for (const vote of votes) {
    const bytes = encodeObligationVote(vote)
    if (takeVote(room, bytes, true) !== "new") continue
    metrics.count("obligation_votes_cast_total")
    for (const judge of judges) if (judge !== network.nodeId) network.send(judge, names.direct, bytes)
    network.publish(names.topic, bytes).catch((error) => {
      logger.warn({ error: String(error) }, "could not publish a vote on a node")
    })
  }
}

/** Drops what is decided or too old, wakes what was early, and now and then asks a peer for what gossip has lost. */
function onFinal(room: PoolRoom, { block, state }: FinalBlock): void {
  const { rules, held, metrics, early } = room
  const { height } = block.header
  for (const quorumHeight of held.keys())
    if (height + 1 >= quorumHeight + rules.preset.obligationVoteLifeBlocks) held.delete(quorumHeight)
  for (const { kind } of block.body.stateChanges) metrics.count(`state_changes_${kind}_total`)
  metrics.gauge("obligation_votes", room.size())
  for (const wake of early) wake()
  const lookEvery = Math.ceil(rules.preset.obligationVoteLifeBlocks / 4)
  if (state.latestHeader.height % lookEvery === 0) void askSomebody(room)
}

function votesOf({ held }: PoolRoom): ObligationVote[] {
  const heights = [...held.keys()].sort((left, right) => left - right)
  return heights.flatMap((height) =>
    [...(held.get(height) as Map<string, HeldVote>).values()].map(({ vote }) => vote),
  )
}

/** Grouped by verdict; a node that several quorums have judged is offered several times. */
function pendingOf(room: PoolRoom): readonly StateChange[] {
  const state = room.state()
  const byVerdict = new Map<string, ObligationVote[]>()
  for (const vote of votesOf(room)) {
    const name = `${vote.quorumHeight} ${vote.testedIndex} ${stateChangeKinds.indexOf(vote.kind)}`
    const votes = byVerdict.get(name) ?? []
    byVerdict.set(name, votes)
    votes.push(vote)
  }
  const changes = [...byVerdict.values()].flatMap((votes) => {
    const quorum = quorumAt(state, votes[0]?.quorumHeight ?? -1)
    const change = quorum && collectStateChange(quorum, votes)
    return change === undefined || isDecided(state, change) ? [] : [change]
  })
  return changes.slice(0, STATE_CHANGES_MAX)
}

/** The node is gone, or its standing is younger than the verdict. */
function isDecided(state: ReturnType<PoolRoom["state"]>, { nodeId, quorumHeight }: StateChange): boolean {
  const node = state.nodes.find((candidate) => candidate.nodeId === nodeId)
  return node === undefined || quorumHeight <= (node.decommissionedHeight ?? node.activeSinceHeight)
}

/** Every peer is asked once per connection for the votes it holds: a restarted node goes on where the others are. */
function askNewPeers(room: PoolRoom): void {
  const peers = new Set<string>(room.network.peers())
  for (const asked of room.asked) if (!peers.has(asked)) room.asked.delete(asked)
  for (const peer of peers) {
    if (room.asked.has(peer)) continue
    room.asked.add(peer)
    void askPeer(room, peer as NodeId)
  }
}

async function askSomebody(room: PoolRoom): Promise<void> {
  const peers = room.network.peers()
  const peer = peers[Number(bytesToBigint(room.random.bytes(4))) % Math.max(1, peers.length)]
  if (peer !== undefined) await askPeer(room, peer)
}

async function askPeer(room: PoolRoom, peer: NodeId): Promise<void> {
  const { network, names, logger } = room
  try {
    const request = { protocol: names.list, body: new Uint8Array(), timeoutMs: REQUEST_TIMEOUT_MS }
    const body = await network.request(peer, request)
    const sizeMax = VOTES_MAX * OBLIGATION_VOTE_BYTES
    for (let offset = 0; offset < Math.min(body.length, sizeMax); offset += OBLIGATION_VOTE_BYTES) {
      const verdict = takeVote(room, body.slice(offset, offset + OBLIGATION_VOTE_BYTES), false)
      if (verdict === "forged") return network.penalize(peer, "forgery")
    }
  } catch (error) {
    room.asked.delete(peer)
    logger.debug({ peer, error: String(error) }, "a peer did not tell the votes it holds")
  }
}
