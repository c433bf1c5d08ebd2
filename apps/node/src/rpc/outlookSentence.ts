import type { Preset } from "@sextant/shared/params"
import type { Outlook } from "@sextant/state-transition/outlook"
import type { NodeRecord } from "@sextant/state-transition/types"

/** What would happen to a node that stopped now, for people. */
export function outlookSentence(preset: Preset, node: NodeRecord, outlook: Outlook): string {
  const time = (blocks: number) => duration(blocks * preset.blockIntervalMs)
  const lock = duration(preset.deregisteredLockS * 1000)
  const { creditBlocks, whenFailing, deregisterableInBlocks } = outlook
  const has = blocksOf(Math.max(0, creditBlocks))
  if (node.status === "decommissioned") {
    if (creditBlocks >= 0)
      return `It is set aside and spends its credit: if it stays down it may be deregistered in ${blocksOf(deregisterableInBlocks)} (${time(deregisterableInBlocks)}), which locks its stake for ${lock}. As soon as it passes its tests it is taken back.`
    return whenFailing === "deregister"
      ? `It is set aside and its credit is used up: judges who see it fail deregister it now, which locks its stake for ${lock}.`
      : "It is set aside and its credit is used up, but so many nodes are down that nobody is deregistered now."
  }
  const expiry = duration(preset.uptimeProofValidityS * 1000)
  if (whenFailing === undefined)
    return "If it stopped now, judges would leave it in place: too few other nodes are active."
  if (whenFailing === "decommission")
    return `If it stopped now, its uptime proof would expire within ${expiry} and judges would set it aside; it would then have its credit of ${has} (${time(Math.max(0, creditBlocks))}) to return before it may be deregistered.`
  return `Its credit is ${has}, and ${blocksOf(preset.credit.decommissionMinBlocks)} are needed to be set aside: if it stopped now, judges would deregister it once its uptime proof expires (within ${expiry}), which locks its stake for ${lock}.`
}

function blocksOf(count: number): string {
  return count === 1 ? "1 block" : `${count} blocks`
}

/** The two largest parts of a duration, rounded down: 3 d 4 h, 2 h 5 min, 12 s. */
function duration(ms: number): string {
  const parts: [string, number][] = [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["min", 60_000],
    ["s", 1_000],
  ]
  let left = ms
  const words = parts.flatMap(([unit, unitMs]) => {
    const count = Math.floor(left / unitMs)
    left -= count * unitMs
    return count === 0 ? [] : [`${count} ${unit}`]
  })
  return words.slice(0, 2).join(" ") || "0 s"
}
