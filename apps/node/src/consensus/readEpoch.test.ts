import { describe, expect, it } from "vitest"
import type { EpochContext } from "./consensusDeps.ts"
import { readEpoch } from "./readEpoch.ts"
import type { Message, RunnerState } from "./runnerState.ts"

/** A runner whose queue is not worked through: whatever is fed stays in line. */
function busyRunner(context: () => EpochContext): { runner: RunnerState; queue: Message[] } {
  const queue: Message[] = []
  const runner = {
    deps: {
      epochContext: async () => context(),
      voteLog: {
        read: () => [],
        append: async () => {},
        prune: async () => {},
        watermark: () => undefined,
        networkId: () => undefined,
        renouncedAtMs: () => undefined,
      },
      candidates: { readBlocks: () => [], readCertificates: () => [], prune: async () => {} },
    },
    core: { instance: { epoch: 0 } },
    announcedEpoch: undefined,
    seenProposals: new Set(),
    suspects: new Map(),
    logger: { info() {}, warn() {} },
    feed: (message: Message) => queue.push(message),
  } as unknown as RunnerState
  return { runner, queue }
}

const contextOf = (epoch: number) =>
  ({
    epoch,
    head: { height: epoch * 10 },
    validators: { publicKeys: [] },
    ownIndex: 0,
  }) as unknown as EpochContext

describe("readEpoch", () => {
  it("starts an epoch once when an import and a sync report it while the core is busy", async () => {
    const { runner, queue } = busyRunner(() => contextOf(1))
    await readEpoch(runner)
    await readEpoch(runner)
    expect(queue.map(({ kind }) => kind)).toEqual(["epochStarted", "finalAdvanced"])
  })

  it("says nothing of an epoch that is over", async () => {
    let epoch = 2
    const { runner, queue } = busyRunner(() => contextOf(epoch))
    await readEpoch(runner)
    epoch = 1
    await readEpoch(runner)
    expect(queue.map(({ kind }) => kind)).toEqual(["epochStarted"])
  })
})
