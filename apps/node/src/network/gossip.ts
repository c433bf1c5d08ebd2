import { type GossipSub, TopicValidatorResult } from "@libp2p/gossipsub"
import type { NodeId } from "@sextant/wire/l2Event"
import type { GossipVerdict, Logger } from "../ports.ts"
import { fromPeerId } from "./peerId.ts"

const results: Readonly<Record<GossipVerdict, TopicValidatorResult>> = {
  accept: TopicValidatorResult.Accept,
  ignore: TopicValidatorResult.Ignore,
  reject: TopicValidatorResult.Reject,
}

/** The handler is the topic's validator: a message is relayed only after it said `accept`. What it throws means `ignore`. */
export function subscribeTopic(
  deps: { readonly logger: Logger; readonly pubsub: GossipSub },
  topic: string,
  handler: (from: NodeId, body: Uint8Array) => Promise<GossipVerdict>,
): void {
  deps.pubsub.topicValidators.set(topic, async (peer, message) => {
    const from = fromPeerId(peer)
    if (from === undefined) return TopicValidatorResult.Reject
    try {
      return results[await handler(from, message.data)]
    } catch (error) {
      deps.logger.warn({ topic, from, error: String(error) }, "could not judge a gossip message")
      return TopicValidatorResult.Ignore
    }
  })
  deps.pubsub.subscribe(topic)
}
