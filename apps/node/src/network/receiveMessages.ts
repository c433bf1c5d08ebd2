import type { Stream } from "@libp2p/interface"
import type { NodeId } from "@sextant/wire/l2Event"
import type { Logger } from "../ports.ts"
import { createFrameReader } from "./frame.ts"

export type ReceiveMessagesDeps = {
  readonly logger: Logger
  readonly handler: (from: NodeId, body: Uint8Array) => void
  readonly bodyBytesMax: number
}

/** The receiving end of a one-way stream. What breaks the framing or the handler ends the stream, not the process. */
export function receiveMessages(deps: ReceiveMessagesDeps, from: NodeId, stream: Stream): void {
  const reader = createFrameReader(deps.bodyBytesMax, (body) => deps.handler(from, body))
  stream.addEventListener("message", (event) => {
    try {
      reader.push(event.data.subarray())
    } catch (error) {
      deps.logger.debug({ from, protocol: stream.protocol, error: String(error) }, "dropped a stream")
      stream.abort(error as Error)
    }
  })
}
