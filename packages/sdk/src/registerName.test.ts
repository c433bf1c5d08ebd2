import { bytesTo0x, hexToBytes } from "@sextant/shared/bytes"
import { type Name, nameHash } from "@sextant/wire/name"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { SdkError } from "./errors.ts"
import type { NameContracts } from "./nameContracts.ts"
import { openName } from "./nameRecord.ts"
import { type RegisterNameStep, registerName } from "./registerName.ts"
import type { RegisterNameDeps, RegisterNameInput } from "./registrationRun.ts"
import { createModelContracts, createModelPlace, payer, stranger } from "./testing/modelContracts.ts"

const accountId = `05${"ab".repeat(32)}`
const hash = bytesTo0x(nameHash("test" as Name))
const input: RegisterNameInput = { name: "Test", accountId, yearCount: 2 }

/** A person's machine and the chain; a block comes with every wait. */
function setUp() {
  const chain = createModelContracts()
  const place = createModelPlace()
  let onSleep = () => chain.mine()
  const deps: RegisterNameDeps = {
    contracts: chain.contracts,
    store: place.store,
    random: place.random,
    sleepMs: async () => onSleep(),
  }
  return {
    chain,
    place,
    deps,
    whenWaiting: (run: () => void) => {
      onSleep = run
    },
  }
}

async function runToEnd(deps: RegisterNameDeps, more: Partial<RegisterNameInput> = {}) {
  const steps: RegisterNameStep[] = []
  for await (const step of registerName(deps, { ...input, ...more })) steps.push(step)
  return steps
}

const kinds = (steps: readonly RegisterNameStep[]) =>
  steps
    .map((step) => (step.kind === "sent" ? `sent ${step.what}` : step.kind))
    .filter((kind, at, all) => kind !== all[at - 1])

describe("registerName", () => {
  it("commits, waits by the chain's time, approves, registers, and forgets the secret", async () => {
    const { chain, place, deps } = setUp()
    const steps = await runToEnd(deps)
    expect(kinds(steps)).toEqual([
      "committing",
      "sent commit",
      "waitingForBlock",
      "waitingForAge",
      "approving",
      "sent approve",
      "waitingForBlock",
      "registering",
      "sent register",
      "waitingForBlock",
      "registered",
    ])
    const held = chain.names.get(hash)
    expect(steps.at(-1)).toEqual({
      kind: "registered",
      nameHash: hash,
      owner: payer,
      expiresAtS: held?.expiresAtS,
    })
    expect(openName("test" as Name, hexToBytes(held?.encryptedRecord ?? ""))).toBe(accountId)
    expect(chain.paid()).toBe(200n)
    expect(place.rows.size).toBe(0)
  })

  it("tells the waiting as the chain's time goes on", async () => {
    const { deps } = setUp()
    const waits = (await runToEnd(deps)).filter((step) => step.kind === "waitingForAge")
    const times = waits.map(({ chainTimeS }) => chainTimeS)
    expect(times.length).toBeGreaterThan(2)
    expect(times).toEqual([...new Set(times)].sort((left, right) => left - right))
    expect(Math.max(...times)).toBeLessThan(waits[0]?.untilS ?? 0)
  })

  it("registers exactly once, paying once, wherever it is killed and started again", async () => {
    const place = fc.record({
      /** Which of its writes to the store, transactions and waits it dies at. */
      at: fc.integer({ min: 0, max: 9 }),
      before: fc.boolean(),
      what: fc.constantFrom("store", "send", "sleep"),
      minedMeanwhile: fc.integer({ min: 0, max: 2 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(place, { maxLength: 6 }), async (deaths) => {
        const { chain, place: machine, deps } = setUp()
        for (const death of deaths) {
          await runToEnd(dyingDeps(deps, death)).catch((error: unknown) => {
            if (!(error instanceof Error) || error.message !== "killed") throw error
          })
          for (let block = 0; block < death.minedMeanwhile; block++) chain.mine()
          if (chain.names.has(hash)) break
        }
        if (!(chain.names.has(hash) && machine.rows.size === 0)) await runToEnd(deps)
        expect(chain.names.get(hash)?.owner).toBe(payer)
        expect(chain.paid()).toBe(200n)
        expect(machine.rows.size).toBe(0)
      }),
      { numRuns: 300 },
    )
  })

  it("commits anew when the commitment became too old", async () => {
    const { chain, deps, whenWaiting } = setUp()
    let waits = 0
    whenWaiting(() => chain.mine(++waits === 2 ? 5_000 : 12))
    const steps = await runToEnd(deps)
    expect(steps.filter((step) => step.kind === "committing")).toEqual([
      { kind: "committing", reason: "first" },
      { kind: "committing", reason: "expired" },
    ])
    expect(chain.names.get(hash)?.owner).toBe(payer)
  })

  it.each([
    ["is lost", () => "not what was written"],
    ["is of another format", (text: string) => text.replace('"format":1', '"format":2')],
    ["was changed", (text: string) => text.replace(/"secret":"0x../, '"secret":"0xff')],
  ])("commits anew when the secret %s", async (_, damage) => {
    const { chain, place, deps } = setUp()
    await runToEnd(dyingDeps(deps, { what: "sleep", at: 1, before: true })).catch(() => undefined)
    chain.mine()
    for (const [key, text] of place.rows) place.rows.set(key, damage(text))
    const steps = await runToEnd(deps)
    expect(steps[0]).toEqual({ kind: "committing", reason: "lost" })
    expect(chain.names.get(hash)?.owner).toBe(payer)
  })

  it("commits anew for another account or term, and not for the same", async () => {
    const { deps } = setUp()
    await runToEnd(dyingDeps(deps, { what: "sleep", at: 1, before: true })).catch(() => undefined)
    const other = { accountId: `05${"cd".repeat(32)}` }
    const [first] = await runToEnd(dyingDeps(deps, { what: "sleep", at: 1, before: true }), other).catch(
      () => [],
    )
    expect(first).toBeUndefined()
    const steps = await runToEnd(deps, { yearCount: 3 })
    expect(steps[0]).toEqual({ kind: "committing", reason: "changed" })
  })

  it("says that a name is taken, before and after committing", async () => {
    const early = setUp()
    early.chain.take(hash, stranger)
    await expect(runToEnd(early.deps)).rejects.toMatchObject({
      code: "name/taken",
      meta: { owner: stranger },
    })
    expect(early.chain.log).toEqual([])

    const late = setUp()
    let waits = 0
    late.whenWaiting(() => {
      late.chain.mine()
      if (++waits === 3) late.chain.take(hash, stranger)
    })
    await expect(runToEnd(late.deps)).rejects.toMatchObject({ code: "name/taken" })
    expect([late.place.rows.size, late.chain.paid()]).toEqual([0, 0n])
  })

  it("does not take a name for registered that came to its owner another way", async () => {
    const { chain, deps } = setUp()
    await runToEnd(dyingDeps(deps, { what: "sleep", at: 2, before: true })).catch(() => undefined)
    chain.take(hash, payer)
    await expect(runToEnd(deps)).rejects.toMatchObject({ code: "name/taken", meta: { owner: payer } })
  })

  it("stops when the price has moved beyond the maximum, and goes on with a higher one", async () => {
    const { chain, deps } = setUp()
    await runToEnd(dyingDeps(deps, { what: "sleep", at: 2, before: true })).catch(() => undefined)
    chain.setPrice(150n)
    await expect(runToEnd(deps)).rejects.toMatchObject({
      code: "name/price-moved",
      meta: { costAtomic: 300n, costMaxAtomic: 200n },
    })
    expect(chain.paid()).toBe(0n)
    await runToEnd(deps, { costMaxAtomic: 300n })
    expect([chain.paid(), chain.log.filter((kind) => kind === "commit").length]).toEqual([300n, 1])
  })

  it("sends again what was lost on its way", async () => {
    const { chain, deps, whenWaiting } = setUp()
    let waits = 0
    whenWaiting(() => {
      if (++waits === 1) chain.dropNewest()
      chain.mine()
    })
    await runToEnd(deps)
    expect(chain.log).toEqual(["commit", "commit", "approve", "register"])
  })

  it("tells a transaction that was mined and failed, and lets the next call try again", async () => {
    const { chain, place, deps, whenWaiting } = setUp()
    whenWaiting(() => {
      if (chain.log.at(-1) === "register") chain.failNewest()
      else chain.mine()
    })
    await expect(runToEnd(deps)).rejects.toMatchObject({
      code: "contract/reverted",
      meta: { what: "register" },
    })
    expect(place.rows.size).toBe(1)
    whenWaiting(() => chain.mine())
    await runToEnd(deps)
    expect(chain.log).toEqual(["commit", "approve", "register", "register"])
  })

  it("looks again when the contract says that the commitment is too young after all", async () => {
    const { chain, deps } = setUp()
    let refusals = 3
    const contracts: NameContracts = {
      ...chain.contracts,
      async register(registration, costMax) {
        if (refusals-- > 0) throw new SdkError("contract/refused", { meta: { reason: "CommitmentTooYoung" } })
        return chain.contracts.register(registration, costMax)
      },
    }
    await runToEnd({ ...deps, contracts })
    expect(chain.names.get(hash)?.owner).toBe(payer)
  })

  it("hands on what the contract refuses for good", async () => {
    const { chain, deps } = setUp()
    const refusal = new SdkError("contract/refused", { meta: { reason: "RegistrationNotOpen" } })
    const register = async () => Promise.reject(refusal)
    await expect(runToEnd({ ...deps, contracts: { ...chain.contracts, register } })).rejects.toBe(refusal)
  })

  it("registers for another owner", async () => {
    const { chain, deps } = setUp()
    await runToEnd(deps, { owner: stranger.toUpperCase().replace("0X", "0x") })
    expect(chain.names.get(hash)?.owner).toBe(stranger)
  })

  it("stops at the caller's word, at once, and goes on later", async () => {
    const { chain, deps, whenWaiting } = setUp()
    const stopping = new AbortController()
    let waits = 0
    whenWaiting(() => {
      chain.mine()
      if (++waits === 2) stopping.abort(new Error("stop"))
    })
    await expect(runToEnd(deps, { signal: stopping.signal })).rejects.toThrow("stop")
    whenWaiting(() => chain.mine())
    await runToEnd(deps)
    expect(chain.log).toEqual(["commit", "approve", "register"])
  })

  it("refuses what is no name and no account before it does anything", async () => {
    const { chain, deps } = setUp()
    await expect(runToEnd(deps, { name: "-x" })).rejects.toMatchObject({ code: "name/invalid" })
    await expect(runToEnd(deps, { accountId: "05ab" })).rejects.toMatchObject({ code: "account/bad-id" })
    await expect(runToEnd(deps, { owner: "0x12" })).rejects.toMatchObject({ code: "account/bad-address" })
    expect(chain.log).toEqual([])
  })
})

type Death = { readonly what: string; readonly at: number; readonly before: boolean }

/** The program is killed at the n-th thing of a kind that it does: just before it, or just after. */
function dyingDeps(deps: RegisterNameDeps, { what, at, before }: Death): RegisterNameDeps {
  let left = at
  let dead = false
  const guarded =
    <TArgs extends readonly unknown[], T>(kind: string, act: (...args: TArgs) => Promise<T>) =>
    async (...args: TArgs): Promise<T> => {
      const isLast = kind === what && left-- === 0
      dead ||= isLast && before
      if (dead) throw new Error("killed")
      const done = await act(...args)
      dead ||= isLast
      if (dead) throw new Error("killed")
      return done
    }
  const { contracts, store, sleepMs } = deps
  return {
    ...deps,
    sleepMs: guarded("sleep", sleepMs),
    store: {
      load: store.load,
      save: guarded("store", store.save),
      remove: guarded("store", store.remove),
    },
    contracts: {
      ...contracts,
      commit: guarded("send", contracts.commit),
      approve: guarded("send", contracts.approve),
      register: guarded("send", contracts.register),
    },
  }
}
