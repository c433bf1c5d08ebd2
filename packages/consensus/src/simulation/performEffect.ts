import { assertNever } from "@sextant/shared/assert"
import type { Proposal } from "@sextant/wire/block"
import type { Certificate, Vote, VoteStatement } from "@sextant/wire/vote"
import type { Effect, EffectOf, Recipients } from "../effects.ts"
import { misbehave } from "./byzantine.ts"
import { fakeProposal, fakeVote } from "./fakeScheme.ts"
import { build, catchUp, importFinal, requestBlock, validate } from "./simChain.ts"
import { membersOf, ownIndexOf, type SimNode } from "./simNode.ts"
import { mayCrash, type SimMessage, type SimWorld, send, sendToAll } from "./simWorld.ts"

/** Does what a runner does, with a simulated disk and network. */
export function performEffect(world: SimWorld, node: SimNode, effect: Effect): void {
  switch (effect.kind) {
    case "castVote":
      castVote(world, node, effect)
      break
    case "resendVote":
      sayVote(world, node, effect)
      break
    case "storeCertificate":
      node.disk.certificates.push(effect.certificate)
      break
    case "forwardVote":
    case "relayCertificate":
    case "sendCertificate":
    case "broadcastProposal":
      performSending(world, node, effect)
      break
    case "propose":
      build(world, node, effect)
      break
    case "validate":
      validate(world, node, effect)
      break
    case "requestBlock":
      requestBlock(world, node, effect.blockHash)
      break
    case "importFinal":
      importFinal(world, node, effect)
      break
    case "scheduleTimeout":
      setTimer(world, node, effect)
      break
    case "catchUp":
      catchUp(world, node)
      break
    case "equivocationFound":
    case "safetyViolated":
      performReport(world, node, effect)
      break
    case "viewEntered":
    case "misbehaved":
      break
    default:
      assertNever(effect)
  }
}

function castVote(world: SimWorld, node: SimNode, effect: EffectOf<"castVote">): void {
  const { statement, candidate } = effect
  const { disk } = node
  if (candidate !== undefined) disk.candidates.push(candidate)
  if (mayCrash(world, node)) return
  const earlier = disk.statements.filter(
    (one) => one.epoch === statement.epoch && one.view === statement.view,
  )
  if (earlier.some((one) => excludes(one, statement))) {
    world.violations.push(`node ${node.id} contradicts itself: ${statement.kind} in view ${statement.view}`)
  }
  disk.statements.push(statement)
  if (!mayCrash(world, node)) sayVote(world, node, effect)
}

function sendToValidators(
  world: SimWorld,
  input: {
    readonly from: SimNode
    readonly epoch: number
    readonly to: Recipients
    readonly message: SimMessage
  },
): void {
  const { from, epoch, to, message } = input
  if (to === undefined) {
    sendToAll(world, from, message)
    return
  }
  const members = membersOf(world.epochRules, epoch)
  for (const index of to) {
    const target = members[index]
    if (target !== undefined) send(world, { from, to: target, message })
  }
}

/** Written apart from the rules under test: nothing twice, and never nullify beside finalize. */
function excludes(one: VoteStatement, other: VoteStatement): boolean {
  const kinds = [one.kind, other.kind].sort().join()
  return one.kind === other.kind || kinds === "finalize,nullify"
}

function sayVote(
  world: SimWorld,
  node: SimNode,
  { statement, to }: { readonly statement: VoteStatement; readonly to: Recipients },
): void {
  const validatorIndex = ownIndexOf(world.epochRules, { node, epoch: statement.epoch })
  if (validatorIndex === undefined) return
  const vote: Vote = { ...statement, validatorIndex, signature: fakeVote(node.publicKey, statement) }
  if (!misbehave(world, { node, vote })) {
    const message = { kind: "voteReceived", vote, from: String(node.id) } as const
    sendToValidators(world, { from: node, epoch: statement.epoch, to, message })
  }
  world.feed(node, { kind: "voteReceived", vote, from: undefined })
}

type Sending = EffectOf<"forwardVote" | "relayCertificate" | "sendCertificate" | "broadcastProposal">

function performSending(world: SimWorld, node: SimNode, effect: Sending): void {
  const from = String(node.id)
  switch (effect.kind) {
    case "forwardVote":
      sendToAll(world, node, { kind: "voteReceived", vote: effect.vote, from })
      break
    case "relayCertificate": {
      const { to, gossip } = effect
      const certificate = asSentBy(node, effect.certificate)
      if (node.script === "withholder" || node.script === "silentCollector") break
      const message = { kind: "certificateReceived", certificate, from } as const
      if (gossip) sendToAll(world, node, message)
      else sendToValidators(world, { from: node, epoch: certificate.epoch, to, message })
      break
    }
    case "sendCertificate": {
      const to = world.nodes[Number(effect.to)]
      const certificate = asSentBy(node, effect.certificate)
      if (to === undefined || node.script === "silentCollector") break
      send(world, { from: node, to, message: { kind: "certificateReceived", certificate, from } })
      break
    }
    case "broadcastProposal": {
      const { epoch, view, block, blockHash, nullifications } = effect
      const signature = fakeProposal(node.publicKey, { epoch, view, blockHash })
      const proposal: Proposal = { epoch, view, block, nullifications, signature }
      if (misbehave(world, { node, proposal })) break
      sendToAll(world, node, { kind: "proposalReceived", proposal, blockHash, from })
      break
    }
    default:
      assertNever(effect)
  }
}

function asSentBy({ script }: SimNode, certificate: Certificate): Certificate {
  if (script !== "forgingCollector") return certificate
  return { ...certificate, signature: certificate.signature.slice().reverse() }
}

function setTimer(world: SimWorld, node: SimNode, effect: EffectOf<"scheduleTimeout">): void {
  const { timer, epoch, view, atMs } = effect
  const { life } = node
  const token = (node.timers.get(timer) ?? 0) + 1
  node.timers.set(timer, token)
  world.at(Math.max(0, atMs - world.nowMs), () => {
    if (node.life !== life || node.timers.get(timer) !== token) return
    world.feed(node, { kind: "timerFired", timer, epoch, view })
  })
}

type Report = EffectOf<"equivocationFound" | "safetyViolated">

/** Nobody honest may ever be accused, and no quorum may ever contradict another. */
function performReport(world: SimWorld, node: SimNode, effect: Report): void {
  if (effect.kind === "safetyViolated") {
    world.violations.push(`node ${node.id} sees two quorums that contradict each other`)
    return
  }
  const { kind, epoch, validatorIndex } = effect.equivocation.first
  const culprit = membersOf(world.epochRules, epoch)[validatorIndex]
  const twoFaced = ["equivocatingLeader", "cheatingLeader"]
  const canBe = kind === "propose" ? twoFaced : [...twoFaced, "doubleVoter"]
  if (culprit === undefined || !canBe.includes(culprit.script)) {
    world.violations.push(`evidence of ${kind} names node ${culprit?.id}, which is ${culprit?.script}`)
  } else world.accused.add(culprit.id)
}
