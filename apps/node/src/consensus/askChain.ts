import { bytesEqual, bytesToHex } from "@sextant/shared/bytes"
import type { Block } from "@sextant/wire/block"
import { blockHash as hashOf } from "@sextant/wire/blockCodec"
import { isWhole } from "./isWhole.ts"
import { readEpoch } from "./readEpoch.ts"
import type { EffectHandler, RunnerState } from "./runnerState.ts"

/** After a halt blocks may be stamped this many intervals in the past, so that the schedule is made up for, but not for ever. */
const CATCH_UP_INTERVALS = 10

/** Builds a block while the view lasts. Not waited for: votes go on meanwhile. */
export const propose: EffectHandler<"propose"> = (runner, effect) => {
  const { deps, logger, stopping } = runner
  const { epoch, view, proposerIndex, parent, parentCertificate, notBeforeMs } = effect
  const { blockIntervalMs, delayMs } = deps.settings
  const isCurrent = () => {
    const { instance } = runner.core
    return !stopping.signal.aborted && instance?.epoch === epoch && instance.view === view
  }
  const run = async () => {
    await runner.importing
    while (isCurrent()) {
      const timestampMs = Math.max(notBeforeMs, deps.clock.nowMs() - CATCH_UP_INTERVALS * blockIntervalMs)
      const request = { epoch, view, proposerIndex, parent, parentCertificate, timestampMs }
      try {
        const block = await deps.buildBlock(request)
        runner.feed({ kind: "blockBuilt", epoch, view, block, blockHash: hashOf(block.header) })
        return
      } catch (error) {
        logger.warn({ err: error, epoch, view }, "could not build a block")
        await deps.clock.sleepMs(delayMs / 2, stopping.signal)
      }
    }
  }
  run().catch(runner.fail)
}

export const validate: EffectHandler<"validate"> = (runner, effect) => {
  const { epoch, block, blockHash, notarized } = effect
  const run = async () => {
    await runner.importing
    const verdict = await runner.deps
      .validateBlock({ block, blockHash, notarized })
      .catch((error: unknown) => {
        runner.logger.warn({ err: error, height: block.header.height }, "could not check a block")
        return "unclear" as const
      })
    runner.feed({ kind: "proposalValidated", epoch, blockHash, verdict })
  }
  run().catch(runner.fail)
}

export const requestBlock: EffectHandler<"requestBlock"> = (runner, { epoch, blockHash }) => {
  const key = bytesToHex(blockHash)
  if (runner.asking.has(key)) return
  runner.asking.add(key)
  const run = async () => {
    const block = await runner.deps.requestBlock(blockHash).catch(() => undefined)
    runner.asking.delete(key)
    if (block === undefined || !isAnswer(block, blockHash) || runner.core.instance?.epoch !== epoch) return
    runner.feed({ kind: "blockReceived", block, blockHash })
  }
  run().catch(runner.fail)
}

/** One range after the other; consensus goes on meanwhile. The next epoch starts when its parent is on disk. */
export const importFinal: EffectHandler<"importFinal"> = (runner, effect) => {
  const { blocks, finalization, closesEpoch } = effect
  const { deps, stopping } = runner
  runner.importing = runner.importing
    .then(async () => {
      if (stopping.signal.aborted) return
      await deps.importFinal({ blocks, finalization })
      observe(runner, blocks)
      if (closesEpoch) await readEpoch(runner)
    })
    .catch(runner.fail)
}

function observe({ deps }: RunnerState, blocks: readonly { readonly block: Block }[]): void {
  const newest = blocks.at(-1)?.block.header
  if (newest === undefined) return
  deps.metrics.count("consensus_blocks_finalized", blocks.length)
  deps.metrics.observe("consensus_finality_seconds", (deps.clock.nowMs() - newest.timestampMs) / 1000)
}

function isAnswer(block: Block, blockHash: Uint8Array): boolean {
  return bytesEqual(hashOf(block.header), blockHash) && isWhole(block)
}
