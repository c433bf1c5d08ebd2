import type { Stream } from "@libp2p/interface"
import { encodeFrame } from "./frame.ts"
import type { OnStream } from "./openStreams.ts"
import { QUEUED_BYTES_MAX, QUEUED_FRAMES_MAX } from "./streamLimits.ts"
import { createFrameWriter } from "./writer.ts"

export type MessageClient = OnStream & { readonly send: (body: Uint8Array) => boolean }

/** The sending end of a one-way stream. */
export function createMessageClient(stream: Stream): MessageClient {
  const writer = createFrameWriter(stream, { framesMax: QUEUED_FRAMES_MAX, bytesMax: QUEUED_BYTES_MAX })
  return {
    send: (body) => writer.push(encodeFrame(body)),
    isOpen: () => stream.writeStatus === "writable",
    close: () => stream.abort(new Error("closed by its owner")),
  }
}
