import { bytesEqual } from "@sextant/shared/bytes"
import { decodeState } from "@sextant/state-transition/stateCodec"
import { headHash, stateRoot } from "@sextant/state-transition/stateRoot"
import type { ChainState } from "@sextant/state-transition/types"
import type { NodeId } from "@sextant/wire/l2Event"
import type { Snapshot } from "@sextant/wire/snapshot"
import { orAborted } from "../orAborted.ts"
import type { Network } from "../ports.ts"
import { ChainError } from "./errors.ts"
import { CHUNK_BYTES, decodeChunkAnswer, encodeChunkRequest, STATE_BYTES_MAX } from "./stateChunks.ts"

export type FetchStateDeps = {
  readonly network: Network
  /** Of the states. */
  readonly protocol: string
  readonly signal: AbortSignal
}

const CHUNK_TIMEOUT_MS = 15_000
/** A chunk is asked for again before the peer is given up. */
const TRIES_MAX = 2

/**
 * Fetches the state of a snapshot from one peer, chunk by chunk, and checks the whole: its root and the hash of its block are
 * the ones in the contract.
 *
 * @returns Undefined when the peer does not have it or stops answering; nothing is kept then.
 * @throws ChainError chain/bad-request | chain/wrong-state, StateTransitionError state/malformed: the peer lies.
 */
export async function fetchState(
  deps: FetchStateDeps,
  peer: NodeId,
  snapshot: Snapshot,
): Promise<ChainState | undefined> {
  const bytes = await fetchBytes(deps, peer, snapshot.height)
  if (bytes === undefined) return undefined
  const state = decodeState(bytes)
  const isRight =
    bytesEqual(stateRoot(state), snapshot.stateRoot) && bytesEqual(headHash(state), snapshot.blockHash)
  if (!isRight) throw new ChainError("chain/wrong-state", { meta: { height: snapshot.height } })
  return state
}

async function fetchBytes(
  deps: FetchStateDeps,
  peer: NodeId,
  height: number,
): Promise<Uint8Array | undefined> {
  let whole: Uint8Array | undefined
  for (let offset = 0; whole === undefined || offset < whole.length; offset += CHUNK_BYTES) {
    const answer = await fetchChunk(deps, peer, { height, index: offset / CHUNK_BYTES })
    if (answer === undefined) return undefined
    const { sizeBytes, chunk } = answer
    if (sizeBytes < 1 || sizeBytes > STATE_BYTES_MAX) throw new ChainError("chain/wrong-state")
    whole ??= new Uint8Array(sizeBytes)
    const expectedBytes = Math.min(CHUNK_BYTES, whole.length - offset)
    if (sizeBytes !== whole.length || chunk.length !== expectedBytes)
      throw new ChainError("chain/wrong-state")
    whole.set(chunk, offset)
  }
  return whole
}

async function fetchChunk(
  { network, protocol, signal }: FetchStateDeps,
  peer: NodeId,
  request: { readonly height: number; readonly index: number },
) {
  const body = encodeChunkRequest(request)
  for (let attempt = 1; attempt <= TRIES_MAX; attempt++) {
    const asked = network.request(peer, { protocol, body, timeoutMs: CHUNK_TIMEOUT_MS })
    const received = await orAborted(asked, signal).catch((error: unknown) => {
      if (attempt === TRIES_MAX) throw error
      return undefined
    })
    if (signal.aborted) return undefined
    if (received !== undefined) return decodeChunkAnswer(received)
  }
  return undefined
}
