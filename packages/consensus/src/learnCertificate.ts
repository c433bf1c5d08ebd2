import { bytesEqual } from "@sextant/shared/bytes"
import type { Certificate, VoteStatement } from "@sextant/wire/vote"
import { usesCollectors } from "./collectors.ts"
import { convictSigners } from "./convict.ts"
import { RELAY_ALL_VALIDATORS_MAX, RELAYING_LEADERS } from "./limits.ts"
import { type Step, update, withEntry } from "./step.ts"
import { isOutcast, suspect } from "./suspects.ts"
import type { Instance } from "./types.ts"
import { leaderOf } from "./validatorSet.ts"
import { verifyCertificate } from "./verifyCertificate.ts"

export type CertificateSource = {
  readonly certificate: Certificate
  /** Who is to blame when it is forged; undefined when that cannot be told. */
  readonly from: string | undefined
  /** It comes from our own disk: neither kept again nor passed on. */
  readonly isStored?: boolean
  /** Its signatures were checked against this epoch's validators before. */
  readonly isVerified?: boolean | undefined
}

/** Takes in a certificate of this epoch from outside. @returns False when it is forged. */
export function learnCertificate(step: Step, source: CertificateSource): boolean {
  const { certificate, from } = source
  if (isKnown(step.instance, certificate)) return true
  if (isOutcast(step, from)) return false
  const { publicKeys } = step.instance.validators
  const isSigned = source.isVerified === true || verifyCertificate(step.rules.scheme, publicKeys, certificate)
  if (certificate.view < 1 || !isSigned) {
    suspect(step, from)
    step.effects.push({ kind: "misbehaved", misdeed: "badCertificate", from, validatorIndex: undefined })
    return false
  }
  acceptCertificate(step, certificate)
  if (source.isStored !== true) publish(step, certificate, "learned")
  return true
}

/** Takes in a certificate that was checked or made here. */
export function acceptCertificate(step: Step, certificate: Certificate): void {
  const { instance } = step
  const { view } = certificate
  const rival = rivalOf(instance, certificate)
  if (rival !== undefined) {
    step.effects.push({ kind: "safetyViolated", epoch: instance.epoch, first: rival, second: certificate })
    return
  }
  const certifiedView = Math.max(instance.certifiedView, view)
  switch (certificate.kind) {
    case "notarize":
      update(step, { certifiedView, notarizations: withEntry(instance.notarizations, view, certificate) })
      break
    case "nullify":
      update(step, { certifiedView, nullifications: withEntry(instance.nullifications, view, certificate) })
      break
    case "finalize":
      update(step, { certifiedView, finalization: certificate })
      break
  }
  convictSigners(step, certificate)
}

/** Keeps a new certificate and passes it on. A finalize vote may follow: what it rests on must be on disk before (§8). */
export function publish(step: Step, certificate: Certificate, origin: "made" | "learned"): void {
  const { instance } = step
  if (certificate.kind !== "finalize") step.effects.push({ kind: "storeCertificate", certificate })
  if (usesCollectors(instance.validators)) {
    // Gossip carries it on from there; who misses it says so by sending its vote again.
    if (origin === "made") step.effects.push({ kind: "relayCertificate", certificate, to: [], gossip: true })
    return
  }
  if (!isRelay(instance, certificate.view)) return
  const isNearLeader = [certificate.view, certificate.view + 1].some(
    (view) => leaderOf(instance.validators, view) === instance.ownIndex,
  )
  const gossip = certificate.kind === "finalize" && isNearLeader
  step.effects.push({ kind: "relayCertificate", certificate, to: undefined, gossip })
}

/** True when the certificate tells us nothing. */
export function isKnown(instance: Instance, { kind, view }: VoteStatement): boolean {
  if (view < instance.headView) return true
  switch (kind) {
    case "notarize":
      return instance.notarizations.has(view)
    case "nullify":
      return instance.nullifications.has(view)
    case "finalize":
      return view === instance.headView || (instance.finalization?.view ?? 0) >= view
  }
}

/** In a small set everybody passes certificates on, in a large one those who lead soon do. */
function isRelay({ validators, ownIndex }: Instance, view: number): boolean {
  if (ownIndex === undefined) return false
  const count = validators.publicKeys.length
  if (count <= RELAY_ALL_VALIDATORS_MAX) return true
  for (let ahead = 0; ahead < RELAYING_LEADERS; ahead++) {
    if (leaderOf(validators, view + ahead) === ownIndex) return true
  }
  return false
}

/** A certificate that cannot exist together with this one unless a third of the validators lie. */
function rivalOf(instance: Instance, certificate: Certificate): Certificate | undefined {
  const { view, kind, blockHash } = certificate
  const sameView: Certificate[] = []
  const { finalization, head, headView } = instance
  if (kind !== "nullify") {
    const notarization = instance.notarizations.get(view)
    if (notarization !== undefined && !bytesEqual(notarization.blockHash, blockHash)) return notarization
  }
  if (kind === "finalize") {
    const nullification = instance.nullifications.get(view)
    if (nullification !== undefined) return nullification
  }
  if (finalization?.view === view) sameView.push(finalization)
  if (headView === view && head.certificate !== undefined) sameView.push(head.certificate)
  return sameView.find((final) => kind === "nullify" || !bytesEqual(final.blockHash, blockHash))
}
