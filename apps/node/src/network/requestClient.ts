import type { Stream } from "@libp2p/interface"
import { NetworkError } from "./errors.ts"
import { createFrameReader, encodeFrame } from "./frame.ts"
import { QUEUED_BYTES_MAX, QUEUED_FRAMES_MAX, WAITING_REQUESTS_MAX } from "./streamLimits.ts"
import { createFrameWriter } from "./writer.ts"

/** First byte of an answer, after its 4-byte request id. */
export const ANSWER_OK = 0
export const ANSWER_REFUSED = 1
const PREFIX_BYTES = 5

type Waiting = {
  readonly resolve: (body: Uint8Array) => void
  readonly reject: (error: NetworkError) => void
  readonly timer: NodeJS.Timeout
}

export type RequestClient = {
  /** @throws NetworkError network/timeout, network/refused, network/busy, network/unreachable */
  readonly request: (body: Uint8Array, timeoutMs: number) => Promise<Uint8Array>
  readonly isOpen: () => boolean
  readonly close: () => void
}

/** The asking end of one pipelined stream: many questions at a time, answers in any order. */
export function createRequestClient(stream: Stream, bodyBytesMax: number): RequestClient {
  const writer = createFrameWriter(stream, { framesMax: QUEUED_FRAMES_MAX, bytesMax: QUEUED_BYTES_MAX })
  const waiting = new Map<number, Waiting>()
  let nextId = 0
  let open = true

  const settle = (id: number, run: (entry: Waiting) => void) => {
    const entry = waiting.get(id)
    if (entry === undefined) return
    waiting.delete(id)
    clearTimeout(entry.timer)
    run(entry)
  }
  const reader = createFrameReader(bodyBytesMax + PREFIX_BYTES, (frame) => {
    if (frame.length < PREFIX_BYTES) return stream.abort(new Error("answer without a prefix"))
    const id = new DataView(frame.buffer).getUint32(0)
    const answer = frame.subarray(PREFIX_BYTES)
    settle(id, ({ resolve, reject }) =>
      frame[4] === ANSWER_OK ? resolve(answer) : reject(new NetworkError("network/refused")),
    )
  })
  stream.addEventListener("message", (event) => {
    try {
      reader.push(event.data.subarray())
    } catch (error) {
      stream.abort(error as Error)
    }
  })
  stream.addEventListener("close", () => {
    open = false
    for (const id of [...waiting.keys()])
      settle(id, ({ reject }) => reject(new NetworkError("network/unreachable")))
  })

  return {
    request(body, timeoutMs) {
      return new Promise((resolve, reject) => {
        if (waiting.size >= WAITING_REQUESTS_MAX) return reject(new NetworkError("network/busy"))
        nextId = (nextId + 1) % 2 ** 32
        const id = nextId
        const prefix = new Uint8Array(4)
        new DataView(prefix.buffer).setUint32(0, id)
        const timer = setTimeout(
          () => settle(id, (entry) => entry.reject(new NetworkError("network/timeout"))),
          timeoutMs,
        )
        waiting.set(id, { resolve, reject, timer })
        if (!writer.push(encodeFrame(prefix, body)))
          settle(id, (entry) => entry.reject(new NetworkError(open ? "network/busy" : "network/unreachable")))
      })
    },
    isOpen: () => open && stream.writeStatus === "writable",
    close: () => stream.abort(new Error("closed by its owner")),
  }
}
