import { aggregateSignatures, sign } from "@sextant/crypto/bls"
import { buildMerkleTree } from "@sextant/crypto/merkle"
import type { L2 } from "@sextant/node/ports"
import { loadPreset } from "@sextant/shared/params"
import { amountAtomic, height, l2Height } from "@sextant/shared/units"
import type { L2Event, RegistryId } from "@sextant/wire/l2Event"
import { snapshotMessage } from "@sextant/wire/messages"
import type { ExitLeaf, Snapshot } from "@sextant/wire/snapshot"
import { exitLeafHash } from "@sextant/wire/snapshotCodec"
import { describe, expect, it } from "vitest"
import { createL2Chain, type L2Chain } from "./l2/l2Chain.ts"
import { modelRules } from "./l2/modelRules.ts"
import { createLife } from "./life.ts"
import { createNodeKeys, type NodeKeys, signRegistration } from "./nodeKeys.ts"
import { createScriptedL2, type L2Fault } from "./scriptedL2.ts"
import { createSeededRandom } from "./seededRandom.ts"
import { createVirtualClock, type VirtualClock } from "./virtualClock.ts"

const domain = { chainId: 31337, registry: "0x5fbdb2315678afecb367f032d93f642f64180aa3" } as const
const rewardPool = `0x${"90".repeat(20)}` as const
const preset = loadPreset("devnet")
const stakeAtomic = preset.stakingRequirementAtomic

describe("createScriptedL2", () => {
  it("shows every event once and in order, a block behind the newest", async () => {
    const { clock, l2 } = await started(5)
    const head = await clock.finish(l2.allowedHead(), 1_000)
    const events = head && (await clock.finish(l2.events({ after: l2Height(0), upTo: head }), 1_000))
    expect(events?.map((event) => event.kind)).toEqual([
      "stakingRequirementSet",
      ...Array.from({ length: 5 }, () => "nodeRegistered"),
    ])
    expect(events).toEqual(events?.toSorted((a, b) => a.l2Height - b.l2Height || a.logIndex - b.logIndex))
    expect((await clock.finish(l2.networkStart(), 1_000))?.genesisTimeS).toBeGreaterThan(0)
  })

  it("registers no key twice and no key without its proof", async () => {
    const { chain, keys } = await started(4)
    const [first] = keys as [NodeKeys]
    const again = signRegistration(domain, first, { stakeAtomic, feeBps: 0 })
    expect(chain.simulate({ kind: "register", registration: again })).toMatchObject({
      reason: "Ed25519KeyTaken",
    })
    const other = signRegistration(domain, createNodeKeys(createSeededRandom("other")), {
      stakeAtomic,
      feeBps: 0,
    })
    const forged = { ...other, proofOfPossession: again.proofOfPossession }
    expect(chain.simulate({ kind: "register", registration: forged })).toMatchObject({
      reason: "BlsSignatureInvalid",
    })
  })

  it("keeps all transactions through a reorg and forgets the old branch", async () => {
    const { clock, chain, l2 } = await started(4)
    const tipBefore = chain.tip()
    chain.reorg(6)
    await clock.advanceMs(5_000)
    const head = await clock.finish(l2.allowedHead(), 1_000)
    if (head === undefined) throw new Error("no head")
    const events = await clock.finish(l2.events({ after: l2Height(0), upTo: head }), 1_000)
    const registered = events?.flatMap((event: L2Event) => ("registryId" in event ? [event.registryId] : []))
    expect(registered).toEqual([1, 2, 3, 4])
    const old = { number: tipBefore.number, hash: tipBefore.hash }
    expect(await clock.finish(l2.events({ after: l2Height(0), upTo: old }), 1_000)).toBeUndefined()
  })

  it("takes a snapshot that enough nodes signed, and no other", async () => {
    const { clock, chain, l2, keys } = await started(6)
    const snapshot = snapshotAt(clock, 5, new Uint8Array(32))
    const message = snapshotMessage(domain, snapshot)
    const registered = await clock.finish(l2.registeredKeys(), 1_000)
    const submission = (signers: readonly NodeKeys[]) => ({
      snapshot,
      signature: aggregateSignatures(signers.map((key) => sign(key.blsSecretKey, message))),
      nonSigners: registered.filter((entry) => !signers.some((key) => key.nodeId === entry.nodeId)),
    })
    const submit = async (signers: readonly NodeKeys[]) =>
      clock.finish(l2.submitSnapshot(submission(signers)), 5_000)
    expect(await submit(keys.slice(0, 3))).toEqual({ kind: "refused", reason: "NonSignersTooMany" })
    const short = { ...submission(keys.slice(0, 4)), nonSigners: [] }
    expect(await clock.finish(l2.submitSnapshot(short), 5_000)).toEqual({
      kind: "refused",
      reason: "BlsSignatureInvalid",
    })
    expect(await submit(keys.slice(0, 4))).toMatchObject({ kind: "sent" })
    await clock.advanceMs(3_000)
    expect((await clock.finish(l2.acceptedSnapshot(), 1_000))?.height).toBe(5)
    expect(await submit(keys)).toEqual({ kind: "superseded" })
    expect(chain.tip().state.snapshots[0]).toEqual(snapshot)
  })

  it("lets a node go by the leaf of an accepted snapshot", async () => {
    const { clock, chain, keys } = await started(5)
    const leaf: ExitLeaf = {
      registryId: 1 as RegistryId,
      kind: "exit",
      eligibleAtS: 0,
      unlockAtS: 0,
    }
    const tree = buildMerkleTree([exitLeafHash(leaf)])
    const snapshot = snapshotAt(clock, 5, tree.root)
    const message = snapshotMessage(domain, snapshot)
    const signature = aggregateSignatures(keys.map((key) => sign(key.blsSecretKey, message)))
    const proof = tree.proofOf(exitLeafHash(leaf))
    expect(chain.simulate({ kind: "completeExit", leaf, proof })).toMatchObject({ reason: "ExitNotProven" })
    chain.send({ kind: "submitSnapshot", submission: { snapshot, signature, nonSigners: [] } })
    chain.send({ kind: "completeExit", leaf, proof })
    await clock.advanceMs(2_000)
    expect([...chain.tip().state.nodes.keys()]).toEqual([2, 3, 4, 5])
    expect(chain.tip().state.credits.get(keys[0]?.operator ?? "0x")).toBe(stakeAtomic)
    expect(chain.simulate({ kind: "completeExit", leaf, proof })).toMatchObject({ reason: "NodeUnknown" })
  })

  it("lags, stalls, hides and forges for one node alone", async () => {
    const { clock, chain, view } = await started(4)
    let fault: L2Fault = { kind: "lags", blocks: 3 }
    const faulty = view(() => fault)
    await faulty.start()
    await clock.advanceMs(2_000)
    const lagging = await clock.finish(faulty.allowedHead(), 1_000)
    expect(lagging?.number).toBeLessThanOrEqual(chain.tip().number - 4)
    fault = { kind: "stalls" }
    await clock.advanceMs(10_000)
    expect(await clock.finish(faulty.allowedHead(), 1_000)).toEqual(lagging)
    fault = { kind: "hidesEvents" }
    if (lagging === undefined) throw new Error("no head")
    const hidden = await clock.finish(faulty.events({ after: l2Height(0), upTo: lagging }), 1_000)
    fault = { kind: "none" }
    const whole = await clock.finish(faulty.events({ after: l2Height(0), upTo: lagging }), 1_000)
    expect(hidden).toEqual(whole?.slice(0, -1))
    fault = { kind: "forgesHashes" }
    expect(await clock.finish(faulty.canonicalHash(lagging.number), 1_000)).not.toEqual(lagging.hash)
  })
})

function snapshotAt(clock: VirtualClock, at: number, exitsRoot: Uint8Array): Snapshot {
  const zeros = new Uint8Array(32)
  return {
    height: height(at),
    l2Number: l2Height(1),
    timestampS: Math.floor(clock.nowMs() / 1000),
    blockHash: zeros,
    stateRoot: zeros,
    rewardsRoot: zeros,
    exitsRoot,
  }
}

/** A chain with `count` registered nodes that has started, and one node's look at it. */
async function started(count: number) {
  const clock = createVirtualClock(1_900_000_000_000)
  const random = createSeededRandom(1)
  const rules = modelRules(preset, { domain, rewardPool })
  const chain: L2Chain = createL2Chain({ clock, random, rules }, { blockIntervalMs: 1_000 })
  const keys = Array.from({ length: count }, (_, at) => createNodeKeys(random.fork(`node ${at}`)))
  chain.send({ kind: "deploy", requirementAtomic: amountAtomic(stakeAtomic) })
  await clock.advanceMs(1_000)
  for (const key of keys) {
    const registration = signRegistration(domain, key, { stakeAtomic, feeBps: 100 })
    chain.send({ kind: "register", registration })
    await clock.advanceMs(1_000)
  }
  chain.send({ kind: "start" })
  const view = (fault: () => L2Fault): L2 =>
    createScriptedL2(
      { chain, clock, random, life: createLife(() => undefined), fault },
      {
        domain,
        headRule: preset.l2Head,
        finalizedDepth: 4,
        pollIntervalMs: 500,
        answerMs: [1, 30],
        submits: true,
      },
    )
  const l2 = view(() => ({ kind: "none" }))
  await l2.start()
  await clock.advanceMs(3_000)
  return { clock, chain, l2, keys, view }
}
