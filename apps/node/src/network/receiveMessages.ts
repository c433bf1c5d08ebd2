import type { Stream } from "@libp2p/interface"
import type { NodeId } from "@sextant/wire/l2Event"
import type { Logger, Offence } from "../ports.ts"
import { createFrameReader } from "./frame.ts"

export type ReceiveMessagesDeps = {
  readonly logger: Logger
  readonly handler: (from: NodeId, body: Uint8Array) => void
  readonly bodyBytesMax: number
  readonly guard: StreamGuard
}

/** What one stream's peer may do. */
export type StreamGuard = {
  readonly mayPass: () => boolean
  readonly penalize: (offence: Offence) => void
}

/** The receiving end of a one-way stream. What breaks the framing or the handler ends the stream, not the process. */
export function receiveMessages(deps: ReceiveMessagesDeps, from: NodeId, stream: Stream): void {
  const reader = createFrameReader(deps.bodyBytesMax, (body) => {
    if (deps.guard.mayPass()) deps.handler(from, body)
  })
  stream.addEventListener("message", (event) => {
    try {
      reader.push(event.data.subarray())
    } catch (error) {
      deps.logger.debug({ from, protocol: stream.protocol, error: String(error) }, "dropped a stream")
      deps.guard.penalize(error instanceof RangeError ? "oversized" : "garbage")
      stream.abort(error as Error)
    }
  })
}
