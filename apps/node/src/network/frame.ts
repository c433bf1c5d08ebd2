/** A frame is a 4-byte big-endian length and that many bytes. */
const HEADER_BYTES = 4

export type FrameReader = {
  /** Takes what arrived, calls `onFrame` for every frame that is complete. */
  readonly push: (chunk: Uint8Array) => void
}

/**
 * Cuts a byte stream into frames. Memory for a body is taken once its length is known and within `bodyBytesMax`.
 *
 * @throws RangeError from `push` when a frame announces more than `bodyBytesMax`; the stream must be dropped then.
 */
export function createFrameReader(bodyBytesMax: number, onFrame: (body: Uint8Array) => void): FrameReader {
  const header = new Uint8Array(HEADER_BYTES)
  let headerFill = 0
  let body: Uint8Array | undefined
  let bodyFill = 0

  function readHeader(chunk: Uint8Array, offset: number): number {
    const takenBytes = Math.min(HEADER_BYTES - headerFill, chunk.length - offset)
    header.set(chunk.subarray(offset, offset + takenBytes), headerFill)
    headerFill += takenBytes
    if (headerFill === HEADER_BYTES) {
      const sizeBytes = new DataView(header.buffer).getUint32(0)
      if (sizeBytes > bodyBytesMax)
        throw new RangeError(`a frame of ${sizeBytes} bytes where ${bodyBytesMax} are allowed`)
      body = new Uint8Array(sizeBytes)
      bodyFill = 0
    }
    return takenBytes
  }

  return {
    push(chunk) {
      let offset = 0
      while (offset < chunk.length || body !== undefined) {
        if (body === undefined) offset += readHeader(chunk, offset)
        if (body === undefined) return
        const takenBytes = Math.min(body.length - bodyFill, chunk.length - offset)
        body.set(chunk.subarray(offset, offset + takenBytes), bodyFill)
        bodyFill += takenBytes
        offset += takenBytes
        if (bodyFill < body.length) return
        const whole = body
        body = undefined
        headerFill = 0
        onFrame(whole)
      }
    },
  }
}

/** One frame of the given parts, one after another. */
export function encodeFrame(...parts: readonly Uint8Array[]): Uint8Array {
  const sizeBytes = parts.reduce((sum, part) => sum + part.length, 0)
  const frame = new Uint8Array(HEADER_BYTES + sizeBytes)
  new DataView(frame.buffer).setUint32(0, sizeBytes)
  let offset = HEADER_BYTES
  for (const part of parts) {
    frame.set(part, offset)
    offset += part.length
  }
  return frame
}
