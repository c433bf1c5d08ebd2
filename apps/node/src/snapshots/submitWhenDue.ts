import type { NodeId } from "@sextant/wire/l2Event"
import type { Clock, L2, Logger, Metrics } from "../ports.ts"
import { toSubmission } from "./aggregatePartials.ts"
import type { Gathering } from "./gatherPartials.ts"

export type SubmitDeps = {
  readonly clock: Clock
  readonly l2: L2
  readonly logger: Logger
  readonly metrics: Metrics
  readonly nodeId: NodeId
  /** How long the next in line waits for the one before it, and pause after a failure. */
  readonly turnMs: number
  /** How long partials take to arrive; pause while too few are here. */
  readonly gatherMs: number
  /** A snapshot older than this is refused by the contract. */
  readonly ageMaxMs: number
  /** True once a newer snapshot has taken this one's place. */
  readonly isOutdated: () => boolean
}

const TURNS_MAX = 20

/**
 * Submits the snapshot when it is this node's turn and nobody was faster. The line starts at another node for every snapshot,
 * so that the costs go round.
 */
export async function submitWhenDue(
  deps: SubmitDeps,
  gathering: Gathering,
  signal: AbortSignal,
): Promise<void> {
  const { snapshot } = gathering.body.taken
  const turn = turnOf(deps.nodeId, gathering)
  if (turn === undefined) return
  await deps.clock.sleepMs(deps.gatherMs + Math.min(turn, TURNS_MAX) * deps.turnMs, signal)
  while (!signal.aborted && !deps.isOutdated() && isFresh(deps, snapshot.timestampS)) {
    const isEnough = hasQuorum(gathering)
    try {
      if (isEnough && (await trySubmit(deps, gathering))) return
    } catch (error) {
      deps.logger.warn({ height: snapshot.height, error: String(error) }, "could not submit a snapshot")
    }
    await deps.clock.sleepMs(isEnough ? deps.turnMs : deps.gatherMs, signal)
  }
}

/** Whether asking the contract is worth it: with fewer it would refuse unless its keys are not ours. */
function hasQuorum({ body, partials }: Gathering): boolean {
  return partials.size >= body.signers.length - Math.floor(body.signers.length / 3)
}

/** @returns True when nothing is left to do. */
async function trySubmit(deps: SubmitDeps, gathering: Gathering): Promise<boolean> {
  const { height } = gathering.body.taken.snapshot
  const accepted = await deps.l2.acceptedSnapshot()
  if (accepted !== undefined && accepted.height >= height) return true
  const submission = toSubmission(gathering, await deps.l2.registeredKeys())
  if (submission === undefined) return false
  const outcome = await deps.l2.submitSnapshot(submission)
  deps.metrics.count(`snapshot_submissions_${outcome.kind}_total`)
  switch (outcome.kind) {
    case "sent":
      deps.logger.info(
        { height, txHash: outcome.txHash, nonSigners: submission.nonSigners.length },
        "submitted a snapshot",
      )
      return true
    case "superseded":
    case "watchOnly":
      return true
    case "refused":
      deps.logger.warn({ height, reason: outcome.reason }, "the contract refused a snapshot")
      return false
  }
}

/** Position in the line for this snapshot, 0 first; undefined for a node that is not among the signers. */
export function turnOf(nodeId: NodeId, gathering: Pick<Gathering, "body">): number | undefined {
  const { signers, taken } = gathering.body
  const index = signers.findIndex((signer) => signer.nodeId === nodeId)
  if (index < 0) return undefined
  const first = taken.snapshot.height % signers.length
  return (index - first + signers.length) % signers.length
}

function isFresh(deps: SubmitDeps, timestampS: number): boolean {
  return deps.clock.nowMs() - timestampS * 1000 < deps.ageMaxMs
}
