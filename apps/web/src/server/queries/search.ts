import { hexToBytes } from "@sextant/shared/bytes"
import { z } from "zod"
import { isAddress, isNodeId } from "../../format/hex.ts"
import type { Context } from "../context.ts"
import { hex0x, whole } from "../shapes.ts"

export const candidateSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("block"), height: whole }),
  z.object({ kind: z.literal("snapshot"), height: whole }),
  z.object({ kind: z.literal("node"), nodeId: z.string() }),
  z.object({ kind: z.literal("account"), address: hex0x }),
])
export type Candidate = z.infer<typeof candidateSchema>

/** Everything the words could mean: a height, a block's hash, a node id or its beginning, an address. */
export async function resolveSearch({ db }: Context, words: string): Promise<Candidate[]> {
  const text = words.trim().replaceAll(",", "")
  if (isAddress(text)) return [{ kind: "account", address: text.toLowerCase() as `0x${string}` }]
  if (/^#?\d{1,15}$/.test(text)) return byHeight({ db }, Number(text.replace("#", "")))
  const digits = text.startsWith("0x") ? text.slice(2) : text
  if (isNodeId(digits)) return byHash({ db }, digits.toLowerCase())
  if (/^[0-9a-fA-F]{4,63}$/.test(digits)) return byPrefix({ db }, digits.toLowerCase())
  return []
}

type Deps = Pick<Context, "db">

async function byHeight({ db }: Deps, height: number): Promise<Candidate[]> {
  const [block, snapshot] = await Promise.all([
    db.prisma.block.findUnique({ where: { height }, select: { height: true } }),
    db.prisma.snapshot.findUnique({ where: { height }, select: { height: true } }),
  ])
  return [
    ...(block === null ? [] : [{ kind: "block" as const, height }]),
    ...(snapshot === null ? [] : [{ kind: "snapshot" as const, height }]),
  ]
}

async function byHash({ db }: Deps, hash: string): Promise<Candidate[]> {
  const bytes = hexToBytes(hash) as Uint8Array<ArrayBuffer>
  const [node, registration, block] = await Promise.all([
    db.prisma.node.findFirst({ where: { nodeId: bytes }, select: { nodeId: true } }),
    db.prisma.registration.findFirst({ where: { nodeId: bytes }, select: { nodeId: true } }),
    db.prisma.block.findUnique({ where: { hash: bytes }, select: { height: true } }),
  ])
  return [
    ...(node === null && registration === null ? [] : [{ kind: "node" as const, nodeId: hash }]),
    ...(block === null ? [] : [{ kind: "block" as const, height: Number(block.height) }]),
  ]
}

async function byPrefix({ db }: Deps, prefix: string): Promise<Candidate[]> {
  const found = await db.pool.query<{ id: string }>(
    "select distinct encode(node_id, 'hex') as id from registrations where encode(node_id, 'hex') like $1 order by 1 limit 10",
    [`${prefix}%`],
  )
  return found.rows.map(({ id }) => ({ kind: "node", nodeId: id }))
}
