import { height, l2Height, unixMs } from "@sextant/shared/units"
import { type Block, EMPTY_BODY } from "@sextant/wire/block"
import type { Certificate } from "@sextant/wire/vote"
import type { ParentBlock } from "../effects.ts"
import type { FinalHead } from "../types.ts"
import { fakeHash } from "./fakeScheme.ts"

const ZERO = new Uint8Array(32)

export type SimBlockInput = {
  readonly parent: ParentBlock
  readonly parentCertificate: Certificate | undefined
  readonly view: number
  readonly proposerIndex: number
  readonly timestampMs: number
  /** Tells blocks apart that are otherwise equal. 255 makes the block invalid. */
  readonly salt?: number
}

export function simBlock(input: SimBlockInput): Block {
  return {
    header: {
      networkId: ZERO,
      height: height(input.parent.height + 1),
      view: input.view,
      parentHash: input.parent.blockHash,
      proposerIndex: input.proposerIndex,
      timestampMs: unixMs(input.timestampMs),
      l2: { number: l2Height(0), hash: ZERO },
      operationsRoot: ZERO,
      stateRoot: Uint8Array.of(input.salt ?? 0),
      randaoReveal: ZERO,
      parentCertificate: input.parentCertificate,
    },
    body: EMPTY_BODY,
  }
}

export function simHash({ header }: Block): Uint8Array {
  const salt = header.stateRoot[0] ?? 0
  return fakeHash(
    [header.height, header.view, header.proposerIndex, header.timestampMs, salt],
    header.parentHash,
    header.parentCertificate?.signature ?? ZERO,
  )
}

export function isSimBlockValid({ header }: Block): boolean {
  return header.stateRoot[0] !== 255
}

export const simGenesis: FinalHead = {
  blockHash: fakeHash([0]),
  height: 0,
  timestampMs: 1_000_000,
  certificate: undefined,
}
