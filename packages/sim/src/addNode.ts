import { createNodeKeys, signRegistration } from "./nodeKeys.ts"
import type { SimContext } from "./simContext.ts"
import { createSimNode, type SimNode } from "./simNode.ts"

/** A new machine with new keys, whose registration waits for the next L2 block. */
export function addNode(context: SimContext): SimNode {
  const { world, settings, preset, domain } = context
  const at = context.nodes.length
  const random = world.random.fork(`operator ${at}`)
  const keys = createNodeKeys(random)
  const skewMsMax = settings.skewMsMax ?? 0
  const faultyMax = Math.floor((settings.nodeCount - 1) / 3)
  const drawnSkewMs = random.between(-skewMsMax, skewMsMax)
  const node = createSimNode(world, {
    at,
    keys,
    skewMs: (at < faultyMax ? settings.skewsMs?.[at] : undefined) ?? drawnSkewMs,
    lyingDisk: settings.lyingDisks === true,
  })
  const choice = { stakeAtomic: preset.stakingRequirementAtomic, feeBps: random.int(0, 10_000) }
  world.chain.send({ kind: "register", registration: signRegistration(domain, keys, choice) })
  context.nodes.push(node)
  context.observer.watch({ nodeId: keys.nodeId, name: node.name, disk: node.disk })
  return node
}
