import { StateTransitionError } from "@sextant/state-transition/errors"
import { applyEquivocation, equivocationOf } from "@sextant/state-transition/operations/applyEquivocation"
import type { Equivocation } from "@sextant/wire/block"
import { EQUIVOCATIONS_MAX } from "@sextant/wire/blockCodec"
import { decodeEquivocation, encodeEquivocation } from "@sextant/wire/equivocationCodec"
import { WireError } from "@sextant/wire/errors"
import type { NodeId } from "@sextant/wire/l2Event"
import type { Contradiction } from "@sextant/wire/vote"
import { topicName } from "../networkNames.ts"
import type { GossipVerdict, Logger, Metrics, Network, Startable } from "../ports.ts"
import type { AppliedBlock } from "./chainStore.ts"
import type { Chain } from "./createChain.ts"

export type EquivocationPoolDeps = {
  readonly chain: Chain
  readonly network: Network
  readonly logger: Logger
  readonly metrics: Metrics
}

/** Evidence that waits for a block. docs/protocol/consensus.md §9. */
export type EquivocationPool = Startable & {
  /** What this node has found itself: kept, and gossiped so that any leader may include it. */
  readonly found: (contradiction: Contradiction) => void
  /** One per offender, oldest first. */
  readonly pending: () => readonly Equivocation[]
}

type Room = EquivocationPoolDeps & { readonly topic: string; readonly held: Map<NodeId, Equivocation> }

/**
 * Holds what convicts a validator until a final block does. Everything in it was checked against the newest final state, so
 * nobody is accused of what the rules would not punish.
 */
export function createEquivocationPool(deps: EquivocationPoolDeps): EquivocationPool {
  const topic = topicName(deps.chain.deps.rules.domain.networkId, "equivocation")
  const room: Room = { ...deps, topic, held: new Map() }
  deps.chain.onFinal((block) => forget(room, block))
  return {
    found: (contradiction) => takeOwn(room, contradiction),
    pending: () => [...room.held.values()],
    async start() {
      deps.network.subscribe(topic, async (_, body) => takeGossip(room, body))
    },
    stop: async () => undefined,
  }
}

function takeOwn(room: Room, contradiction: Contradiction): void {
  const { logger, metrics, network } = room
  metrics.count("equivocations_found_total")
  const equivocation = equivocationOf(room.chain.head().state, contradiction)
  if (equivocation === undefined || take(room, equivocation) !== "accept") return
  network
    .publish(room.topic, encodeEquivocation(equivocation))
    .catch((error) => logger.warn({ error: String(error) }, "could not publish evidence"))
}

/** Only what proves an offence is passed on. */
function takeGossip(room: Room, body: Uint8Array): GossipVerdict {
  try {
    return take(room, decodeEquivocation(body))
  } catch (error) {
    if (error instanceof WireError) return "reject"
    throw error
  }
}

function take(room: Room, equivocation: Equivocation): GossipVerdict {
  const { held, chain, logger } = room
  const { nodeId, first } = equivocation
  if (held.has(nodeId) || held.size >= EQUIVOCATIONS_MAX) return "ignore"
  const verdict = judge(chain, equivocation)
  if (verdict !== "accept") return verdict
  held.set(nodeId, equivocation)
  const { kind, epoch, view } = first
  logger.warn({ nodeId, kind, epoch, view }, "holds evidence against a validator")
  return "accept"
}

/** As the next block would. What depends on how far this node is blames nobody. */
function judge(chain: Chain, equivocation: Equivocation): GossipVerdict {
  const { state } = chain.head()
  const { height, timestampMs } = state.latestHeader
  try {
    applyEquivocation({ rules: chain.deps.rules, height, timestampMs }, state, equivocation)
    return "accept"
  } catch (error) {
    if (!(error instanceof StateTransitionError)) throw error
    switch (error.code) {
      case "equivocation/wrong-node":
      case "equivocation/no-contradiction":
      case "equivocation/bad-signature":
        return "reject"
      default:
        return "ignore"
    }
  }
}

/** Drops what a final block has punished, and what is too old to be. */
function forget({ held, metrics }: Room, { block, state }: AppliedBlock): void {
  for (const { nodeId } of block.body.equivocations) {
    metrics.count("equivocations_punished_total")
    held.delete(nodeId)
  }
  for (const [nodeId, equivocation] of held)
    if (equivocationOf(state, equivocation) === undefined) held.delete(nodeId)
}
