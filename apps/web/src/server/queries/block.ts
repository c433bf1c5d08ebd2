import type { Block } from "@sextant/prisma/generated/client"
import { bytesTo0x, bytesToHex } from "@sextant/shared/bytes"
import { blockSchema as nodeBlockSchema } from "@sextant/wire/rpc/nodeApi"
import { z } from "zod"
import type { Context } from "../context.ts"
import { WebError } from "../errors.ts"
import { decimal, hex, hex0x, unixMs, whole } from "../shapes.ts"
import { bitAt } from "./bitmap.ts"

export const blockSummarySchema = z.object({
  height: whole,
  hash: hex,
  epoch: whole,
  view: whole,
  atMs: unixMs,
  proposerNodeId: hex.nullable(),
  l2Number: whole,
  operationCount: whole,
  sizeBytes: whole,
  issuedMilli: decimal,
  signerCount: whole.nullable(),
  validatorCount: whole.nullable(),
})

export const blockListSchema = z.object({
  blocks: z.array(blockSummarySchema),
  /** Height to pass as `cursor` for the older ones; null at the end. */
  nextCursor: whole.nullable(),
})

export const signerSchema = z.object({
  position: whole,
  /** Null when the index has never seen this validator take part. */
  nodeId: hex.nullable(),
  signed: z.boolean(),
})

export const blockDetailSchema = blockSummarySchema.extend({
  parentHash: hex,
  proposerIndex: whole,
  l2Hash: hex0x,
  operationsRoot: hex,
  stateRoot: hex,
  randaoReveal: hex,
  operations: nodeBlockSchema.shape.operations,
  certificate: z
    .object({
      kind: z.enum(["notarize", "nullify", "finalize"]),
      epoch: whole,
      view: whole,
      signature: hex,
      signers: z.array(signerSchema),
    })
    .nullable(),
  hasNext: z.boolean(),
})

export type BlockSummary = z.infer<typeof blockSummarySchema>
export type BlockDetail = z.infer<typeof blockDetailSchema>

export function toBlockSummary(block: Block): BlockSummary {
  return {
    height: Number(block.height),
    hash: bytesToHex(block.hash),
    epoch: Number(block.epoch),
    view: Number(block.view),
    atMs: block.at.getTime(),
    proposerNodeId: block.proposerNodeId === null ? null : bytesToHex(block.proposerNodeId),
    l2Number: Number(block.l2Number),
    operationCount: block.l2EventCount + block.stateChangeCount + block.equivocationCount,
    sizeBytes: block.sizeBytes,
    issuedMilli: block.issuedMilli.toString(),
    signerCount: block.signerCount,
    validatorCount: block.validatorCount,
  }
}

/** Final blocks, newest first. */
export async function listBlocks({ db }: Context, input: { cursor?: number | undefined; limit: number }) {
  const rows = await db.prisma.block.findMany({
    where: input.cursor === undefined ? {} : { height: { lte: input.cursor } },
    orderBy: { height: "desc" },
    take: input.limit + 1,
  })
  const next = rows[input.limit]
  return {
    blocks: rows.slice(0, input.limit).map(toBlockSummary),
    nextCursor: next === undefined ? null : Number(next.height),
  }
}

/** @throws WebError `block/unknown`. */
export async function getBlock({ db }: Context, height: number): Promise<BlockDetail> {
  const block = await db.prisma.block.findUnique({ where: { height } })
  if (block === null) throw new WebError("block/unknown", { meta: { height } })
  const [signers, next] = await Promise.all([
    listSigners(db, block),
    db.prisma.block.findUnique({ where: { height: height + 1 }, select: { height: true } }),
  ])
  const hasCertificate = block.certificateKind !== null && block.aggregateSignature !== null
  return {
    ...toBlockSummary(block),
    parentHash: bytesToHex(block.parentHash),
    proposerIndex: block.proposerIndex,
    l2Hash: bytesTo0x(block.l2Hash),
    operationsRoot: bytesToHex(block.operationsRoot),
    stateRoot: bytesToHex(block.stateRoot),
    randaoReveal: bytesToHex(block.randaoReveal),
    operations: nodeBlockSchema.shape.operations.parse(block.operations),
    certificate: hasCertificate
      ? {
          kind: block.certificateKind ?? "finalize",
          epoch: Number(block.certificateEpoch),
          view: Number(block.certificateView),
          signature: bytesToHex(block.aggregateSignature ?? new Uint8Array()),
          signers,
        }
      : null,
    hasNext: next !== null,
  }
}

async function listSigners(db: Context["db"], block: Block): Promise<z.infer<typeof signerSchema>[]> {
  if (block.certificateEpoch === null || block.signerBitmap === null || block.validatorCount === null)
    return []
  const bitmap = block.signerBitmap
  const validators = await db.prisma.validator.findMany({ where: { epoch: block.certificateEpoch } })
  const names = new Map(validators.map(({ position, nodeId }) => [position, bytesToHex(nodeId)]))
  return Array.from({ length: block.validatorCount }, (_, position) => ({
    position,
    nodeId: names.get(position) ?? null,
    signed: bitAt(bitmap, position),
  }))
}
