import type { Preset } from "@sextant/shared/params"
import { unixMs } from "@sextant/shared/units"
import { genesisState } from "@sextant/state-transition/genesis"
import { headerOf, headHash } from "@sextant/state-transition/stateRoot"
import type { Rules } from "@sextant/state-transition/types"
import { EMPTY_BODY } from "@sextant/wire/block"
import { networkIdOf } from "@sextant/wire/messages"
import type { Clock, L2, Logger, NetworkStart } from "../ports.ts"
import type { AppliedBlock } from "./chainStore.ts"

export type GenesisDeps = {
  readonly clock: Clock
  readonly l2: L2
  readonly logger: Logger
  readonly preset: Preset
}

export type Genesis = { readonly rules: Rules; readonly applied: AppliedBlock }

const WAIT_MS = 500

/** Waits for the contract's start, as long as it takes. Undefined when `signal` aborts first. */
export async function awaitNetworkStart(
  deps: GenesisDeps,
  signal: AbortSignal,
): Promise<NetworkStart | undefined> {
  let said = false
  while (!signal.aborted) {
    const start = await deps.l2.networkStart()
    if (start !== undefined) return start
    if (!said) deps.logger.info({}, "waiting for the network to start on the L2")
    said = true
    await deps.clock.sleepMs(WAIT_MS, signal)
  }
  return undefined
}

export function rulesOf(preset: Preset, start: NetworkStart): Rules {
  const { chainId, registry } = start
  const networkId = networkIdOf({ chainId, registry }, start.l2.hash)
  return { preset, domain: { chainId, registry, networkId } }
}

/** Derives block 0 from the contracts' events up to the start. Waits until this node has seen all of them. */
export async function deriveGenesis(
  deps: GenesisDeps,
  start: NetworkStart,
  signal: AbortSignal,
): Promise<Genesis | undefined> {
  const rules = rulesOf(deps.preset, start)
  while (!signal.aborted) {
    const l2Events = await deps.l2.events({ after: await deps.l2.deployedAfter(), upTo: start.l2 })
    if (l2Events === undefined) {
      await deps.clock.sleepMs(WAIT_MS, signal)
      continue
    }
    const timestampMs = unixMs(start.genesisTimeS * 1000)
    const { state, effects } = genesisState(rules, { timestampMs, l2: start.l2, events: l2Events })
    const block = { header: headerOf(state), body: EMPTY_BODY }
    return { rules, applied: { block, blockHash: headHash(state), state, effects, l2Events } }
  }
  return undefined
}
