import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { chartGeometry } from "./chartGeometry.ts"

const size = { width: 720, height: 220 }
const numbers = (path: string) =>
  [...path.matchAll(/[ML]([\d.-]+) ([\d.-]+)/g)].map(([, x, y]) => [Number(x), Number(y)] as const)

describe("chartGeometry", () => {
  it("stays inside the picture and runs to the right, whatever the points", () => {
    const points = fc
      .array(fc.record({ gapMs: fc.nat(1e9), rise: fc.nat(1e12) }), { minLength: 1, maxLength: 50 })
      .map((steps) => {
        let atMs = 0
        let value = 0
        return steps.map(({ gapMs, rise }) => {
          atMs += gapMs
          value += rise
          return { atMs, value }
        })
      })
    fc.assert(
      fc.property(points, (given) => {
        const placed = numbers(chartGeometry(given, size).line)
        for (const [x, y] of placed) {
          expect(x).toBeGreaterThanOrEqual(0)
          expect(x).toBeLessThanOrEqual(size.width)
          expect(y).toBeGreaterThanOrEqual(0)
          expect(y).toBeLessThanOrEqual(size.height)
        }
        for (const [index, [x, y]] of placed.entries()) {
          const before = placed[index - 1]
          if (before === undefined) continue
          expect(x).toBeGreaterThanOrEqual(before[0])
          expect(y).toBeLessThanOrEqual(before[1])
        }
      }),
    )
  })

  it("draws a level line for one point", () => {
    expect(chartGeometry([{ atMs: 5, value: 7 }], size).line).toBe("M0 110L714 110")
  })
})
