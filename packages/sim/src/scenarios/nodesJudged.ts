import { creditAfterRecommission, creditBlocksOf } from "@sextant/state-transition/credits"
import type { ChainState } from "@sextant/state-transition/types"
import type { Scenario, SimNetwork } from "../scenario.ts"

export const nodesJudged: Scenario = {
  name: "nodesJudged",
  title:
    "a node that stops is set aside and taken back with what two blocks per block down leave of its credit; one that stays down loses its place and its stake is locked; judges may restart meanwhile, and nobody else is punished",
  settings: { nodeCount: 7 },
  async run(net) {
    const { blockIntervalMs, credit } = net.preset
    await net.reachHeight(4)
    const [returning, lost, judge] = net.random.shuffled(all(net)) as [number, number, number]
    await net.stop(returning)
    const isDown = () => recordOf(net, returning)?.status === "decommissioned"
    net.expect(await net.advanceUntil(isDown, 60 * blockIntervalMs), "a node that stopped is not set aside")
    const before = newest(net)
    const downHeight = recordOf(net, returning)?.decommissionedHeight ?? 0

    // A judge that restarts in between goes on judging.
    await net.stop(judge)
    await net.advanceMs(net.random.int(0, 2) * blockIntervalMs)
    await net.restart(judge)
    await net.restart(returning)
    net.expect(
      await net.advanceUntil(() => recordOf(net, returning)?.status === "active", 60 * blockIntervalMs),
      "a node that has returned is not taken back",
    )
    expectCreditKept(net, { at: returning, before, downHeight })

    await net.stop(lost)
    const registryId = net.registryId(lost)
    const exitOf = () => newest(net).exits.find((exit) => exit.registryId === registryId)
    const patienceBlocks = 2 * credit.capBlocks + 60
    net.expect(
      await net.advanceUntil(() => exitOf() !== undefined, patienceBlocks * blockIntervalMs),
      "a node that stayed down is not deregistered",
    )
    expectDeservedEnd(net, lost)
    await net.expectProgress()
    expectNobodyElse(net, [returning, lost])
  },
}

const all = (net: SimNetwork) => Array.from({ length: net.nodeCount() }, (_, at) => at)
const newest = (net: SimNetwork) => net.records().at(-1)?.state as ChainState
const recordOf = (net: SimNetwork, at: number) =>
  newest(net).nodes.find((node) => node.nodeId === net.nodeId(at))

type Return = { readonly at: number; readonly before: ChainState; readonly downHeight: number }

function expectCreditKept(net: SimNetwork, { at, before, downHeight }: Return): void {
  const node = before.nodes.find(({ nodeId }) => nodeId === net.nodeId(at))
  const returned = recordOf(net, at)
  net.expect(node !== undefined && returned !== undefined, "the returned node is not there")
  if (node === undefined || returned === undefined) return
  const height = returned.activeSinceHeight
  const atDecommission = creditBlocksOf(net.preset, node, downHeight)
  const expected = Math.max(0, atDecommission - 2 * (height - downHeight))
  net.expect(
    returned.creditBaseBlocks === expected && expected === creditAfterRecommission(net.preset, node, height),
    `a node with ${atDecommission} blocks of credit that was down for ${height - downHeight} has ${returned.creditBaseBlocks} left`,
  )
}

/** Set aside first, deregistered only after its credit was used up, and locked. */
function expectDeservedEnd(net: SimNetwork, at: number): void {
  const nodeId = net.nodeId(at)
  const fates = net
    .records()
    .flatMap(({ block, height }) =>
      (block?.body.stateChanges ?? [])
        .filter((change) => change.nodeId === nodeId)
        .map(({ kind }) => ({ kind, height })),
    )
  const [aside, gone] = fates.slice(-2)
  net.expect(
    aside?.kind === "decommission" && gone?.kind === "deregister",
    `the lost node's fate was ${fates.map(({ kind }) => kind).join(", ")}`,
  )
  const standing = net.records()[(gone?.height ?? 1) - 1]?.state.nodes.find((node) => node.nodeId === nodeId)
  net.expect(
    standing !== undefined && creditBlocksOf(net.preset, standing, gone?.height ?? 0) < 0,
    "a node was deregistered while it had credit",
  )
  const exit = newest(net).exits.find((candidate) => candidate.nodeId === nodeId)
  net.expect(
    exit?.kind === "deregistered" && exit.unlockAtS >= exit.eligibleAtS + net.preset.deregisteredLockS - 1,
    "the stake of a deregistered node is not locked",
  )
}

function expectNobodyElse(net: SimNetwork, guilty: readonly number[]): void {
  const names = new Set(guilty.map(net.nodeId))
  for (const { block, height } of net.records())
    for (const { kind, nodeId } of block?.body.stateChanges ?? [])
      net.expect(names.has(nodeId), `${kind} of an innocent node at height ${height}`)
}
