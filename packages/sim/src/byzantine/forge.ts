import { sign } from "@sextant/crypto/bls"
import { signersOf } from "@sextant/wire/signers"
import { decodeSnapshotPartial, encodeSnapshotPartial } from "@sextant/wire/snapshotCodec"
import type { Certificate, Vote } from "@sextant/wire/vote"
import { decodeVote, encodeCertificate, encodeVote } from "@sextant/wire/voteCodec"
import { type Actor, nameOf, type Script } from "./misdeed.ts"

const FORGE_CHANCE = 0.4
const NO_BLOCK = new Uint8Array(32)

/** Signatures are points of the curve or mere bytes, over anything but what they stand beside. */
export function forge(actor: Actor): Script {
  const { network, random } = actor
  return {
    send(to, protocol, body) {
      if (nameOf(protocol) !== "vote" || !random.chance(FORGE_CHANCE)) return network.send(to, protocol, body)
      const vote = decodeVote(body)
      network.send(to, protocol, encodeVote(inSomebodysName(actor, vote)))
      const certificates = protocol.replace("/vote/", "/certificate/")
      network.send(to, certificates, encodeCertificate(certificateFrom(actor, vote)))
      return network.send(to, protocol, encodeVote({ ...vote, signature: falseSignature(actor) }))
    },
    async publish(topic, body) {
      if (nameOf(topic) === "partials" && random.chance(2 * FORGE_CHANCE)) {
        const partial = decodeSnapshotPartial(body)
        const others = [...network.peers(), partial.nodeId]
        const forged = { ...partial, nodeId: random.pick(others), signature: falseSignature(actor) }
        await network.publish(topic, encodeSnapshotPartial(forged))
        return
      }
      await network.publish(topic, body)
    },
  }
}

function falseSignature({ keys, random }: Actor): Uint8Array {
  return random.chance(0.5) ? random.bytes(96) : sign(keys.blsSecretKey, random.bytes(32))
}

function validatorCount({ rooms }: Actor): number {
  return rooms()?.chain.head().state.currentValidators.validators.length ?? 1
}

function inSomebodysName(actor: Actor, vote: Vote): Vote {
  const validatorIndex = actor.random.int(0, validatorCount(actor) - 1)
  return { ...vote, validatorIndex, signature: falseSignature(actor) }
}

/** In the name of all validators: a view that nobody gave up, or a block that does not exist. */
function certificateFrom(actor: Actor, { epoch, view }: Vote): Certificate {
  const count = validatorCount(actor)
  const kind = actor.random.pick(["notarize", "nullify", "finalize"] as const)
  return {
    kind,
    epoch,
    view: view + actor.random.int(0, 2),
    blockHash: kind === "nullify" ? NO_BLOCK : actor.random.bytes(32),
    signers: signersOf(
      count,
      Array.from({ length: count }, (_, index) => index),
    ),
    signature: falseSignature(actor),
  }
}
