import { concatBytes } from "@sextant/shared/bytes"
import type { Certificate } from "@sextant/wire/vote"
import { numberKey } from "../dbKeys.ts"
import type { Db } from "../ports.ts"

/**
 * What must outlive a crash besides the votes: blocks before we vote for them, certificates before a finalize vote rests on
 * them (docs/protocol/consensus.md §8). Plain bytes; every `put` is on disk when it resolves.
 */
export type CandidateStore = {
  readonly putBlock: (epoch: number, blockHash: Uint8Array, bytes: Uint8Array) => Promise<void>
  readonly putCertificate: (certificate: Certificate, bytes: Uint8Array) => Promise<void>
  readonly readBlock: (epoch: number, blockHash: Uint8Array) => Uint8Array | undefined
  readonly readBlocks: (epoch: number) => readonly Uint8Array[]
  readonly readCertificates: (epoch: number) => readonly Uint8Array[]
  readonly prune: (beforeEpoch: number) => Promise<void>
}

const BLOCKS = Uint8Array.of(0)
const CERTIFICATES = Uint8Array.of(1)
const kindNumbers = { notarize: 0, nullify: 1, finalize: 2 } as const

/** Rows of `pending`: epoch, 0 and block hash → block; epoch, 1, view and kind → certificate. */
export function createCandidateStore(db: Db): CandidateStore {
  const put = (key: Uint8Array, value: Uint8Array) => db.write([{ table: "pending", key, value }])
  const read = (epoch: number, part: Uint8Array) => {
    const from = concatBytes(numberKey(epoch), part)
    const until = concatBytes(numberKey(epoch), Uint8Array.of((part[0] ?? 0) + 1))
    return db.range("pending", { from, until }).map(({ value }) => value)
  }
  return {
    putBlock: (epoch, blockHash, bytes) => put(blockKey(epoch, blockHash), bytes),
    putCertificate: (certificate, bytes) => put(certificateKey(certificate), bytes),
    readBlock: (epoch, blockHash) => db.get("pending", blockKey(epoch, blockHash)),
    readBlocks: (epoch) => read(epoch, BLOCKS),
    readCertificates: (epoch) => read(epoch, CERTIFICATES),
    async prune(beforeEpoch) {
      const rows = db.range("pending", { until: numberKey(beforeEpoch) })
      if (rows.length > 0)
        await db.write(rows.map(({ key }) => ({ table: "pending", key, value: undefined })))
    },
  }
}

function blockKey(epoch: number, blockHash: Uint8Array): Uint8Array {
  return concatBytes(numberKey(epoch), BLOCKS, blockHash)
}

function certificateKey({ epoch, view, kind }: Certificate): Uint8Array {
  return concatBytes(numberKey(epoch), CERTIFICATES, numberKey(view), Uint8Array.of(kindNumbers[kind]))
}
