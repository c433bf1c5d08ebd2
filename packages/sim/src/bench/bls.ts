import { monitorEventLoopDelay } from "node:perf_hooks"
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises"
import { aggregatePartials } from "@sextant/node/snapshots/aggregatePartials"
import { takePartial } from "@sextant/node/snapshots/gatherPartials"
import { bytesEqual } from "@sextant/shared/bytes"
import type { SnapshotPartial } from "@sextant/wire/snapshot"
import { parseKey, rawAggregate, rawVerify } from "./rawBlst.ts"
import type { Measurement } from "./report.ts"
import { type SignedByMany, signByMany, spoil } from "./signedSnapshot.ts"
import { alternate, cpuMs, median, timeMs } from "./statistics.ts"

const SIGNERS = 2_000
const ROUNDS = 7
const COLLECTING_ROUNDS = 3
const BAD_EVERY = 100
const RATIO_GOAL = "<= 1.15x"
const BAD_GOAL = "<= 300"
const BLOCKED_GOAL = "<= 50"

/** The node's own way from partial signatures to a snapshot's signature, beside the same calls of blst with nothing around. */
export async function benchBls(): Promise<readonly Measurement[]> {
  process.stderr.write(`Signing a snapshot with ${SIGNERS} keys …\n`)
  const signed = signByMany("bench", SIGNERS)
  process.stderr.write("Adding up and collecting …\n")
  return [
    aggregateRow(signed),
    firstAggregateRow(),
    collectRow(signed),
    ...badRows(signed),
    ...(await blockedRows(signed)),
  ]
}

function aggregateOurs(signed: SignedByMany, partials: readonly SnapshotPartial[]) {
  const held = new Map(partials.map(({ nodeId, signature }) => [nodeId, signature]))
  const { body, message } = signed.gathering()
  return aggregatePartials({ body, message, partials: held }, () => true)
}

function signaturesOf(partials: readonly SnapshotPartial[]): readonly Uint8Array[] {
  return partials.map(({ signature }) => signature)
}

/** Both sides know the keys already, as a node does after its first snapshot. */
function aggregateRow(signed: SignedByMany): Measurement {
  const keys = signed.publicKeys.map(parseKey)
  aggregateOurs(signed, signed.partials)
  const ours: number[] = []
  const raw: number[] = []
  let [left, right] = [new Uint8Array(), new Uint8Array()]
  alternate(ROUNDS, [
    () =>
      void ours.push(
        cpuMs(() => {
          left = new Uint8Array(aggregateOurs(signed, signed.partials)?.signature ?? [])
        }),
      ),
    () =>
      void raw.push(
        cpuMs(() => {
          right = new Uint8Array(rawAggregate(signed.message, keys, signaturesOf(signed.partials)))
        }),
      ),
  ])
  if (left.length === 0 || !bytesEqual(left, right)) throw new Error("the aggregates differ")
  return ratioRow("2000 partials added up and verified, keys known", ours, raw)
}

/** Keys nobody has seen: every round has its own, since the node remembers what it has parsed. */
function firstAggregateRow(): Measurement {
  const snapshots = Array.from({ length: COLLECTING_ROUNDS }, (_, round) =>
    signByMany(`bench, keys of round ${round}`, SIGNERS),
  )
  const ours: number[] = []
  const raw: number[] = []
  const of = (round: number) => snapshots[round] as SignedByMany
  alternate(COLLECTING_ROUNDS, [
    (round) => void ours.push(cpuMs(() => aggregateOurs(of(round), of(round).partials))),
    (round) => {
      const { message, publicKeys, partials } = of(round)
      raw.push(cpuMs(() => rawAggregate(message, publicKeys.map(parseKey), signaturesOf(partials))))
    },
  ])
  return ratioRow("2000 partials added up and verified, keys parsed and checked first", ours, raw)
}

/** As they come in by gossip: each verified alone, because it is passed on, then added up. */
function collectRow(signed: SignedByMany): Measurement {
  const keys = signed.publicKeys.map(parseKey)
  const ours: number[] = []
  const raw: number[] = []
  alternate(COLLECTING_ROUNDS, [
    () => void ours.push(cpuMs(() => collect(signed))),
    () =>
      void raw.push(
        cpuMs(() => {
          for (const [at, { signature }] of signed.partials.entries())
            rawVerify(signed.message, keys[at] as (typeof keys)[number], signature)
          rawAggregate(signed.message, keys, signaturesOf(signed.partials))
        }),
      ),
  ])
  return ratioRow("2000 partials collected one by one, verified each, added up", ours, raw)
}

function collect(signed: SignedByMany): void {
  const gathering = signed.gathering()
  for (const partial of signed.partials) takePartial(gathering, partial)
  if (aggregatePartials(gathering, () => true)?.signers.length !== SIGNERS)
    throw new Error("signers are missing")
}

/** One in a hundred carries another node's signature, a sound point: only the failing sum tells, and halving has to find it. */
function badRows(signed: SignedByMany): readonly Measurement[] {
  const spoiled = spoil(signed.partials, BAD_EVERY)
  const ours: number[] = []
  let signerCount = 0
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(
      timeMs(() => {
        signerCount = aggregateOurs(signed, spoiled)?.signers.length ?? 0
      }),
    )
  }
  if (signerCount !== SIGNERS - SIGNERS / BAD_EVERY) throw new Error("the wrong partials were left out")
  return [
    { row: "2000 partials with 1 % bad ones added up", value: median(ours), unit: "ms", goal: BAD_GOAL },
  ]
}

/** The longest that nothing else could run, with the histogram's own resolution of a millisecond in it. */
async function blockedRows(signed: SignedByMany): Promise<readonly Measurement[]> {
  const spoiled = spoil(signed.partials, BAD_EVERY)
  const gathering = signed.gathering()
  const collecting = async () => {
    for (const partial of signed.partials) {
      takePartial(gathering, partial)
      await nextTurn()
    }
  }
  const cases = [
    ["collecting 2000 partials", collecting],
    ["adding up 2000 partials", async () => void aggregateOurs(signed, signed.partials)],
    ["adding up 2000 partials with 1 % bad ones", async () => void aggregateOurs(signed, spoiled)],
  ] as const
  const rows: Measurement[] = []
  for (const [what, work] of cases) {
    const value = await longestBlockMs(work)
    rows.push({ row: `event loop blocked at most, ${what}`, value, unit: "ms", goal: BLOCKED_GOAL })
  }
  return rows
}

async function longestBlockMs(work: () => Promise<void>): Promise<number> {
  const histogram = monitorEventLoopDelay({ resolution: 1 })
  histogram.enable()
  await sleep(100)
  histogram.reset()
  // The first turn after a reset is where counting starts from: work begun before it would not be seen.
  await sleep(50)
  await work()
  await sleep(100)
  histogram.disable()
  return histogram.max / 1e6
}

function ratioRow(row: string, ours: readonly number[], raw: readonly number[]): Measurement {
  const anchor = { name: "raw @chainsafe/blst calls", value: median(raw) }
  return { row, value: median(ours), unit: "CPU ms", anchor, goal: RATIO_GOAL }
}
