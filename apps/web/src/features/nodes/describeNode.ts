import { formatCount } from "../../format/amount.ts"
import { formatDuration, formatInstant } from "../../format/time.ts"
import type { Outputs } from "../../trpc/types.ts"
import type { IconName } from "../../ui/Icon.tsx"
import type { Tone } from "../../ui/tone.ts"

export type DescribedNode = {
  readonly word: string
  readonly tone: Tone
  readonly icon: IconName
  readonly sentence: string
}

/** What the description of a node reads: a row of the list or more. */
export type NodeFacts = Pick<
  Outputs["node"]["list"]["nodes"][number],
  | "state"
  | "activeSinceHeight"
  | "earningFromHeight"
  | "exitHeight"
  | "exitRequestedHeight"
  | "refusedReason"
  | "creditBlocks"
  | "votes"
  | "exitLeaf"
  | "left"
>

export type DescribeParams = {
  readonly headHeight: number | null
  readonly blockIntervalMs: number | null
  readonly nowMs: number
}

/** More than half of the last eight chances missed fails the test. */
const VOTES_TESTED = 8

/** A node's state in one word, one colour, one picture and one sentence; used wherever a node is shown. Pure. */
export function describeNode(node: NodeFacts, params: DescribeParams): DescribedNode {
  switch (node.state) {
    case "joining":
      return {
        word: "Joining",
        tone: "accent",
        icon: "hourglass",
        sentence: "Registered on the L2; becomes active when a final block carries the registration.",
      }
    case "active":
      return describeActive(node, params)
    case "decommissioned":
      return {
        word: "Decommissioned",
        tone: "warn",
        icon: "pause",
        sentence: `Not earning because its tests fail. It recovers with the next passed test${deadline(node, params)}.`,
      }
    case "exiting":
      return describeExiting(node, params)
    case "deregistered":
      return describeRemoved(node, params)
    case "refused":
      return {
        word: "Refused",
        tone: "bad",
        icon: "ban",
        sentence: `The appchain refused the registration${node.refusedReason === null ? "" : ` (${node.refusedReason})`}. ${returnOf(node, params)}`,
      }
    case "exited":
      return describeExited(node, params)
  }
}

function describeActive(node: NodeFacts, params: DescribeParams): DescribedNode {
  const since =
    node.activeSinceHeight === null ? "Active" : `Active since block ${formatCount(node.activeSinceHeight)}`
  const tested = node.votes.slice(-VOTES_TESTED)
  const missed = tested.filter((voted) => !voted).length
  if (missed * 2 > tested.length && tested.length >= VOTES_TESTED / 2)
    return {
      word: "Active, at risk",
      tone: "warn",
      icon: "shield",
      sentence: `${since}, but it missed ${missed} of its last ${tested.length} votes and fails the test if that goes on.`,
    }
  const { earningFromHeight: from } = node
  const waits = from !== null && params.headHeight !== null && from > params.headHeight
  const earning =
    from === null
      ? ""
      : waits
        ? `; earns from block ${formatCount(from)}${until(from, params)}`
        : " and earning"
  return { word: "Active", tone: "good", icon: "check", sentence: `${since}${earning}.` }
}

function describeExiting(node: NodeFacts, params: DescribeParams): DescribedNode {
  const { exitHeight } = node
  const passed = exitHeight !== null && params.headHeight !== null && params.headHeight >= exitHeight
  if (passed)
    return {
      word: "Exit requested",
      tone: "move",
      icon: "door",
      sentence: `Its waiting time ended at block ${formatCount(exitHeight)}; the next snapshot lets it leave.`,
    }
  const when =
    exitHeight === null ? "soon" : `at block ${formatCount(exitHeight)}${until(exitHeight, params)}`
  return {
    word: "Exit requested",
    tone: "move",
    icon: "door",
    sentence: `Leaves ${when}. It serves and earns until then.`,
  }
}

function describeExited(node: NodeFacts, params: DescribeParams): DescribedNode {
  if (node.left === null) {
    return {
      word: "Ready to exit",
      tone: "move",
      icon: "doorOpen",
      sentence:
        node.exitLeaf === null
          ? "It has left the appchain; the next snapshot lets its stake return."
          : returnOf(node, params),
    }
  }
  const locked = node.left.unlockAtMs > params.nowMs
  const how = node.left.kind === "withoutSnapshot" ? "Left without a snapshot" : "Left"
  return {
    word: "Exited",
    tone: "idle",
    icon: "archive",
    sentence: `${how} on ${formatInstant(node.left.atMs)}; ${
      locked
        ? `its stake is locked for another ${formatDuration(node.left.unlockAtMs - params.nowMs)}`
        : "its stake was returned to the stakers"
    }.`,
  }
}

function describeRemoved(node: NodeFacts, params: DescribeParams): DescribedNode {
  const locked = node.left ?? node.exitLeaf
  const stake =
    locked === null
      ? "The next snapshot says when its stake unlocks."
      : locked.unlockAtMs > params.nowMs
        ? `Its stake unlocks in ${formatDuration(locked.unlockAtMs - params.nowMs)}.`
        : "Its stake is unlocked."
  return {
    word: "Deregistered",
    tone: "bad",
    icon: "ban",
    sentence: `Removed for failing its duties. ${stake}`,
  }
}

/** What can be done about the stake of a node that is out but has not left the L2. */
function returnOf({ exitLeaf, left }: NodeFacts, { nowMs }: DescribeParams): string {
  if (left !== null) return "Its stake was returned to the stakers."
  if (exitLeaf === null) return "The next snapshot lets its stake return."
  if (exitLeaf.eligibleAtMs > nowMs)
    return `Its exit can be completed in ${formatDuration(exitLeaf.eligibleAtMs - nowMs)}.`
  return "Anyone may complete the exit now; the stake returns to the stakers."
}

function deadline({ creditBlocks }: NodeFacts, { blockIntervalMs }: DescribeParams): string {
  if (creditBlocks === null || blockIntervalMs === null) return ""
  return `, and is deregistered in about ${formatDuration(creditBlocks * blockIntervalMs)} (${formatCount(creditBlocks)} blocks of credit) otherwise`
}

/** `, in about 3 min`: a height put into time by the measured block interval. */
function until(height: number, { headHeight, blockIntervalMs }: DescribeParams): string {
  if (headHeight === null || blockIntervalMs === null) return ""
  return `, in about ${formatDuration(Math.max(0, height - headHeight) * blockIntervalMs)}`
}
