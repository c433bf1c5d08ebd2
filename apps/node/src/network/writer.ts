import type { Stream } from "@libp2p/interface"

/** Frames waiting for one stream. */
export type FrameWriter = {
  /** False when the queue is full or the stream is gone; the frame is dropped then. */
  readonly push: (frame: Uint8Array) => boolean
  readonly waitingBytes: () => number
}

export type FrameWriterLimits = { readonly framesMax: number; readonly bytesMax: number }

/** Writes frames in order; what is pushed in one turn of the event loop leaves in one write. */
export function createFrameWriter(stream: Stream, limits: FrameWriterLimits): FrameWriter {
  let queue: Uint8Array[] = []
  let queuedBytes = 0
  let flushing = false

  async function flush(): Promise<void> {
    try {
      while (queue.length > 0 && stream.writeStatus === "writable") {
        const batch = queue
        const batchBytes = queuedBytes
        queue = []
        const joined = batch.length === 1 ? (batch[0] as Uint8Array) : Buffer.concat(batch)
        if (!stream.send(joined)) await stream.onDrain()
        // Only now: what a slow reader has not taken counts as waiting.
        queuedBytes -= batchBytes
      }
    } catch {
      // A stream that broke tells its owner through its close event.
    } finally {
      flushing = false
    }
  }

  return {
    push(frame) {
      if (stream.writeStatus !== "writable") return false
      if (queue.length >= limits.framesMax || queuedBytes + frame.length > limits.bytesMax) return false
      queue.push(frame)
      queuedBytes += frame.length
      if (!flushing) {
        flushing = true
        setImmediate(() => void flush())
      }
      return true
    },
    waitingBytes: () => queuedBytes,
  }
}
