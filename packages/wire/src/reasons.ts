/**
 * Why a judge votes against a node: one bit per test, in the signed bytes and on chain. Only ever appended to.
 * `docs/protocol/nodeLife.md` says when each fails.
 */
export const reasonBits = {
  uptimeProof: 0x001,
  consensusVotes: 0x002,
  proposals: 0x004,
  storage: 0x008,
  storageContent: 0x010,
  clock: 0x020,
  onion: 0x040,
  l2: 0x080,
  snapshotSigning: 0x100,
  /** Two addresses within a day: the only reason of an `ipChange`, and never one of another change. */
  ipChange: 0x200,
} as const
export type ReasonName = keyof typeof reasonBits

/** What each is called in front of people. */
export const reasonWords: Readonly<Record<ReasonName, string>> = {
  uptimeProof: "uptime proof",
  consensusVotes: "votes on blocks",
  proposals: "proposals",
  storage: "reachability",
  storageContent: "stored messages",
  clock: "clock",
  onion: "onion requests",
  l2: "view of the L2",
  snapshotSigning: "snapshot signatures",
  ipChange: "two addresses within a day",
}

/** All tests that a node can fail. */
export const FAILED_TESTS_MASK = 0x1ff

/** The names in a mask, lowest bit first. Bits without a name are left out. */
export function reasonNames(mask: number): ReasonName[] {
  const names = Object.keys(reasonBits) as ReasonName[]
  return names.filter((name) => (mask & reasonBits[name]) !== 0)
}
