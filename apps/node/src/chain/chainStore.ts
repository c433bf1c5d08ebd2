import { bytesToBigint, concatBytes, hexToBytes } from "@sextant/shared/bytes"
import { type Height, height as toHeight } from "@sextant/shared/units"
import { decodeState, encodeState } from "@sextant/state-transition/stateCodec"
import type { ChainState, Effect, ValidatorSet } from "@sextant/state-transition/types"
import type { Block } from "@sextant/wire/block"
import { decodeBlock, encodeBlock } from "@sextant/wire/blockCodec"
import type { L2Event, RegistryId } from "@sextant/wire/l2Event"
import { type L2EventSsz, l2EventFromSsz, l2EventToSsz, l2EventType } from "@sextant/wire/l2EventCodec"
import type { Certificate } from "@sextant/wire/vote"
import { decodeCertificate, encodeCertificate } from "@sextant/wire/voteCodec"
import { metaKey, numberKey, parseNumberKey } from "../dbKeys.ts"
import type { Db, DbWrite } from "../ports.ts"
import { decodeValidators, encodeValidators } from "./validatorRow.ts"

/** A final block as it is kept. */
export type StoredBlock = {
  readonly block: Block
  readonly blockHash: Uint8Array
  readonly sizeBytes: number
  /** Its own finalization or, when only a descendant has one, the certificate its child carries. Undefined for genesis and
   * for the newest block before its finalization is known. */
  readonly certificate: Certificate | undefined
  /** Thousandths of an atomic unit. */
  readonly issuedMilli: bigint
}

/** A block with what applying it gave. */
export type AppliedBlock = {
  readonly block: Block
  readonly blockHash: Uint8Array
  readonly state: ChainState
  readonly effects: readonly Effect[]
  /** The block's own, or for genesis, whose body is empty, those it was derived from. */
  readonly l2Events: readonly L2Event[]
}

export type Head = { readonly height: Height; readonly blockHash: Uint8Array }
export type Registration = Extract<L2Event, { kind: "nodeRegistered" }>

export type FinalWrite = {
  readonly blocks: readonly AppliedBlock[]
  /** Undefined for genesis alone. */
  readonly finalization: Certificate | undefined
  /** What other rooms keep of these blocks, written in the same breath. */
  readonly companions: readonly DbWrite[]
}

export type ChainStore = {
  readonly head: () => Head | undefined
  readonly block: (height: number) => StoredBlock | undefined
  readonly blockBytes: (height: number) => Uint8Array | undefined
  readonly heightOf: (blockHash: Uint8Array) => Height | undefined
  /** Only when this very block was finalized, not through a descendant. */
  readonly finalization: (height: number) => Certificate | undefined
  readonly state: (height: number) => ChainState | undefined
  readonly validators: (epoch: number) => ValidatorSet | undefined
  readonly registration: (registryId: RegistryId) => Registration | undefined
  /** Everything of these blocks, oldest first, and the new head, at once. */
  readonly putFinal: (final: FinalWrite) => Promise<void>
}

const HEAD = metaKey("chain/head")
/** Older states are not needed: the newest one answers everything, the others are for a head that was just passed. */
const STATES_KEPT = 4

export function createChainStore(db: Db): ChainStore {
  const read = <T>(value: Uint8Array | undefined, decode: (bytes: Uint8Array) => T) => value && decode(value)
  const finalization = (height: number) => read(db.get("certificates", numberKey(height)), decodeCertificate)
  return {
    head: () =>
      read(db.get("meta", HEAD), (value) => ({
        height: toHeight(parseNumberKey(value)),
        blockHash: value.slice(8),
      })),
    block: (height) => readBlock(db, height, finalization(height)),
    blockBytes: (height) => db.get("blocks", numberKey(height)),
    heightOf: (blockHash) =>
      read(db.get("blockHashes", blockHash), (value) => toHeight(parseNumberKey(value))),
    finalization,
    state: (height) => read(db.get("states", numberKey(height)), decodeState),
    validators: (epoch) =>
      read(db.get("epochs", numberKey(epoch)), (value) => decodeValidators(epoch, value)),
    registration: (registryId) =>
      read(
        db.get("registrations", numberKey(registryId)),
        (value) => l2EventFromSsz(l2EventType.deserialize(value) as L2EventSsz) as Registration,
      ),
    putFinal: (final) => db.write([...finalWrites(db, final), ...final.companions]),
  }
}

function readBlock(db: Db, height: number, own: Certificate | undefined): StoredBlock | undefined {
  const bytes = db.get("blocks", numberKey(height))
  const facts = db.get("blockFacts", numberKey(height))
  if (bytes === undefined || facts === undefined) return undefined
  const child = own === undefined ? db.get("blocks", numberKey(height + 1)) : undefined
  return {
    block: decodeBlock(bytes),
    blockHash: facts.slice(0, 32),
    sizeBytes: bytes.length,
    certificate: own ?? (child && decodeBlock(child).header.parentCertificate),
    issuedMilli: bytesToBigint(facts.subarray(32)),
  }
}

function finalWrites(db: Db, { blocks, finalization }: FinalWrite): DbWrite[] {
  const last = blocks.at(-1)
  if (last === undefined) return []
  const { height } = last.block.header
  const writes = blocks.flatMap(blockWrites)
  if (finalization !== undefined)
    writes.push({ table: "certificates", key: numberKey(height), value: encodeCertificate(finalization) })
  for (const row of db.range("states", { until: numberKey(Math.max(0, height - STATES_KEPT + 1)) }))
    writes.push({ table: "states", key: row.key, value: undefined })
  writes.push(
    { table: "states", key: numberKey(height), value: encodeState(last.state) },
    { table: "meta", key: HEAD, value: concatBytes(numberKey(height), last.blockHash) },
  )
  return writes
}

function blockWrites({ block, blockHash, state, effects, l2Events }: AppliedBlock): DbWrite[] {
  const key = numberKey(block.header.height)
  const paid = effects.find((effect) => effect.kind === "rewardsPaid")
  const issuedHex = (paid?.issuedMilli ?? 0n).toString(16)
  const issued = hexToBytes(issuedHex.length % 2 === 0 ? issuedHex : `0${issuedHex}`)
  const registrations = l2Events
    .filter((event) => event.kind === "nodeRegistered")
    .map(
      (event): DbWrite => ({
        table: "registrations",
        key: numberKey(event.registryId),
        value: l2EventType.serialize(l2EventToSsz(event)),
      }),
    )
  const sets = [state.currentValidators, state.nextValidators].map(
    (set): DbWrite => ({
      table: "epochs",
      key: numberKey(set.epoch),
      value: encodeValidators(set),
    }),
  )
  return [
    { table: "blocks", key, value: encodeBlock(block) },
    { table: "blockHashes", key: blockHash, value: key },
    { table: "blockFacts", key, value: concatBytes(blockHash, issued) },
    ...registrations,
    ...sets,
  ]
}
