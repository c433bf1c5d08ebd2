import type { Height, UnixMs } from "@sextant/shared/units"
import type { RegistryId } from "@sextant/wire/l2Event"
import { columnsOf } from "./nodeColumns.ts"
import { removeNodes } from "./nodeList.ts"
import type { ChainState, Effect, ExitRecord, NodeRecord, Transition } from "./types.ts"

/** Removes the nodes whose exit height lies behind `now.height`; their stakes wait for the contract from here on. */
export function leaveDueNodes(
  state: ChainState,
  now: { readonly height: Height; readonly timestampMs: UnixMs },
): Transition {
  if (now.height <= columnsOf(state.nodes).firstExitHeight) return { state, effects: [] }
  const isDue = (node: NodeRecord) => node.exitHeight !== undefined && now.height > node.exitHeight
  const leaving = state.nodes.filter(isDue)
  let next = removeNodes(state, isDue)
  const effects: Effect[] = []
  const eligibleAtS = Math.floor(now.timestampMs / 1000)
  for (const { nodeId, registryId, blsPublicKey } of leaving) {
    next = addExit(next, {
      registryId,
      nodeId,
      blsPublicKey,
      kind: "exit",
      reason: undefined,
      leftHeight: now.height,
      eligibleAtS,
      unlockAtS: eligibleAtS,
    })
    effects.push({ kind: "nodeLeft", nodeId, registryId, exitKind: "exit" })
  }
  return { state: next, effects }
}

/** Adds to the list, which stands in order of registry ids. */
export function addExit(state: ChainState, exit: ExitRecord): ChainState {
  const after = state.exits.findIndex(({ registryId }) => registryId > exit.registryId)
  return { ...state, exits: state.exits.toSpliced(after < 0 ? state.exits.length : after, 0, exit) }
}

/** Replaces the record of a registration in the list. */
export function replaceExit(state: ChainState, exit: ExitRecord): ChainState {
  const at = state.exits.findIndex(({ registryId }) => registryId === exit.registryId)
  return { ...state, exits: state.exits.with(at, exit) }
}

export function findExit(state: ChainState, registryId: RegistryId): ExitRecord | undefined {
  return state.exits.find((exit) => exit.registryId === registryId)
}

export function dropExit(state: ChainState, registryId: RegistryId): ChainState {
  return { ...state, exits: state.exits.filter((exit) => exit.registryId !== registryId) }
}
