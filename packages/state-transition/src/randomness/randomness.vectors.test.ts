import { describe, expect, it } from "vitest"
import { copyTwister, drawBigint, mersenneTwister } from "./mersenneTwister.ts"
import { type QuorumPurpose, quorumTwister } from "./quorumSeed.ts"
import { shuffledIndices, shuffleRange } from "./shuffle.ts"
import { uniform } from "./uniform.ts"

const h32 = Uint8Array.from({ length: 32 }, (_, index) => index)
const draws = (twister: ReturnType<typeof mersenneTwister>, count: number) =>
  Array.from({ length: count }, () => drawBigint(twister))

describe("mersenneTwister (vector 1)", () => {
  it("gives the standard's 10,000th number for the default seed", () => {
    expect(draws(mersenneTwister(5489n), 10_000).at(-1)).toBe(9981545732273789042n)
  })
  it("gives the published numbers for seed 12345", () => {
    expect(draws(mersenneTwister(12345n), 3)).toEqual([
      6597103971274460346n,
      7386862472818278521n,
      12716877617435052285n,
    ])
  })
  it("draws the same numbers from a copy", () => {
    const twister = mersenneTwister(99n)
    draws(twister, 400)
    const copy = copyTwister(twister)
    expect(draws(copy, 700)).toEqual(draws(twister, 700))
  })
})

describe("uniform (vector 2)", () => {
  it("cuts the range into buckets", () => {
    const twister = mersenneTwister(42n)
    expect([10, 10, 10, 100, 1000, 3, 7].map((count) => uniform(twister, count))).toEqual([
      7, 6, 7, 13, 903, 0, 4,
    ])
  })
  it("agrees with exact arithmetic for every draw", () => {
    const fast = mersenneTwister(7n)
    const exact = copyTwister(fast)
    const maxValue = 2n ** 64n - 1n
    for (let count = 1; count < 3_000; count += 7) {
      const limit = maxValue - (maxValue % BigInt(count))
      let drawn = drawBigint(exact)
      while (drawn >= limit) drawn = drawBigint(exact)
      expect(uniform(fast, count)).toBe(Number(drawn / (limit / BigInt(count))))
    }
  })
})

describe("shuffledIndices (vector 3)", () => {
  it("orders ten items as published", () => {
    expect(shuffledIndices(10, mersenneTwister(42n))).toEqual([6, 2, 9, 8, 7, 5, 4, 0, 3, 1])
  })
  it("draws nothing for fewer than two items", () => {
    const twister = mersenneTwister(1n)
    shuffleRange(["only"], { from: 0, to: 1 }, twister)
    expect(drawBigint(twister)).toBe(drawBigint(mersenneTwister(1n)))
  })
})

describe("quorumTwister (vector 4)", () => {
  const published: readonly [QuorumPurpose, readonly bigint[]][] = [
    ["obligations", [5684039678701183362n, 9060465443362558873n, 9700664735160225102n]],
    ["checkpoints", [8018770411282620334n, 6976561341289355288n, 7758639096590354030n]],
    ["blink", [15084704536430730473n, 17683063956011404783n, 827446434882111615n]],
    ["leaders", [6989409862930718931n, 18134698969233182134n, 7918756237817033738n]],
  ]
  it.each(published)("seeds for %s as published", (purpose, numbers) => {
    expect(draws(quorumTwister(purpose, h32), 3)).toEqual(numbers)
  })
})

describe("shuffledIndices (vector 6)", () => {
  it("names the 20 of 25 published for h32 and purpose 1", () => {
    expect(shuffledIndices(25, quorumTwister("checkpoints", h32)).slice(0, 20)).toEqual([
      1, 4, 14, 12, 10, 6, 11, 17, 18, 13, 7, 9, 23, 2, 15, 0, 21, 19, 5, 24,
    ])
  })
})

describe("quorumTwister and uniform (vector 7)", () => {
  /**
   * The published quorum of the reference's block production. Our chain has none, but it draws with the same generators, one
   * for each seat.
   */
  function seats(input: { readonly round: number; readonly leader: number }) {
    const rng = (index: number) => quorumTwister("leaders", new Uint8Array(32).fill(index))
    let candidates = Array.from({ length: 60 }, (_, node) => node)
    let producer = input.leader
    if (input.round > 0) producer = candidates[uniform(rng(0), candidates.length)] as number
    candidates = candidates.filter((node) => node !== producer)
    const part = Math.floor((candidates.length - 1) / 2)
    for (let seat = 0; seat < 11; seat++) {
      const other = seat + uniform(rng(seat + 1), Math.min(part, candidates.length - seat))
      const kept = candidates[seat] as number
      candidates[seat] = candidates[other] as number
      candidates[other] = kept
    }
    return { producer, part, validators: candidates.slice(0, 11) }
  }
  it("draws the first round's eleven as published", () => {
    expect(seats({ round: 0, leader: 17 })).toEqual({
      producer: 17,
      part: 29,
      validators: [13, 9, 6, 24, 22, 23, 26, 1, 12, 36, 14],
    })
  })
  it("draws the second round's producer and eleven as published", () => {
    expect(seats({ round: 1, leader: 17 })).toEqual({
      producer: 2,
      part: 29,
      validators: [14, 10, 7, 24, 22, 23, 26, 1, 13, 36, 15],
    })
  })
})
