import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type GasRow, measureGas } from "./measureGas.ts"
import { type Anvil, startAnvil } from "./startAnvil.ts"

describe("measureGas", () => {
  let anvil: Anvil
  let rows: readonly GasRow[]
  beforeAll(async () => {
    anvil = await startAnvil()
    rows = await measureGas({ rpcUrl: anvil.rpcUrl })
  })
  afterAll(async () => {
    await anvil.stop()
  })

  it("finds every goal met", () => {
    expect(rows.filter(({ goal }) => goal !== undefined).length).toBeGreaterThanOrEqual(7)
    expect(rows.filter(({ met }) => met === false)).toEqual([])
  })

  it("finds a non-signer to cost less than in the reference", () => {
    const of = (name: string) => rows.find(({ row }) => row === name)?.value ?? Number.NaN
    const perNonSigner = (of("snapshot, 100 of 400 missing") - of("snapshot, 0 of 400 missing")) / 100
    expect(perNonSigner).toBeLessThan(5_500)
  })
})
