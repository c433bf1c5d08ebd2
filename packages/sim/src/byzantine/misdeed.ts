import type { Network } from "@sextant/node/ports"
import type { ChainRooms } from "@sextant/node/wireChain"
import type { NodeKeys } from "../nodeKeys.ts"
import type { SeededRandom } from "../seededRandom.ts"

export const misdeeds = [
  /** Two votes and two proposals in one view, to different peers and to the same. */
  "equivocate",
  /** Most votes, proposals, certificates and partial signatures are kept back. */
  "withhold",
  /** What was said and heard long ago is said again. */
  "replay",
  /** Bytes that are no message, cut and changed messages, senseless answers. */
  "garbage",
  /** Signatures that prove nothing, in the own and in others' names. */
  "forge",
  /** Proposals whose state root is not what the rules give. */
  "wrongRoot",
  /** Proposals with events that the L2 does not have, or without some that it has. */
  "wrongL2",
] as const
export type Misdeed = (typeof misdeeds)[number]

/** Who misbehaves, and with what: the same node as everybody's, its keys, and its own wires. */
export type Actor = {
  readonly network: Network
  readonly keys: NodeKeys
  readonly random: SeededRandom
  /** Undefined before the network has started. */
  readonly rooms: () => ChainRooms | undefined
}

/** What a script does in place of the wires; what it leaves out works as for everybody. */
export type Script = {
  readonly send?: Network["send"]
  readonly publish?: Network["publish"]
  /** Sees what comes in before the node does. */
  readonly hear?: (stream: string, body: Uint8Array) => void
  readonly answer?: (answer: Uint8Array) => Uint8Array
}

/** `vote` of `/sextant/<networkId>/vote/1`; topics alike. */
export function nameOf(stream: string): string {
  return stream.split("/").at(-2) ?? ""
}
