/** What judges test, in words for people; the names are those of the node's API. */
const testWords: Readonly<Record<string, string>> = {
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

/** Order of the bits in a mask of reasons. */
const names = [
  "uptimeProof",
  "consensusVotes",
  "proposals",
  "storage",
  "storageContent",
  "clock",
  "onion",
  "l2",
  "snapshotSigning",
  "ipChange",
] as const

export function testWord(name: string): string {
  return testWords[name] ?? name
}

/** `uptime proof, clock`: the tests in a mask, lowest bit first; empty for none. */
export function reasonWords(mask: number): string {
  return names
    .filter((_, bit) => (mask & (1 << bit)) !== 0)
    .map(testWord)
    .join(", ")
}
