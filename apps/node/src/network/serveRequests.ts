import type { Stream } from "@libp2p/interface"
import type { NodeId } from "@sextant/wire/l2Event"
import type { Logger } from "../ports.ts"
import { createFrameReader, encodeFrame } from "./frame.ts"
import type { StreamGuard } from "./receiveMessages.ts"
import { ANSWER_OK, ANSWER_REFUSED } from "./requestClient.ts"
import { QUEUED_BYTES_MAX, QUEUED_FRAMES_MAX, UNREAD_BYTES_MAX } from "./streamLimits.ts"
import { createFrameWriter } from "./writer.ts"

export type ServeRequestsDeps = {
  readonly logger: Logger
  readonly handler: (from: NodeId, body: Uint8Array) => Promise<Uint8Array>
  readonly bodyBytesMax: number
  readonly concurrencyMax: number
  readonly guard: StreamGuard
}

const ID_BYTES = 4

/** The answering end of one pipelined stream. Reads no further while `concurrencyMax` requests are in work. */
export function serveRequests(deps: ServeRequestsDeps, from: NodeId, stream: Stream): void {
  const writer = createFrameWriter(stream, { framesMax: QUEUED_FRAMES_MAX, bytesMax: QUEUED_BYTES_MAX })
  let inWork = 0

  async function answer(frame: Uint8Array): Promise<void> {
    const id = frame.subarray(0, ID_BYTES)
    let status = ANSWER_REFUSED
    let body: Uint8Array = new Uint8Array()
    try {
      if (!deps.guard.mayPass()) throw new Error("too many requests")
      body = await deps.handler(from, frame.subarray(ID_BYTES))
      status = ANSWER_OK
      if (body.length > deps.bodyBytesMax) throw new RangeError(`an answer of ${body.length} bytes`)
    } catch (error) {
      deps.logger.debug({ from, protocol: stream.protocol, error: String(error) }, "refused a request")
      status = ANSWER_REFUSED
      body = new Uint8Array()
    }
    const isTaken = writer.push(encodeFrame(id, new Uint8Array([status]), body))
    if (!isTaken || writer.waitingBytes() > UNREAD_BYTES_MAX) stream.abort(new Error("answers are not read"))
    inWork--
    if (inWork < deps.concurrencyMax && stream.readStatus === "paused") stream.resume()
  }

  const reader = createFrameReader(deps.bodyBytesMax + ID_BYTES, (frame) => {
    if (frame.length < ID_BYTES) {
      deps.guard.penalize("garbage")
      return stream.abort(new Error("request without an id"))
    }
    inWork++
    if (inWork >= deps.concurrencyMax) stream.pause()
    void answer(frame)
  })
  stream.addEventListener("message", (event) => {
    try {
      reader.push(event.data.subarray())
    } catch (error) {
      if (error instanceof RangeError) deps.guard.penalize("oversized")
      stream.abort(error as Error)
    }
  })
}
