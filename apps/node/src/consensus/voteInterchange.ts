import { bytesToHex, hexToBytes } from "@sextant/shared/bytes"
import type { NodeId } from "@sextant/wire/l2Event"
import type { VoteKind, VoteStatement } from "@sextant/wire/vote"
import { z } from "zod"
import { ConsensusRunnerError } from "./errors.ts"

/** Nothing is said any more up to and in this view. View 0 closes the epochs before. */
export type Watermark = { readonly epoch: number; readonly view: number }

/** Whose votes, and of which network. */
export type VoteOwner = { readonly networkId: Uint8Array; readonly nodeId: NodeId }

/** All that keeps a node from contradicting itself, apart from its data folder. docs/protocol/voteLog.md. */
export type VoteInterchange = VoteOwner & {
  readonly watermark: Watermark | undefined
  readonly statements: readonly VoteStatement[]
}

const FORMAT = "sextant-votes"
const VERSION = 1

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const bytes32 = z.string().regex(/^[0-9a-f]{64}$/)
const schema = z.strictObject({
  metadata: z.strictObject({
    format: z.literal(FORMAT),
    version: z.literal(VERSION),
    networkId: bytes32,
    nodeId: bytes32,
  }),
  watermark: z.strictObject({ epoch: count, view: count }).optional(),
  statements: z.array(
    z.strictObject({
      kind: z.enum(["notarize", "nullify", "finalize"] satisfies VoteKind[]),
      epoch: count,
      view: count.min(1),
      blockHash: bytes32,
    }),
  ),
})

export function formatVotes({ networkId, nodeId, watermark, statements }: VoteInterchange): string {
  const document = {
    metadata: { format: FORMAT, version: VERSION, networkId: bytesToHex(networkId), nodeId },
    watermark,
    statements: statements.map(({ kind, epoch, view, blockHash }) => ({
      kind,
      epoch,
      view,
      blockHash: bytesToHex(blockHash),
    })),
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

/** @throws ConsensusRunnerError voteLog/unreadable-file: nothing of such a file is taken. */
export function parseVotes(text: string): VoteInterchange {
  const { metadata, watermark, statements } = readDocument(text)
  return {
    networkId: hexToBytes(metadata.networkId),
    nodeId: metadata.nodeId as NodeId,
    watermark,
    statements: statements.map((one) => ({ ...one, blockHash: hexToBytes(one.blockHash) })),
  }
}

function readDocument(text: string): z.infer<typeof schema> {
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    throw new ConsensusRunnerError("voteLog/unreadable-file", { cause })
  }
}

/** The one that forbids more. */
export function stricter(left: Watermark | undefined, right: Watermark | undefined): Watermark | undefined {
  if (left === undefined || right === undefined) return left ?? right
  const isRight = right.epoch > left.epoch || (right.epoch === left.epoch && right.view > left.view)
  return isRight ? right : left
}
