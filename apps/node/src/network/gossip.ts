import { type GossipSub, TopicValidatorResult } from "@libp2p/gossipsub"
import type { NodeId } from "@sextant/wire/l2Event"
import type { GossipVerdict, Logger } from "../ports.ts"
import { fromPeerId } from "./peerId.ts"
import type { PeerLimits } from "./peerLimits.ts"
import { GOSSIP_RATE } from "./streamLimits.ts"

const results: Readonly<Record<GossipVerdict, TopicValidatorResult>> = {
  accept: TopicValidatorResult.Accept,
  ignore: TopicValidatorResult.Ignore,
  reject: TopicValidatorResult.Reject,
}

/** The handler is the topic's validator: a message is relayed only after it said `accept`. What it throws means `ignore`. */
export function subscribeTopic(
  deps: { readonly logger: Logger; readonly pubsub: GossipSub; readonly limits: PeerLimits },
  topic: string,
  handler: (from: NodeId, body: Uint8Array) => Promise<GossipVerdict>,
): void {
  deps.pubsub.topicValidators.set(topic, async (peer, message) => {
    const from = fromPeerId(peer)
    if (from === undefined) return TopicValidatorResult.Reject
    if (deps.limits.isBanned(from) || !deps.limits.take(from, topic, GOSSIP_RATE))
      return TopicValidatorResult.Ignore
    try {
      const verdict = await handler(from, message.data)
      if (verdict === "reject") deps.limits.penalize(from, "forgery")
      return results[verdict]
    } catch (error) {
      deps.logger.warn({ topic, from, error: String(error) }, "could not judge a gossip message")
      return TopicValidatorResult.Ignore
    }
  })
  deps.pubsub.subscribe(topic)
}
