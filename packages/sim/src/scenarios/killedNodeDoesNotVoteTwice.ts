import { effectKinds } from "../life.ts"
import type { Scenario, SimNetwork } from "../scenario.ts"

const EPISODES = 6
const KILLS_PER_EPISODE = 4

export const killedNodeDoesNotVoteTwice: Scenario = {
  name: "killedNodeDoesNotVoteTwice",
  title: "a node killed at any point between deciding and sending never contradicts itself",
  settings: { nodeCount: 4 },
  async run(net) {
    await net.reachHeight(1)
    for (let episode = 0; episode < EPISODES; episode++) {
      // Without a quorum a view lasts, and whoever returns to it meets its own earlier words while the L2 has moved on.
      if (episode % 2 === 0) cutBelowQuorum(net)
      for (let kill = 0; kill < KILLS_PER_EPISODE; kill++) {
        const victim = net.random.int(0, net.nodeCount() - 1)
        if (kill % 2 === 0)
          net.crashAtEffect(victim, net.random.int(0, 6), ["write", "flushed", "send", "publish"])
        else net.crashAtEffect(victim, net.random.int(0, 25), effectKinds)
        await untilDead(net, victim)
        await net.advanceMs(net.random.pick([0, 50, 500, 2_500]))
        await net.restart(victim)
        await net.advanceMs(net.random.int(0, 1_500))
      }
      net.heal()
      await net.expectProgress()
    }
    for (let at = 0; at < net.nodeCount(); at++)
      net.expect(net.voteLog(at).length > 0, `the vote log of node ${at} is empty`)
  },
}

function cutBelowQuorum(net: SimNetwork): void {
  const mixed = net.random.shuffled(Array.from({ length: net.nodeCount() }, (_, at) => at))
  const size = net.random.int(1, Math.floor((2 * mixed.length) / 3))
  net.partition([mixed.slice(0, size), mixed.slice(size, size + 1), mixed.slice(size + 1)])
}

async function untilDead(net: SimNetwork, victim: number): Promise<void> {
  const isDead = await net.advanceUntil(() => !net.isRunning(victim), 2 * net.preset.blockIntervalMs)
  if (!isDead) net.crash(victim)
}
