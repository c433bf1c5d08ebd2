import { nodeRegistryAbi } from "@sextant/contracts/NodeRegistry"
import { hexToBytes } from "@sextant/shared/bytes"
import type { Address } from "@sextant/shared/networks"
import { height, l2Height } from "@sextant/shared/units"
import type { Client } from "viem"
import { readContract } from "viem/actions"
import type { AcceptedState } from "../ports.ts"
import type { L2Store } from "./l2Store.ts"

export type AcceptedStateDeps = {
  readonly client: Client
  readonly registry: Address
  readonly store: Pick<L2Store, "acceptance">
}

/**
 * The contract's newest snapshot. It is read at the newest L2 block, whose state every provider still has, and counts once
 * its acceptance stands in a block this node may rely on, so a reorganization cannot hand out a snapshot that never was.
 */
export async function readAcceptedState(deps: AcceptedStateDeps): Promise<AcceptedState> {
  const { client, registry, store } = deps
  const found = await readContract(client, {
    address: registry,
    abi: nodeRegistryAbi,
    functionName: "snapshot",
  })
  if (found.height === 0n) return { kind: "none" }
  if (store.acceptance(Number(found.height)) === undefined) return { kind: "unseen" }
  return {
    kind: "accepted",
    snapshot: {
      height: height(Number(found.height)),
      l2Number: l2Height(Number(found.l2Number)),
      timestampS: Number(found.timestampS),
      blockHash: hexToBytes(found.blockHash),
      stateRoot: hexToBytes(found.stateRoot),
      rewardsRoot: hexToBytes(found.rewardsRoot),
      exitsRoot: hexToBytes(found.exitsRoot),
    },
  }
}
