import type { NodeId } from "@sextant/wire/l2Event"
import type { Network, Startable } from "../ports.ts"
import type { ProbeKind } from "./peerHistory.ts"

/** `unknown`: this node cannot test that, so nothing is recorded. */
export type ProbeOutcome = "ok" | "failed" | "unknown"

/** How a judge finds out whether a node does its work. */
export type PeerProbes = Startable & {
  readonly probe: (nodeId: NodeId, kind: ProbeKind) => Promise<ProbeOutcome>
}

const TIMEOUT_MS = 5_000

/**
 * Asks the node over the peer connection whether it is there; that stands for storage while nodes store nothing. What it
 * stores and what it relays is not tested.
 *
 * @param protocol - Name of the question, with the network's id.
 */
export function createReachabilityProbes(network: Network, protocol: string): PeerProbes {
  return {
    start: () => network.handle(protocol, async () => new Uint8Array(), { bodyBytesMax: 16 }),
    stop: async () => undefined,
    async probe(nodeId, kind) {
      if (kind !== "storage") return "unknown"
      try {
        await network.request(nodeId, { protocol, body: new Uint8Array(), timeoutMs: TIMEOUT_MS })
        return "ok"
      } catch {
        return "failed"
      }
    },
  }
}
