import { bytesTo0x, concatBytes, hexToBytes } from "@sextant/shared/bytes"
import { type L2Height, l2Height } from "@sextant/shared/units"
import type { L2Reference } from "@sextant/wire/block"
import type { L2Event, RegistryId } from "@sextant/wire/l2Event"
import { type L2EventSsz, l2EventFromSsz, l2EventToSsz, l2EventType } from "@sextant/wire/l2EventCodec"
import { metaKey, numberKey, parseNumberKey } from "../dbKeys.ts"
import type { Db, DbWrite } from "../ports.ts"
import type { DecodedLog } from "./decodeLog.ts"
import type { RawLog } from "./rawTypes.ts"

/** Keeps what was read from the L2, so that a restart reads nothing twice. */
export type L2Store = {
  /** Everything up to this block has been read; undefined before the first scan. */
  readonly scannedTo: () => L2Reference | undefined
  /** Events of (after, upTo] in log order. */
  readonly events: (after: L2Height, upTo: L2Height) => readonly L2Event[]
  /** Hash of a scan end that was written down. */
  readonly hashAt: (number: L2Height) => Uint8Array | undefined
  /** Scan ends that were written down, newest first. */
  readonly checkpoints: () => readonly L2Reference[]
  readonly started: () => Started | undefined
  readonly acceptance: (height: number) => Acceptance | undefined
  /** Of the greatest height. */
  readonly newestAcceptance: () => Acceptance | undefined
  readonly isActivated: (registryId: RegistryId) => boolean
  /** One finished scan: logs, the new end, and nothing in between, at once. */
  readonly append: (scan: Scan) => Promise<void>
  /** Forgets everything above a block. `to` undefined forgets all. */
  readonly rollBack: (to: L2Reference | undefined) => Promise<void>
}

export type Started = { readonly l2: L2Reference; readonly genesisTimeS: number }
export type Acceptance = {
  readonly height: number
  readonly l2Height: number
  readonly txHash: `0x${string}`
}
export type Scan = {
  readonly logs: readonly { readonly raw: RawLog; readonly decoded: DecodedLog }[]
  readonly end: L2Reference
}

const CHECKPOINTS_MAX = 512
const SCANNED_TO = metaKey("l2/scannedTo")
const STARTED = metaKey("l2/started")
const acceptedKey = (height: number) => concatBytes(metaKey("l2/accepted/"), numberKey(height))
const activatedKey = (registryId: number) => concatBytes(metaKey("l2/activated/"), numberKey(registryId))
/** Rows whose value starts with the L2 height they were read at; "0" is the character after "/". */
const DATED_ROWS = {
  accepted: { from: metaKey("l2/accepted/"), until: metaKey("l2/accepted0") },
  activated: { from: metaKey("l2/activated/"), until: metaKey("l2/activated0") },
}

export function createL2Store(db: Db): L2Store {
  const scannedTo = () => decodeReference(db.get("meta", SCANNED_TO))
  return {
    scannedTo,
    events(after, upTo) {
      const rows = db.range("l2Events", { from: numberKey(after + 1), until: numberKey(upTo + 1) })
      return rows.map((row) => l2EventFromSsz(l2EventType.deserialize(row.value) as L2EventSsz))
    },
    hashAt: (number) => db.get("l2Blocks", numberKey(number)),
    checkpoints: () =>
      db.range("l2Blocks", { reverse: true }).map((row) => ({
        number: l2Height(parseNumberKey(row.key)),
        hash: row.value,
      })),
    started() {
      const value = db.get("meta", STARTED)
      if (value === undefined) return undefined
      const l2 = decodeReference(value.subarray(0, 40))
      return l2 && { l2, genesisTimeS: parseNumberKey(value.subarray(40)) }
    },
    acceptance(height) {
      const value = db.get("meta", acceptedKey(height))
      if (value === undefined) return undefined
      return { height, l2Height: parseNumberKey(value), txHash: bytesTo0x(value.subarray(8)) }
    },
    newestAcceptance() {
      const [row] = db.range("meta", { ...DATED_ROWS.accepted, reverse: true, limit: 1 })
      if (row === undefined) return undefined
      const height = parseNumberKey(row.key.subarray(row.key.length - 8))
      return { height, l2Height: parseNumberKey(row.value), txHash: bytesTo0x(row.value.subarray(8)) }
    },
    isActivated: (registryId) => db.get("meta", activatedKey(registryId)) !== undefined,
    append: (scan) => db.write([...scan.logs.flatMap(logWrites), ...endWrites(db, scan.end)]),
    rollBack: (to) => db.write(rollBackWrites(db, to)),
  }
}

function logWrites({ raw, decoded }: Scan["logs"][number]): DbWrite[] {
  switch (decoded.kind) {
    case "event": {
      const key = concatBytes(numberKey(raw.blockNumber), numberKey(raw.logIndex))
      return [{ table: "l2Events", key, value: l2EventType.serialize(l2EventToSsz(decoded.event)) }]
    }
    case "networkStarted": {
      const reference = { number: l2Height(raw.blockNumber), hash: hexToBytes(raw.blockHash) }
      const value = concatBytes(encodeReference(reference), numberKey(decoded.genesisTimeS))
      return [{ table: "meta", key: STARTED, value }]
    }
    case "snapshotAccepted": {
      const value = concatBytes(numberKey(raw.blockNumber), hexToBytes(raw.transactionHash))
      return [{ table: "meta", key: acceptedKey(decoded.height), value }]
    }
    case "keyActivated":
      return [{ table: "meta", key: activatedKey(decoded.registryId), value: numberKey(raw.blockNumber) }]
  }
}

function endWrites(db: Db, end: L2Reference): DbWrite[] {
  const old = db.range("l2Blocks", { reverse: true }).slice(CHECKPOINTS_MAX - 1)
  return [
    ...old.map((row): DbWrite => ({ table: "l2Blocks", key: row.key, value: undefined })),
    { table: "l2Blocks", key: numberKey(end.number), value: end.hash },
    { table: "meta", key: SCANNED_TO, value: encodeReference(end) },
  ]
}

function rollBackWrites(db: Db, to: L2Reference | undefined): DbWrite[] {
  const above = to === undefined ? -1 : to.number
  const from = numberKey(above + 1)
  const dropped = (table: "l2Events" | "l2Blocks") =>
    db.range(table, { from }).map((row): DbWrite => ({ table, key: row.key, value: undefined }))
  const dated = Object.values(DATED_ROWS)
    .flatMap((range) => db.range("meta", range))
    .filter((row) => parseNumberKey(row.value) > above)
    .map((row): DbWrite => ({ table: "meta", key: row.key, value: undefined }))
  const started = db.get("meta", STARTED)
  const unstart: DbWrite[] =
    started !== undefined && parseNumberKey(started) > above
      ? [{ table: "meta", key: STARTED, value: undefined }]
      : []
  return [
    ...dropped("l2Events"),
    ...dropped("l2Blocks"),
    ...dated,
    ...unstart,
    { table: "meta", key: SCANNED_TO, value: to && encodeReference(to) },
  ]
}

function encodeReference(reference: L2Reference): Uint8Array {
  return concatBytes(numberKey(reference.number), reference.hash)
}

function decodeReference(value: Uint8Array | undefined): L2Reference | undefined {
  return value && { number: l2Height(parseNumberKey(value)), hash: value.slice(8, 40) }
}
