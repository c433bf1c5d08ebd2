import { bytesTo0x } from "@sextant/shared/bytes"
import { type Name, nameHash } from "@sextant/wire/name"
import { describe, expect, it } from "vitest"
import { type RenewNameInput, type RenewNameStep, renewName } from "./renewName.ts"
import { createModelContracts, stranger } from "./testing/modelContracts.ts"

const hash = bytesTo0x(nameHash("test" as Name))
const YEAR_S = 365 * 86_400

function setUp() {
  const chain = createModelContracts()
  const expiresAtS = chain.take(hash, stranger).get(hash)?.expiresAtS ?? 0
  const renew = async (more: Partial<RenewNameInput> = {}, sleep: () => void = () => chain.mine()) => {
    const deps = { contracts: chain.contracts, sleepMs: async () => sleep() }
    const steps: RenewNameStep[] = []
    for await (const step of renewName(deps, { name: "test", yearCount: 2, expiresAtS, ...more }))
      steps.push(step)
    return steps
  }
  return { chain, expiresAtS, renew }
}

describe("renewName", () => {
  it("approves, renews from the expiry, and tells the new one", async () => {
    const { chain, expiresAtS, renew } = setUp()
    const steps = await renew()
    expect(steps.map(({ kind }) => kind)).toEqual(["approving", "sent", "renewing", "sent", "renewed"])
    expect(steps.at(-1)).toEqual({ kind: "renewed", expiresAtS: expiresAtS + 2 * YEAR_S })
    expect(chain.paid()).toBe(200n)
  })

  it("does not pay again for what an interrupted call has paid", async () => {
    const { chain, expiresAtS, renew } = setUp()
    await renew()
    expect(await renew()).toEqual([{ kind: "renewed", expiresAtS: expiresAtS + 2 * YEAR_S }])
    expect(chain.paid()).toBe(200n)
  })

  it("stops at a price beyond the maximum, before anything is sent", async () => {
    const { chain, renew } = setUp()
    await expect(renew({ costMaxAtomic: 199n })).rejects.toMatchObject({ code: "name/price-moved" })
    expect(chain.log).toEqual([])
  })

  it("knows a name that nobody holds", async () => {
    const { renew } = setUp()
    await expect(renew({ name: "other" })).rejects.toMatchObject({ code: "name/not-registered" })
  })

  it("tells a transaction that failed, and one that is not to be seen", async () => {
    const { chain, renew } = setUp()
    await expect(renew({}, () => chain.failNewest())).rejects.toMatchObject({ code: "contract/reverted" })
    await expect(renew({}, () => chain.dropNewest())).rejects.toMatchObject({ code: "contract/failed" })
  })

  it("stops at the caller's word", async () => {
    const { renew } = setUp()
    const stopping = new AbortController()
    const stop = () => stopping.abort(new Error("stop"))
    await expect(renew({ signal: stopping.signal }, stop)).rejects.toThrow("stop")
  })
})
