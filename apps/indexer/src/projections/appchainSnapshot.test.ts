import { describe, expect, it } from "vitest"
import { fakeSnapshot, nodeIdOf } from "../testing/fakeAppchain.ts"
import { missingSigners } from "./appchainSnapshot.ts"

const member = (index: number, more = {}) => ({
  nodeId: nodeIdOf(index),
  state: "active",
  registeredHeight: 0,
  ...more,
})
const four = [1, 2, 3, 4].map((index) => member(index))

describe("missingSigners", () => {
  it("names who did not sign", () => {
    expect(missingSigners(fakeSnapshot(5), four)).toEqual([nodeIdOf(3)])
  })

  it("leaves out who came later, left or was refused", () => {
    const others = [
      member(5, { registeredHeight: 6 }),
      member(6, { state: "exited" }),
      member(7, { state: "refused" }),
    ]
    expect(missingSigners(fakeSnapshot(5), [...four, ...others])).toEqual([nodeIdOf(3)])
  })

  it("names nobody rather than guess when the nodes known are of another time", () => {
    expect(missingSigners(fakeSnapshot(5), four.slice(1))).toEqual([])
    const strangers = [1, 2, 3, 9].map((index) => member(index))
    expect(missingSigners(fakeSnapshot(5), strangers)).toEqual([])
  })
})
