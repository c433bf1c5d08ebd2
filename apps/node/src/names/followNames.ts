import { bytesEqual } from "@sextant/shared/bytes"
import { l2Height } from "@sextant/shared/units"
import type { L2Reference } from "@sextant/wire/block"
import type { L2, Logger } from "../ports.ts"
import type { NamesStore } from "./namesStore.ts"
import type { NamesCursor } from "./stepCodec.ts"

export type FollowDeps = { readonly l2: L2; readonly store: NamesStore; readonly logger: Logger }

/** `moved`: there may be more at once. `level`: read up to the head. `unclear`: the L2 cannot tell yet. */
export type FollowOutcome = "moved" | "level" | "unclear"

/** L2 blocks in one step at most, so that one write and what it replaced stay small. */
export const STEP_BLOCKS_MAX = 10_000

/** Reads one step on, or goes back to the newest block that still stands. What it does is one write, or nothing. */
export async function followNames(deps: FollowDeps): Promise<FollowOutcome> {
  const { l2, store } = deps
  const head = await l2.allowedHead()
  if (head === undefined) return "unclear"
  const cursor = store.cursor()
  if (cursor !== undefined) {
    const stands = await isOn(l2, head, cursor)
    if (stands === undefined) return "unclear"
    if (!stands) return goBack(deps, head)
    if (cursor.number === head.number) return "level"
  }
  const upTo = await endOfStep(l2, head, cursor)
  const page = upTo && (await l2.namesEvents({ after: cursor, upTo }))
  if (upTo === undefined || page === undefined) return "unclear"
  await store.append({ ...upTo, timestampS: page.timestampS }, page.events)
  return "moved"
}

/** Undefined when the L2 cannot tell. A block above the head is not on its chain, whatever it was. */
async function isOn(l2: L2, head: L2Reference, block: L2Reference): Promise<boolean | undefined> {
  if (block.number > head.number) return false
  const hash = block.number === head.number ? head.hash : await l2.canonicalHash(block.number)
  return hash && bytesEqual(hash, block.hash)
}

async function endOfStep(
  l2: L2,
  head: L2Reference,
  cursor: NamesCursor | undefined,
): Promise<L2Reference | undefined> {
  const after = cursor?.number ?? (await l2.deployedAfter())
  const number = l2Height(after + STEP_BLOCKS_MAX)
  if (number >= head.number) return after < head.number ? head : undefined
  const hash = await l2.canonicalHash(number)
  return hash && { number, hash }
}

/** Of the steps the older ones stand and the newer ones do not; the border is found by halving. */
async function goBack(deps: FollowDeps, head: L2Reference): Promise<FollowOutcome> {
  const { l2, store, logger } = deps
  const steps = store.steps()
  let standing = 0
  let fallen = steps.length
  while (standing < fallen) {
    const middle = (standing + fallen) >> 1
    const stands = await isOn(l2, head, steps[middle] as NamesCursor)
    if (stands === undefined) return "unclear"
    if (stands) standing = middle + 1
    else fallen = middle
  }
  const to = steps[standing - 1]
  logger.warn(
    { from: steps.at(-1)?.number, to: to?.number },
    "the L2 took blocks back; names and passes are read again from there",
  )
  await store.rollBack(to)
  return "moved"
}
