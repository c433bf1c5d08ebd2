import type { EpochStart } from "@sextant/consensus/types"
import type { Block } from "@sextant/wire/block"
import { decodeBlock, blockHash as hashOf } from "@sextant/wire/blockCodec"
import type { Certificate } from "@sextant/wire/vote"
import { decodeCertificate } from "@sextant/wire/voteCodec"
import type { EpochContext } from "./consensusDeps.ts"
import type { RunnerState } from "./runnerState.ts"

/** Epochs before the previous one are over for everybody; their votes and candidates can go. */
const EPOCHS_KEPT = 1

/** Tells the core what the newest final block leads into: the next epoch, or a later place in this one. */
export async function readEpoch(runner: RunnerState): Promise<void> {
  const { deps } = runner
  const context = await deps.epochContext()
  const { epoch, head } = context
  // Not the core's: an announcement may still stand in its queue.
  const current = runner.announcedEpoch
  if (current !== undefined && epoch < current) return
  if (epoch === current) {
    runner.feed({ kind: "finalAdvanced", epoch, head })
    return
  }
  runner.announcedEpoch = epoch
  runner.feed({ kind: "epochStarted", start: resume(runner, context) })
  runner.seenProposals.clear()
  runner.suspects.clear()
  const { validators, ownIndex } = context
  const validatorCount = validators.publicKeys.length
  runner.logger.info({ epoch, height: head.height, validatorCount, ownIndex }, "entered an epoch")
  const firstKept = Math.max(0, epoch - EPOCHS_KEPT)
  await deps.voteLog.prune(firstKept)
  await deps.candidates.prune(firstKept)
}

/** The epoch with everything this node has kept of it. */
function resume(runner: RunnerState, context: EpochContext): EpochStart {
  const { voteLog, candidates } = runner.deps
  const { epoch } = context
  return {
    ...context,
    silentThroughView: silentThroughView(runner, context),
    ownStatements: voteLog.read(epoch),
    candidates: candidates.readBlocks(epoch).flatMap((bytes) => readBlock(runner, bytes)),
    certificates: candidates.readCertificates(epoch).flatMap((bytes) => readCertificate(runner, bytes)),
  }
}

/** Where an imported watermark, or having renounced, forbids to speak. */
function silentThroughView({ deps }: RunnerState, { epoch, startedAtMs }: EpochContext): number {
  const renouncedAtMs = deps.voteLog.renouncedAtMs()
  // A block may be stamped up to Δ ahead of the clock.
  const isNew = startedAtMs !== undefined && startedAtMs - deps.settings.delayMs > (renouncedAtMs ?? 0)
  if (renouncedAtMs !== undefined && !isNew) return Number.POSITIVE_INFINITY
  const mark = deps.voteLog.watermark()
  if (mark === undefined || epoch > mark.epoch) return 0
  return epoch < mark.epoch ? Number.POSITIVE_INFINITY : mark.view
}

function readBlock({ logger }: RunnerState, bytes: Uint8Array): { blockHash: Uint8Array; block: Block }[] {
  try {
    const block = decodeBlock(bytes)
    return [{ block, blockHash: hashOf(block.header) }]
  } catch (error) {
    // Peers that voted for it hold it too; without it we only ask.
    logger.warn({ err: error }, "dropped a stored block that cannot be read")
    return []
  }
}

function readCertificate({ logger }: RunnerState, bytes: Uint8Array): Certificate[] {
  try {
    return [decodeCertificate(bytes)]
  } catch (error) {
    logger.warn({ err: error }, "dropped a stored certificate that cannot be read")
    return []
  }
}
