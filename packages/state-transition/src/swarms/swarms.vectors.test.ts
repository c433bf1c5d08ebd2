import { hexToBytes } from "@sextant/shared/bytes"
import { describe, expect, it } from "vitest"
import { drawBigint, mersenneTwister } from "../randomness/mersenneTwister.ts"
import { newSwarmId, SWARM_ID_MAX } from "./swarmId.ts"
import { nearestSwarm, swarmSpaceOf } from "./swarmOfAccount.ts"
import { type Swarm, updateSwarms } from "./updateSwarms.ts"

const byNumber = (left: number, right: number) => left - right
const resorted = (swarms: readonly Swarm<number>[]) =>
  swarms.map(({ id, members }) => ({ id, members: [...members].sort(byNumber) }))
const asSets = (swarms: readonly Swarm<number>[]) =>
  Object.fromEntries(resorted(swarms).map(({ id, members }) => [String(id), members]))

/** Nodes 0, 1, 2, … one per block, seeded by the node's number. */
function grow(count: number): Swarm<number>[] {
  let swarms: Swarm<number>[] = []
  for (let node = 0; node < count; node++) {
    swarms = resorted(updateSwarms({ swarms, unassigned: [node], seed: BigInt(node) }))
  }
  return swarms
}

/** FNV-1a over 64 bits with the starting value that the published digests were made with. */
function fnv1a(swarms: readonly Swarm<number>[]): string {
  let digest = 1469598103934665603n
  const feed = (value: bigint, sizeBytes: number) => {
    for (let shift = 0n; shift < BigInt(8 * sizeBytes); shift += 8n) {
      digest = ((digest ^ ((value >> shift) & 0xffn)) * 0x100000001b3n) & 0xffff_ffff_ffff_ffffn
    }
  }
  for (const { id, members } of swarms) {
    feed(id, 8)
    for (const member of members) feed(BigInt(member), 4)
  }
  return digest.toString(16)
}

describe("newSwarmId (vector 10)", () => {
  const max = SWARM_ID_MAX
  const cases: readonly [string, readonly bigint[], bigint][] = [
    ["no swarm", [], 0n],
    ["one at 0", [0n], 9223372036854775807n],
    ["two", [0n, max / 2n], 13835058055282163711n],
    ["three", [0n, max / 2n, max / 2n + max / 4n + 1n], 4611686018427387903n],
    ["one in the middle", [max / 2n], max],
    ["one at a quarter", [max / 4n], 13835058055282163710n],
    ["one anywhere", [12345678901234567890n], 3122306864379792082n],
    ["even pair", [max / 2n - 100n, max / 2n + 100n], max],
    ["uneven pair", [max / 2n - 100n, max / 2n + 101n], 0n],
    ["wider pair", [max / 2n - 101n, max / 2n + 101n], max],
    ["wider uneven pair", [max / 2n - 101n, max / 2n + 102n], 0n],
  ]
  it.each(cases)("halves the widest gap: %s", (_, ids, expected) => {
    expect(newSwarmId(ids)).toBe(expected)
  })
})

describe("newSwarmId (vector 11)", () => {
  it("survives 10,000 random additions and removals", () => {
    const twister = mersenneTwister(12345n)
    const ids: bigint[] = []
    for (let step = 0; step < 10_000; step++) {
      const drawn = drawBigint(twister)
      if (drawn < 1n << 62n && ids.length > 0) ids.splice(Number(drawn % BigInt(ids.length)), 1)
      else {
        const id = newSwarmId(ids)
        const after = ids.findIndex((other) => other > id)
        ids.splice(after < 0 ? ids.length : after, 0, id)
      }
    }
    expect(ids).toHaveLength(5048)
    expect([0, 1, 42, 404, 999, 2000, 3333, 5047].map((index) => ids[index])).toEqual([
      1548112371908607n,
      4398046511103999n,
      121245346218115071n,
      1203745330089164798n,
      3243154681660178430n,
      6581905302285713406n,
      11669248846982021118n,
      18445442251942264830n,
    ])
  })
})

describe("updateSwarms (vector 12)", () => {
  it("makes 1 + max(0, n - 7) div 7 swarms, one by one or all at once", () => {
    for (const count of [1, 6, 13, 14, 20, 21, 49, 70]) {
      const swarmCount = 1 + Math.floor(Math.max(0, count - 7) / 7)
      const bulk = updateSwarms({
        swarms: [],
        unassigned: Array.from({ length: count }, (_, node) => node),
        seed: 3n,
      })
      for (const swarms of [grow(count), bulk]) {
        expect(swarms).toHaveLength(swarmCount)
        if (count < 7) continue
        const excess = swarms.reduce((sum, { members }) => sum + members.length - 5, 0)
        expect(excess).toBe(2 * swarmCount + (count % 7))
      }
    }
  })
  it("leaves the others alone while a swarm shrinks to 5", () => {
    const swarms = grow(70)
    const [first, ...others] = swarms as [Swarm<number>, ...Swarm<number>[]]
    const shrunk = { ...first, members: first.members.slice(0, 5) }
    const after = updateSwarms({ swarms: [shrunk, ...others], unassigned: [], seed: 1n })
    expect(after).toEqual([shrunk, ...others])
  })
  it("takes one node from exactly one other swarm when one falls to 4", () => {
    const swarms = grow(70)
    const [first, ...others] = swarms as [Swarm<number>, ...Swarm<number>[]]
    const after = updateSwarms({
      swarms: [{ ...first, members: first.members.slice(0, 4) }, ...others],
      unassigned: [],
      seed: 1n,
    })
    expect(after).toHaveLength(10)
    expect(after[0]?.members).toHaveLength(5)
    const losers = others.filter(({ id, members }) => {
      const now = after.find((swarm) => swarm.id === id)?.members.length ?? 0
      return now !== members.length && now >= 5 && now === members.length - 1
    })
    expect(losers).toHaveLength(1)
  })
  it("dissolves exactly one swarm when all have 5 and one has 4", () => {
    const swarms = Array.from({ length: 6 }, (_, at) => ({
      id: BigInt(at) * 1000n,
      members: Array.from({ length: at === 2 ? 4 : 5 }, (_, member) => at * 10 + member),
    }))
    const after = updateSwarms({ swarms, unassigned: [], seed: 9n })
    expect(after).toHaveLength(5)
    expect(after.flatMap(({ members }) => members)).toHaveLength(29)
  })
})

describe("updateSwarms (vector 13)", () => {
  it("grows to 14 nodes as published", () => {
    expect(asSets(grow(14))).toEqual({
      "0": [2, 3, 7, 8, 10, 11, 12],
      "9223372036854775807": [0, 1, 4, 5, 6, 9, 13],
    })
  })
  it("grows to 28 nodes as published", () => {
    expect(asSets(grow(28))).toEqual({
      "0": [2, 3, 8, 11, 12, 16, 18, 26],
      "4611686018427387903": [0, 5, 7, 13, 21, 22, 27],
      "9223372036854775807": [1, 4, 6, 14, 17, 23, 24],
      "13835058055282163711": [9, 10, 15, 19, 20, 25],
    })
  })
  it("grows to 100 and 150 nodes as published, where the order of equals begins to count", () => {
    expect(fnv1a(grow(100))).toBe("6d534eb103713b7b")
    expect(fnv1a(grow(150))).toBe("1781fe080e04ef8a")
  })
})

describe("updateSwarms (vector 14)", () => {
  const swarms = updateSwarms({
    swarms: [],
    unassigned: Array.from({ length: 50 }, (_, node) => node),
    seed: 7n,
  })
  const published = {
    "0": [5, 23, 29, 33, 36, 37, 41],
    "4611686018427387903": [3, 22, 24, 26, 31, 34, 43],
    "6917529027641081855": [9, 10, 11, 18, 42, 46, 47],
    "9223372036854775807": [15, 17, 27, 32, 39, 44, 48, 49],
    "11529215046068469759": [1, 4, 13, 14, 19, 30, 40, 45],
    "13835058055282163711": [0, 2, 16, 21, 25, 38],
    "16140901064495857663": [6, 7, 8, 12, 20, 28, 35],
  }
  it("spreads 50 nodes at once as published", () => {
    expect(asSets(swarms)).toEqual(published)
  })
  it("refills a swarm of four with node 32 and changes nothing else", () => {
    const thinned = resorted(swarms).map((swarm) =>
      swarm.id === 0n ? { ...swarm, members: [5, 23, 29, 33] } : swarm,
    )
    expect(asSets(updateSwarms({ swarms: thinned, unassigned: [], seed: 8n }))).toEqual({
      ...published,
      "0": [5, 23, 29, 32, 33],
      "9223372036854775807": [15, 17, 27, 39, 44, 48, 49],
    })
  })
})

describe("updateSwarms with fewer than five nodes", () => {
  it("keeps the last swarm instead of dissolving everything", () => {
    const swarms = [
      { id: 5n, members: [1, 2] },
      { id: 900n, members: [3] },
    ]
    expect(asSets(updateSwarms({ swarms, unassigned: [], seed: 1n }))).toEqual({ "900": [1, 2, 3] })
  })
  it("returns nothing for no nodes", () => {
    expect(updateSwarms({ swarms: [], unassigned: [], seed: 1n })).toEqual([])
  })
})

describe("swarmSpaceOf and nearestSwarm (vector 15)", () => {
  const key = (accountId: string) => hexToBytes(accountId.slice(2))
  it("folds account ids as published", () => {
    expect(swarmSpaceOf(key("053506f4a71324b7dd114eddbf4e311f39dde243e1f2cb97c40db1961f70ebaae8"))).toBe(
      17589930838143112648n,
    )
    expect(swarmSpaceOf(key("05cf27da303a50ac8c4b2d43d27259505c9bcd73fc21cf2a57902c3d050730b604"))).toBe(
      10370619079776428163n,
    )
    expect(swarmSpaceOf(hexToBytes(`${"0".repeat(48)}0123456789abcdef`))).toBe(0x0123456789abcdefn)
  })
  const ids = [100n, 200n, 300n, 399n, 498n, 596n, 694n]
  it.each([
    [150n, 100n],
    [151n, 200n],
    [0x800000000000018dn, 694n],
    [0x800000000000018en, 100n],
    [0xffffffffffffffffn, 100n],
    [0n, 100n],
  ])("finds the nearest swarm to %d", (space, expected) => {
    expect(nearestSwarm(ids, space)).toBe(expected)
  })
  it("measures across the end of the ring", () => {
    const edge = 2n ** 64n - 20n
    expect(nearestSwarm([...ids, edge], 0x28n)).toBe(edge)
    expect(nearestSwarm([...ids, edge], 0x29n)).toBe(100n)
    expect(nearestSwarm([0n, ...ids, edge], 2n ** 64n - 1n)).toBe(0n)
  })
})
