import { calmLinks } from "../networkFaults.ts"
import type { Scenario, SimNetwork } from "../scenario.ts"

const TURNS = 40

export const randomFaults: Scenario = {
  name: "randomFaults",
  title:
    "whatever is killed, cut, lost, slowed or reorganized in whatever order, the network is safe and goes on after it",
  settings: { nodeCount: 5, skewMsMax: 200 },
  async run(net) {
    await net.reachHeight(1)
    for (let turn = 0; turn < TURNS; turn++) {
      await net.random.pick(turns)(net)
      await net.advanceMs(net.random.pick([0, 30, 300, 3_000]) * net.random.between(0.5, 1.5))
    }
    await repair(net)
    await net.expectProgress()
  },
}

type Turn = (net: SimNetwork) => Promise<void> | void

const anyone = (net: SimNetwork) => net.random.int(0, net.nodeCount() - 1)

const turns: readonly Turn[] = [
  (net) => net.crash(anyone(net)),
  (net) => net.crashAtEffect(anyone(net), net.random.int(0, 30), ["write", "flushed", "send", "answer"]),
  (net) => net.crashAtEffect(anyone(net), net.random.int(0, 5), ["write", "flushed"]),
  restartOne,
  restartOne,
  restartOne,
  breathe,
  breathe,
  (net) => {
    const mixed = net.random.shuffled(Array.from({ length: net.nodeCount() }, (_, at) => at))
    const cut = net.random.int(1, mixed.length - 1)
    net.partition([mixed.slice(0, cut), mixed.slice(cut)])
  },
  (net) => net.heal(),
  (net) => net.slowLink(anyone(net), anyone(net), net.random.int(2, 40)),
  (net) =>
    net.setLinks({
      latencyMs: [1, net.random.int(5, 400)],
      lossChance: net.random.between(0, 0.2),
      duplicateChance: net.random.between(0, 0.2),
      reorderChance: net.random.between(0, 0.3),
      reorderMsMax: 300,
    }),
  (net) => net.setLinks(calmLinks),
  (net) => net.reorgL2(1),
  (net) => net.stallL2(net.random.chance(0.5)),
  (net) => net.setL2Fault(anyone(net), { kind: "lags", blocks: net.random.int(1, 20) }),
  (net) => net.setL2Fault(anyone(net), { kind: "none" }),
]

async function repair(net: SimNetwork): Promise<void> {
  net.heal()
  net.setLinks(calmLinks)
  net.stallL2(false)
  for (let at = 0; at < net.nodeCount(); at++) {
    net.setL2Fault(at, { kind: "none" })
    net.spare(at)
    if (!net.isRunning(at)) await net.restart(at)
  }
}

/** Now and then a calm hour, so that the next fault meets a chain that has moved on. */
async function breathe(net: SimNetwork): Promise<void> {
  await repair(net)
  await net.advanceMs(4 * net.preset.blockIntervalMs)
}

async function restartOne(net: SimNetwork): Promise<void> {
  for (let at = 0; at < net.nodeCount(); at++) if (!net.isRunning(at)) return net.restart(at)
}
