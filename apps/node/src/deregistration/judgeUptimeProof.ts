import { ed25519Verify } from "@sextant/crypto/ed25519"
import { bytesEqual, hexToBytes } from "@sextant/shared/bytes"
import type { SigningDomain } from "@sextant/wire/messages"
import { uptimeProofMessage } from "@sextant/wire/messages"
import type { UptimeProof } from "@sextant/wire/uptimeProof"
import { uptimeProofRoot } from "@sextant/wire/uptimeProofCodec"
import { isPublicIp } from "./ipAddress.ts"

/** `stale` and `unknown` are nobody's fault; `forged` and `foreign` are. */
export type ProofVerdict = "new" | "stale" | "unknown" | "forged" | "foreign"

export type JudgeDeps = {
  readonly domain: SigningDomain
  readonly nowS: number
  readonly intervalS: number
  /** Older proofs are stale: minutes for gossip, the validity for what a peer tells from memory. */
  readonly ageMaxS: number
  readonly allowPrivateIp: boolean
  readonly isNode: (nodeId: UptimeProof["nodeId"]) => boolean
  /** The newest proof of the node so far. */
  readonly known: UptimeProof | undefined
}

/** A proof's time may be ahead of ours, or behind it in gossip, by this much. */
export const CLOCK_DIFFERENCE_S = 300

/** The rules of docs/protocol §7, cheapest first, so that a flood costs little. */
export function judgeUptimeProof(deps: JudgeDeps, proof: UptimeProof): ProofVerdict {
  if (!bytesEqual(proof.networkId, deps.domain.networkId)) return "foreign"
  if (!deps.isNode(proof.nodeId)) return "unknown"
  if (proof.timeS > deps.nowS + CLOCK_DIFFERENCE_S || proof.timeS < deps.nowS - deps.ageMaxS) return "stale"
  const isTooSoon = deps.known !== undefined && proof.timeS < deps.known.timeS + deps.intervalS / 2
  if (isTooSoon) return "stale"
  if (proof.peerPort === 0) return "forged"
  if (!deps.allowPrivateIp && !isPublicIp(proof.publicIp)) return "stale"
  const message = uptimeProofMessage(deps.domain, uptimeProofRoot(proof))
  return ed25519Verify(hexToBytes(proof.nodeId), message, proof.signature) ? "new" : "forged"
}
