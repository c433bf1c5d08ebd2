import { bytesEqual, concatBytes } from "@sextant/shared/bytes"
import { EMPTY_RING, missedOf, recordChance } from "@sextant/state-transition/ring"
import { numberKey, parseNumberKey } from "../dbKeys.ts"

/** What can only be found out by asking the node, or others about it. */
export const probeKinds = ["storage", "storageContent", "onion"] as const
export type ProbeKind = (typeof probeKinds)[number]

/** Unix seconds; 0 = never. */
export type ProbeHistory = {
  readonly okAtS: number
  /** Of the first success after a failure. */
  readonly okSinceS: number
  /** Of the first failure after a success; 0 while it succeeds. */
  readonly failingSinceS: number
  readonly failedAtS: number
}

/** What this node has seen of another one, as a judge. Unix seconds by our clock; 0 = never. */
export type PeerHistory = {
  /** When its newest uptime proof came. */
  readonly heardAtS: number
  /** Since when its proofs have come without a gap. */
  readonly heardSinceS: number
  /** The last two, newest first. 4 or 16 bytes. */
  readonly addresses: readonly { readonly ip: Uint8Array; readonly seenAtS: number }[]
  /** Its last 8 replies to the question for its time, 1 = off (see `ring`). */
  readonly clockRing: number
  /** Since when its clock has passed, or failed. */
  readonly clockSinceS: number
  readonly probes: Readonly<Record<ProbeKind, ProbeHistory>>
}

const noProbe: ProbeHistory = { okAtS: 0, okSinceS: 0, failingSinceS: 0, failedAtS: 0 }
export const emptyHistory: PeerHistory = {
  heardAtS: 0,
  heardSinceS: 0,
  addresses: [],
  clockRing: EMPTY_RING,
  clockSinceS: 0,
  probes: { storage: noProbe, storageContent: noProbe, onion: noProbe },
}

/** More than half of eight. */
const OFF_MAX = 4

export function isClockOff({ clockRing }: PeerHistory): boolean {
  return missedOf(clockRing) > OFF_MAX
}

export function withProof(
  history: PeerHistory,
  proof: { readonly ip: Uint8Array; readonly atS: number; readonly validityS: number },
): PeerHistory {
  const { ip, atS, validityS } = proof
  if (atS <= history.heardAtS) return history
  const others = history.addresses.filter((address) => !bytesEqual(address.ip, ip))
  return {
    ...history,
    heardAtS: atS,
    heardSinceS: atS - history.heardAtS > validityS ? atS : history.heardSinceS,
    addresses: [{ ip, seenAtS: atS }, ...others].slice(0, 2),
  }
}

export function withClockReply(
  history: PeerHistory,
  reply: { readonly isOff: boolean; readonly atS: number },
): PeerHistory {
  const next = { ...history, clockRing: recordChance(history.clockRing, reply.isOff) }
  const isSame = history.clockSinceS !== 0 && isClockOff(next) === isClockOff(history)
  return isSame ? next : { ...next, clockSinceS: reply.atS }
}

export function withProbe(
  history: PeerHistory,
  probe: { readonly kind: ProbeKind; readonly isOk: boolean; readonly atS: number },
): PeerHistory {
  const { kind, isOk, atS } = probe
  const before = history.probes[kind]
  const after: ProbeHistory = isOk
    ? {
        ...before,
        okAtS: atS,
        okSinceS: before.okSinceS === 0 || before.failingSinceS !== 0 ? atS : before.okSinceS,
        failingSinceS: 0,
      }
    : { ...before, failingSinceS: before.failingSinceS || atS, failedAtS: atS }
  return { ...history, probes: { ...history.probes, [kind]: after } }
}

/** The time for which this node was away itself is nobody's silence and nobody's failure. */
export function withoutAbsence(
  history: PeerHistory,
  { awayS, nowS }: { readonly awayS: number; readonly nowS: number },
): PeerHistory {
  const later = (atS: number) => (atS === 0 ? 0 : Math.min(nowS, atS + awayS))
  const probe = ({ okAtS, okSinceS, failingSinceS, failedAtS }: ProbeHistory): ProbeHistory => ({
    okAtS,
    okSinceS,
    failingSinceS: later(failingSinceS),
    failedAtS: later(failedAtS),
  })
  const { storage, storageContent, onion } = history.probes
  return {
    ...history,
    heardAtS: later(history.heardAtS),
    probes: { storage: probe(storage), storageContent: probe(storageContent), onion: probe(onion) },
  }
}

/** Whole numbers of 8 bytes in a fixed order, then each address behind its length. */
export function encodeHistory(history: PeerHistory): Uint8Array {
  const { heardAtS, heardSinceS, clockRing, clockSinceS, probes, addresses } = history
  const probeNumbers = probeKinds.flatMap((kind) => {
    const { okAtS, okSinceS, failingSinceS, failedAtS } = probes[kind]
    return [okAtS, okSinceS, failingSinceS, failedAtS]
  })
  return concatBytes(
    ...[heardAtS, heardSinceS, clockRing, clockSinceS, ...probeNumbers].map(numberKey),
    ...addresses.flatMap(({ ip, seenAtS }) => [new Uint8Array([ip.length]), ip, numberKey(seenAtS)]),
  )
}

export function decodeHistory(bytes: Uint8Array): PeerHistory {
  let offset = 0
  const next = () => {
    offset += 8
    return parseNumberKey(bytes.subarray(offset - 8))
  }
  const [heardAtS, heardSinceS, clockRing, clockSinceS] = [next(), next(), next(), next()]
  const probe = (): ProbeHistory => ({
    okAtS: next(),
    okSinceS: next(),
    failingSinceS: next(),
    failedAtS: next(),
  })
  const probes = { storage: probe(), storageContent: probe(), onion: probe() }
  const addresses = []
  while (offset < bytes.length) {
    const end = offset + 1 + (bytes[offset] as number)
    const ip = bytes.slice(offset + 1, end)
    offset = end
    addresses.push({ ip, seenAtS: next() })
  }
  return { heardAtS, heardSinceS, addresses, clockRing, clockSinceS, probes }
}
