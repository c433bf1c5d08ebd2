import { bytesEqual, bytesToHex } from "@sextant/shared/bytes"
import type { EffectOf } from "../effects.ts"
import type { EpochStart } from "../types.ts"
import { epochOf } from "../validatorSet.ts"
import { verifyCertificate } from "../verifyCertificate.ts"
import { isSimBlockValid, simBlock, simGenesis, simHash } from "./simBlocks.ts"
import { findBlock, ownIndexOf, type SimNode, type StoredBlock, validatorsOf } from "./simNode.ts"
import { atInLife, canTalk, latencyMs, type SimWorld } from "./simWorld.ts"

/** Tells the core which epoch the newest final block leads into, as a runner does after start, import and sync. */
export function enterEpoch(world: SimWorld, node: SimNode): void {
  const { head } = node.disk
  const epoch = epochOf(head.height + 1, world.rules.epochLengthBlocks)
  const current = node.core?.instance?.epoch
  if (current === undefined || epoch > current) {
    world.feed(node, { kind: "epochStarted", start: epochStart(world, node, epoch) })
  } else if (epoch === current) world.feed(node, { kind: "finalAdvanced", epoch, head })
}

function epochStart({ rules, epochRules }: SimWorld, node: SimNode, epoch: number): EpochStart {
  const { disk } = node
  const { epochLengthBlocks } = rules
  return {
    epoch,
    validators: validatorsOf(epochRules, epoch),
    ownIndex: ownIndexOf(epochRules, { node, epoch }),
    head: disk.head,
    headPublicKeys: validatorsOf(epochRules, epochOf(disk.head.height, epochLengthBlocks)).publicKeys,
    ownStatements: disk.statements.filter((one) => one.epoch === epoch),
    candidates: disk.candidates.filter(
      ({ block }) => epochOf(block.header.height, epochLengthBlocks) === epoch,
    ),
    certificates: disk.certificates.filter((one) => one.epoch === epoch),
  }
}

export function importFinal(world: SimWorld, node: SimNode, effect: EffectOf<"importFinal">): void {
  const newest = effect.blocks.at(-1)
  if (newest === undefined) return
  for (const stored of effect.blocks) append(world, node, stored)
  const { height, timestampMs } = newest.block.header
  node.disk.head = { blockHash: newest.blockHash, height, timestampMs, certificate: effect.finalization }
  if (effect.closesEpoch) enterEpoch(world, node)
}

/** Copies the chain of a peer that is further. */
export function catchUp(world: SimWorld, node: SimNode): void {
  const peers = world.nodes.filter(
    (peer) => peer !== node && peer.core !== undefined && canTalk(world, node, peer),
  )
  const peer = peers[world.random.below(peers.length)]
  if (peer === undefined) return
  const run = () => {
    if (peer.disk.head.height <= node.disk.head.height) return
    for (const stored of peer.disk.chain.slice(node.disk.chain.length)) append(world, node, stored)
    node.disk.head = peer.disk.head
    enterEpoch(world, node)
  }
  atInLife(world, node, { delayMs: 2 * latencyMs(world), run })
}

export function requestBlock(world: SimWorld, node: SimNode, blockHash: Uint8Array): void {
  for (const peer of world.nodes) {
    const isLost = world.random.chance(world.faults.lossProbability)
    if (peer === node || isLost || !canTalk(world, node, peer)) continue
    world.at(2 * latencyMs(world), () => {
      const found = peer.core === undefined ? undefined : findBlock(peer, blockHash)
      if (found === undefined) return
      world.feed(node, { kind: "blockReceived", block: found.block, blockHash: simHash(found.block) })
    })
  }
}

export function validate(world: SimWorld, node: SimNode, effect: EffectOf<"validate">): void {
  const { epoch, block, blockHash, notarized } = effect
  const isUnclear = !notarized && world.random.chance(world.faults.unclearProbability)
  const verdict = isUnclear ? "unclear" : isSimBlockValid(block) ? "valid" : "invalid"
  const run = () => world.feed(node, { kind: "proposalValidated", epoch, blockHash, verdict })
  atInLife(world, node, { delayMs: world.random.next() * 5, run })
}

export function build(world: SimWorld, node: SimNode, effect: EffectOf<"propose">): void {
  const { epoch, view, parent, parentCertificate, proposerIndex, notBeforeMs } = effect
  const run = () => {
    const timestampMs = Math.max(notBeforeMs, Math.floor(world.nowMs) - 10 * world.rules.blockIntervalMs)
    const block = simBlock({ parent, parentCertificate, view, proposerIndex, timestampMs })
    world.feed(node, { kind: "blockBuilt", epoch, view, block, blockHash: simHash(block) })
  }
  atInLife(world, node, { delayMs: world.random.next() * 10, run })
}

/** Checks what every honest node must never break: one chain, without gaps, the same for all. */
function append(world: SimWorld, node: SimNode, stored: StoredBlock): void {
  const { header } = stored.block
  const tip = node.disk.chain.at(-1)?.blockHash ?? simGenesis.blockHash
  if (!bytesEqual(header.parentHash, tip)) {
    world.violations.push(`node ${node.id} imports a block that does not extend its chain`)
  }
  if (!isSimBlockValid(stored.block)) world.violations.push(`node ${node.id} imports an invalid block`)
  const claimed = header.parentCertificate
  const { publicKeys } = validatorsOf(world.epochRules, claimed?.epoch ?? 0)
  if (claimed !== undefined && !verifyCertificate(world.rules.scheme, publicKeys, claimed)) {
    world.violations.push(`node ${node.id} imports a block with a forged certificate`)
  }
  node.disk.chain.push(stored)
  const key = bytesToHex(stored.blockHash)
  const known = world.finalHashes.get(header.height)
  if (known !== undefined) {
    if (known !== key) world.violations.push(`node ${node.id}: two final blocks at height ${header.height}`)
    return
  }
  const { height, timestampMs, view } = header
  world.finalHashes.set(height, key)
  world.finalAtMs.set(height, { atMs: world.nowMs, timestampMs, view })
}
