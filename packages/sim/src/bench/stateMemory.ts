import { readFileSync } from "node:fs"
import { applyBlock } from "@sextant/state-transition/applyBlock"
import { decodeState } from "@sextant/state-transition/stateCodec"
import { stateRoot } from "@sextant/state-transition/stateRoot"
import { testRules } from "@sextant/state-transition/testing/chainBuilder"
import type { ChainState } from "@sextant/state-transition/types"
import { decodeBlock } from "@sextant/wire/blockCodec"

/**
 * A process of its own that reads a state and applies blocks to it, keeping the newest two states as a node does, and then
 * says what that takes. `node --expose-gc stateMemory.ts STATE_FILE BLOCK_FILE...`
 */
const MB = 2 ** 20
const [stateFile, ...blockFiles] = process.argv.slice(2)
const { heapUsed: heapBefore } = process.memoryUsage()
const rules = { ...testRules("mainnet"), randaoVerified: true }
const states: ChainState[] = [decodeState(readFileSync(stateFile ?? ""))]
stateRoot(states[0] as ChainState)
for (const file of blockFiles) {
  const parent = states.at(-1) as ChainState
  states.push(applyBlock(rules, parent, decodeBlock(readFileSync(file))).state)
  if (states.length > 2) states.shift()
}
const peakMb = process.resourceUsage().maxRSS / 1024
globalThis.gc?.()
const { heapUsed, external, rss } = process.memoryUsage()
process.stdout.write(
  JSON.stringify({
    heapMb: (heapUsed - heapBefore) / MB,
    externalMb: external / MB,
    rssMb: rss / MB,
    peakMb,
    nodeCount: states.at(-1)?.nodes.length,
  }),
)
