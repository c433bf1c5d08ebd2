import { type Misdeed, misdeeds } from "../byzantine/misdeed.ts"
import type { Scenario, SimNetwork } from "../scenario.ts"

const BLOCKS = 24

export const byzantineThird: Scenario = {
  name: "byzantineThird",
  title:
    "fewer than a third that contradict themselves, keep silent, repeat, forge and propose what is false neither stop nor fork the others nor get one of them punished, and who contradicts itself is deregistered",
  settings: { nodeCount: 7, nodeCountMax: 10 },
  async run(net) {
    await net.reachHeight(net.random.int(1, 6))
    const mixed = net.random.shuffled(Array.from({ length: net.nodeCount() }, (_, at) => at))
    const faulty = Math.floor((mixed.length - 1) / 3)
    const liars = mixed.slice(0, net.random.int(1, faulty))
    const [witness] = mixed.slice(faulty) as [number]
    const choices = net.random.shuffled(misdeeds)
    const roles = new Map(liars.map((at, turn): [number, Misdeed] => [at, choices[turn] as Misdeed]))
    for (const [at, misdeed] of roles) net.corrupt(at, misdeed)

    for (let block = 0; block < BLOCKS; block++) {
      // News in every block, so that there is something to hide.
      net.l2.send({ kind: "setRequirement", amountAtomic: net.preset.stakingRequirementAtomic })
      await net.reachHeight(net.finalHeightMax() + 1)
      // The liars are among those that a restarted node asks.
      if (block === BLOCKS / 2) net.crash(witness)
      if (block === BLOCKS / 2 + 1) await net.restart(witness)
    }
    await net.expectProgress()
    for (const [at, misdeed] of roles) if (misdeed === "equivocate") await expectDeregistered(net, at)
    await net.reachHeight(net.finalHeightMax() + 3)
  },
}

async function expectDeregistered(net: SimNetwork, at: number): Promise<void> {
  const nodeId = net.nodeId(at)
  const isConvicted = () =>
    net.records().some(({ block }) => block?.body.equivocations.some((one) => one.nodeId === nodeId)) &&
    net
      .records()
      .at(-1)
      ?.state.nodes.every((node) => node.nodeId !== nodeId) === true
  net.expect(
    await net.advanceUntil(isConvicted, 60 * net.preset.blockIntervalMs),
    "a validator that contradicts itself is not deregistered",
  )
}
