/** What must outlive a crash besides the votes: blocks we may vote for and certificates votes rest on. Plain bytes. */
export type CandidateStore = {
  /** On disk when it resolves. */
  readonly putBlock: (epoch: number, blockHash: Uint8Array, bytes: Uint8Array) => Promise<void>
  /** On disk when it resolves. `name` is unique within the epoch. */
  readonly putCertificate: (epoch: number, name: string, bytes: Uint8Array) => Promise<void>
  readonly readBlocks: (epoch: number) => readonly Uint8Array[]
  readonly readCertificates: (epoch: number) => readonly Uint8Array[]
  readonly prune: (beforeEpoch: number) => Promise<void>
}
