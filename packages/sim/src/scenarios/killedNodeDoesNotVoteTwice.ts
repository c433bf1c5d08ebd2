import { effectKinds } from "../life.ts"
import type { Scenario, SimNetwork } from "../scenario.ts"

const KILLS = 14

export const killedNodeDoesNotVoteTwice: Scenario = {
  name: "killedNodeDoesNotVoteTwice",
  title: "a node killed at any point between deciding and sending never contradicts itself",
  settings: { nodeCount: 4 },
  async run(net) {
    await net.reachHeight(1)
    for (let kill = 0; kill < KILLS; kill++) {
      const victim = net.random.int(0, net.nodeCount() - 1)
      // The first rounds walk through all points behind a write; the others fall anywhere.
      if (kill < KILLS / 2) await killBehindWrite(net, victim, kill)
      else await killAnywhere(net, victim)
      await net.advanceMs(net.random.int(0, 2_000))
      await net.restart(victim)
      await net.advanceMs(net.random.int(500, 3_000))
    }
    await net.expectProgress()
    for (let at = 0; at < net.nodeCount(); at++)
      net.expect(net.voteLog(at).length > 0, `the vote log of node ${at} is empty`)
  },
}

async function killBehindWrite(net: SimNetwork, victim: number, count: number): Promise<void> {
  net.crashAtEffect(victim, count, ["write", "flushed", "send"])
  await untilDead(net, victim)
}

async function killAnywhere(net: SimNetwork, victim: number): Promise<void> {
  await net.advanceMs(net.random.int(0, net.preset.blockIntervalMs))
  net.crashAtEffect(victim, net.random.int(0, 25), effectKinds)
  await untilDead(net, victim)
}

async function untilDead(net: SimNetwork, victim: number): Promise<void> {
  const isDead = await net.advanceUntil(() => !net.isRunning(victim), 10 * net.preset.blockIntervalMs)
  if (!isDead) net.crash(victim)
}
