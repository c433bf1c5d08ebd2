import { aggregateSignatures, sign } from "@sextant/crypto/bls"
import { ed25519Sign } from "@sextant/crypto/ed25519"
import { buildMerkleTree } from "@sextant/crypto/merkle"
import { bytesToHex } from "@sextant/shared/bytes"
import type { Address } from "@sextant/shared/networks"
import { amountAtomic, height, l2Height } from "@sextant/shared/units"
import type { Contributor, RegistryId } from "@sextant/wire/l2Event"
import {
  type ContractDomain,
  proofOfPossessionMessage,
  type RegistrationTerms,
  registrationMessage,
  snapshotMessage,
} from "@sextant/wire/messages"
import { type ExitLeaf, exitKinds } from "@sextant/wire/snapshot"
import { exitLeafHash } from "@sextant/wire/snapshotCodec"
import type { Transaction } from "../l2/execution.ts"
import type { NodeKeys, SignedRegistration } from "../nodeKeys.ts"
import type { Draw } from "./draw.ts"
import type { Call, Cast, World } from "./world.ts"

/** What a step may do at the registry: drawn from what the world holds, right most of the time. */
export type Resolve = (cast: Cast, world: World, draw: Draw) => Call | undefined

const DAY_S = 86_400

export const registryCalls = {
  register(cast, world, draw) {
    const payer = someone(cast, draw)
    const keys = freeKeys(cast, world, draw)
    const beneficiary = draw.pick([payer, ...cast.actors]) as Address
    const wrong = draw.rarely(12) ? 1n : 0n
    const solo = {
      staker: payer,
      beneficiary,
      amountAtomic: amountAtomic(world.registry.requirementAtomic + wrong),
    }
    const terms = { operator: payer, feeBps: feeOf(draw), contributors: [solo], payer }
    return from(payer, { kind: "register", registration: signed(world.rules.domain, keys, terms) })
  },
  registerShared(cast, world, draw) {
    const payer = someone(cast, draw)
    const keys = freeKeys(cast, world, draw)
    const contributors = sharesOf(cast, world, draw)
    const operator = contributors[0]?.staker ?? payer
    const signedPayer = draw.rarely(12) ? operator : payer
    const terms = { operator, feeBps: feeOf(draw), contributors, payer: signedPayer }
    const registration = { ...signed(world.rules.domain, keys, terms), payer }
    return from(payer, { kind: "registerShared", registration })
  },
  requestExit(cast, world, draw) {
    const registryId = someNode(cast, world, draw)
    const sender = draw.rarely(5) ? someone(cast, draw) : operatorOf(world, registryId)
    return from(sender ?? someone(cast, draw), {
      kind: "requestExit",
      registryId,
      sender: sender ?? someone(cast, draw),
    })
  },
  requestExitAsContributor(cast, world, draw) {
    const shared = [...world.registry.nodes].flatMap(([id, { isShared }]) => (isShared ? [id] : []))
    const registryId = (draw.rarely(4) ? undefined : draw.pick(shared)) ?? someNode(cast, world, draw)
    const list = world.registry.nodes.get(registryId)?.contributors ?? []
    const contributors = maybeWrong(list, draw)
    const sender = draw.pick([...list.map(({ staker }) => staker).toReversed(), ...cast.actors]) as Address
    return from(sender, { kind: "requestExitAsContributor", registryId, sender, contributors })
  },
  submitSnapshot: (cast, world, draw) => snapshotCall(cast, world, draw),
  completeExit(cast, world, draw) {
    const exit = someExit(cast, world, draw)
    return exit && from(someone(cast, draw), { kind: "completeExit", ...exit })
  },
  liquidate(cast, world, draw) {
    const exit = someExit(cast, world, draw)
    if (exit === undefined) return undefined
    const sender = someone(cast, draw)
    const node = world.registry.nodes.get(exit.leaf.registryId)
    const contributors = node?.isShared === true ? maybeWrong(node.contributors, draw) : []
    const brought = node?.isShared === false && draw.rarely(8) ? node.contributors : contributors
    return from(sender, { kind: "liquidate", ...exit, sender, contributors: brought })
  },
  exitWithoutSnapshot: (cast, world, draw) =>
    from(someone(cast, draw), { kind: "exitWithoutSnapshot", registryId: someNode(cast, world, draw) }),
  releaseStake: (cast, world, draw) =>
    from(someone(cast, draw), { kind: "releaseStake", registryId: someLocked({ cast, world, draw }, false) }),
  releaseStakes(cast, world, draw) {
    const registryId = someLocked({ cast, world, draw }, true)
    const contributors = maybeWrong(world.registry.locked.get(registryId)?.contributors ?? [], draw)
    return from(someone(cast, draw), { kind: "releaseStakes", registryId, contributors })
  },
  withdraw(cast, world, draw) {
    const owed = [...world.registry.credits.keys()]
    const sender = draw.pick([...owed, someone(cast, draw)]) as Address
    return from(sender, { kind: "withdraw", sender })
  },
  setRequirement(cast, _world, draw) {
    const sesh = draw.pick([25_000n, 20_000n, 1_000n, 0n]) as bigint
    const odd = sesh === 1_000n ? 7n : 0n
    return from(cast.manager, {
      kind: "setRequirement",
      amountAtomic: amountAtomic(sesh * 1_000_000_000n + odd),
    })
  },
} satisfies Record<string, Resolve>

function from(sender: Address, transaction: Transaction): Call {
  return { kind: "registry", sender, transaction }
}

/** Anybody, rarely the one who has approved nobody. */
export function someone(cast: Cast, draw: Draw): Address {
  return draw.rarely(20) ? cast.stranger : (draw.pick(cast.actors) as Address)
}

/** Mostly a key that nobody has registered. */
export function freeKeys(cast: Cast, world: World, draw: Draw): NodeKeys {
  const used = new Set([...world.registry.nodes.values()].map(({ nodeId }) => nodeId))
  const free = draw.rarely(12) ? [] : cast.keys.filter(({ nodeId }) => !used.has(nodeId))
  return (draw.pick(free) ?? draw.pick(cast.keys)) as NodeKeys
}

export function feeOf(draw: Draw): number {
  return draw.pick([1_000, 0, 10_000, 333, 10_001]) as number
}

type Terms = Omit<RegistrationTerms, "blsPublicKey" | "ed25519PublicKey">

export function signed(domain: ContractDomain, keys: NodeKeys, terms: Terms): SignedRegistration {
  const { blsPublicKey, ed25519, nodeId } = keys
  const full = { ...terms, blsPublicKey, ed25519PublicKey: ed25519.publicKey }
  return {
    ...terms,
    nodeId,
    blsPublicKey,
    proofOfPossession: sign(keys.blsSecretKey, proofOfPossessionMessage(domain, full)),
    ed25519Signature: ed25519Sign(ed25519.secretKey, registrationMessage(domain, full)),
  }
}

/** Shares that add up, or rarely a list with one thing wrong. */
function sharesOf(cast: Cast, world: World, draw: Draw): Contributor[] {
  const requirement = world.registry.requirementAtomic as bigint
  const count = 1 + draw.below(cast.actors.length)
  const first = draw.below(cast.actors.length)
  const stakers = Array.from(
    { length: count },
    (_, at) => cast.actors[(first + at) % cast.actors.length] as Address,
  )
  const operatorAtomic = (requirement + 3n) / 4n
  const restAtomic = requirement - operatorAtomic
  const partAtomic = count > 1 ? restAtomic / BigInt(count - 1) : 0n
  const amounts = stakers.map((_, at) =>
    at === 0 ? requirement - partAtomic * BigInt(count - 1) : partAtomic,
  )
  const list = stakers.map((staker, at) => ({
    staker,
    beneficiary: draw.rarely(4) ? cast.stranger : staker,
    amountAtomic: amountAtomic(amounts[at] as bigint),
  }))
  return draw.rarely(4) ? spoiled(list, draw) : list
}

function spoiled(list: Contributor[], draw: Draw): Contributor[] {
  const [first] = list as [Contributor]
  const at = draw.below(list.length)
  const zero = `0x${"00".repeat(20)}` as const
  switch (draw.below(7)) {
    case 0:
      return []
    case 1:
      return list.with(at, { ...(list[at] as Contributor), amountAtomic: amountAtomic(0n) })
    case 2:
      return list.with(at, { ...(list[at] as Contributor), beneficiary: zero })
    case 3:
      return [...list, first]
    case 4:
      return list.with(at, { ...first, amountAtomic: amountAtomic(2n ** 256n - 1n) })
    case 5:
      return list.toReversed()
    default:
      return list.with(at, {
        ...(list[at] as Contributor),
        amountAtomic: amountAtomic((list[at] as Contributor).amountAtomic + 1n),
      })
  }
}

function maybeWrong(list: readonly Contributor[], draw: Draw): readonly Contributor[] {
  if (!draw.rarely(6)) return list
  return draw.rarely(2)
    ? []
    : list.map((one) => ({ ...one, beneficiary: one.staker, amountAtomic: amountAtomic(1n) }))
}

/** Mostly a registered node beyond those that keep the network going. */
function someNode(cast: Cast, world: World, draw: Draw): RegistryId {
  const ids = [...world.registry.nodes.keys()].filter((id) => !cast.baseIds.has(id)).toReversed()
  return (
    (draw.rarely(8) ? undefined : draw.pick(ids)) ??
    ((draw.below(world.registry.lastId + 2) || 1) as RegistryId)
  )
}

type Setting = { readonly cast: Cast; readonly world: World; readonly draw: Draw }

/** Mostly a locked stake of the wanted sort. */
function someLocked({ cast, world, draw }: Setting, isShared: boolean): RegistryId {
  const locked = [...world.registry.locked]
  const wanted = draw.rarely(6) ? locked : locked.filter(([, stake]) => stake.isShared === isShared)
  return draw.pick(wanted)?.[0] ?? someNode(cast, world, draw)
}

function operatorOf(world: World, registryId: RegistryId): Address | undefined {
  return world.registry.nodes.get(registryId)?.operator
}

/** A leaf of one of the snapshots so far with its proof; rarely one that no snapshot holds. */
function someExit(cast: Cast, world: World, draw: Draw) {
  const leaves = world.leaves[draw.rarely(5) ? draw.below(4) : 0] ?? world.leaves[0] ?? []
  const living = leaves.filter(({ registryId }) => world.registry.nodes.has(registryId))
  const leaf = draw.pick(draw.rarely(8) ? leaves : living)
  if (leaf === undefined) return undefined
  const proof = buildMerkleTree(leaves.map(exitLeafHash)).proofOf(exitLeafHash(leaf))
  if (!draw.rarely(10)) return { leaf, proof }
  const forged = draw.rarely(2)
    ? { ...leaf, registryId: someNode(cast, world, draw) }
    : { ...leaf, unlockAtS: leaf.unlockAtS + 1 }
  return { leaf: forged, proof }
}

function snapshotCall(cast: Cast, world: World, draw: Draw): Call | undefined {
  const leaves = leavesOf(cast, world, draw)
  const newest = world.registry.snapshots[0]?.height ?? 0
  const snapshot = {
    height: height(draw.rarely(12) ? newest : newest + 5),
    l2Number: l2Height(1),
    timestampS: world.nowS + (draw.pick([0, -100, 120, -601, 200]) as number) * (draw.rarely(6) ? 1 : 0),
    blockHash: new Uint8Array(32).fill(1),
    stateRoot: new Uint8Array(32).fill(2),
    rewardsRoot: new Uint8Array(32),
    exitsRoot: leaves.length === 0 ? new Uint8Array(32) : buildMerkleTree(leaves.map(exitLeafHash)).root,
  }
  const nodes = [...world.registry.nodes]
  // A network that everybody has left cannot sign at all.
  if (nodes.length === 0) return undefined
  const away = draw.rarely(3) ? draw.below(Math.min(4, nodes.length)) : 0
  const absent = nodes.slice(nodes.length - away)
  const message = snapshotMessage(
    world.rules.domain,
    draw.rarely(15) ? { ...snapshot, l2Number: l2Height(2) } : snapshot,
  )
  const secrets = new Map(
    cast.keys.map(({ blsPublicKey, blsSecretKey }) => [bytesToHex(blsPublicKey), blsSecretKey]),
  )
  const signatures = nodes
    .slice(0, nodes.length - away)
    .map(([, { blsPublicKey }]) => sign(secrets.get(bytesToHex(blsPublicKey)) as Uint8Array, message))
  const nonSigners = absent.map(([registryId, { nodeId, blsPublicKey }]) => ({
    registryId,
    nodeId,
    blsPublicKey,
  }))
  const submission = { snapshot, signature: aggregateSignatures(signatures), nonSigners }
  const transaction = { kind: "submitSnapshot", submission } as const
  return { kind: "registry", sender: someone(cast, draw), transaction, leaves }
}

/** What a snapshot says of the nodes: some may leave, now or later, with all kinds of locks. */
function leavesOf(cast: Cast, world: World, draw: Draw): readonly ExitLeaf[] {
  const ids = [...world.registry.nodes.keys()].filter((id) => !cast.baseIds.has(id))
  return ids
    .filter(() => !draw.rarely(3))
    .map((registryId) => {
      const eligibleAtS = world.nowS + (draw.pick([0, -100, -59, 30, -58, -DAY_S]) as number)
      const lockS = draw.pick([40, 0, 120, 0, 91 * DAY_S]) as number
      return {
        registryId,
        kind: draw.pick(exitKinds) ?? "exit",
        eligibleAtS,
        unlockAtS: eligibleAtS + lockS,
      }
    })
}
