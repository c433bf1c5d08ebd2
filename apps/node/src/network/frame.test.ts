import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { createFrameReader, encodeFrame } from "./frame.ts"

describe("createFrameReader", () => {
  it("finds the same frames however the bytes are cut", () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 40 })),
        fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
        (bodies, cuts) => {
          const wire = Buffer.concat(bodies.map((body) => encodeFrame(body)))
          const seen: number[][] = []
          const reader = createFrameReader(40, (body) => seen.push([...body]))
          let offset = 0
          while (offset < wire.length) {
            const end = offset + (cuts.next().value as number)
            reader.push(wire.subarray(offset, end))
            offset = end
          }
          expect(seen).toEqual(bodies.map((body) => [...body]))
        },
      ),
    )
  })

  it("takes a body of exactly the limit and refuses one byte more before its body arrives", () => {
    const seen: number[] = []
    const reader = createFrameReader(8, (body) => seen.push(body.length))
    reader.push(encodeFrame(new Uint8Array(8)))
    expect(seen).toEqual([8])
    expect(() => reader.push(encodeFrame(new Uint8Array(9)).subarray(0, 4))).toThrow(RangeError)
  })
})
