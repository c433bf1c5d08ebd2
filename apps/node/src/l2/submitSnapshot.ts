import { nodeRegistryAbi } from "@sextant/contracts/NodeRegistry"
import { publicKeyToG1Words, signatureToG2Words } from "@sextant/crypto/blsWords"
import { bytesTo0x } from "@sextant/shared/bytes"
import type { Address } from "@sextant/shared/networks"
import type { Client } from "viem"
import type { PrivateKeyAccount } from "viem/accounts"
import { readContract, simulateContract, waitForTransactionReceipt, writeContract } from "viem/actions"
import type { SnapshotSubmission, SubmitOutcome } from "../ports.ts"
import { revertReason } from "./contractClient.ts"

export type SubmitSnapshotDeps = {
  readonly client: Client
  readonly registry: Address
  /** Pays for the transaction; without one the node only watches. */
  readonly account: PrivateKeyAccount | undefined
}

const RECEIPT_TIMEOUT_MS = 90_000

/** Simulates and, when the contract would take it, sends. A competitor that was faster is a success of the network. */
export async function submitSnapshot(
  deps: SubmitSnapshotDeps,
  submission: SnapshotSubmission,
): Promise<SubmitOutcome> {
  const { client, registry, account } = deps
  if (account === undefined) return { kind: "watchOnly" }
  if ((await acceptedHeight(deps)) >= submission.snapshot.height) return { kind: "superseded" }
  try {
    const call = { address: registry, abi: nodeRegistryAbi, functionName: "submitSnapshot", account } as const
    const { request } = await simulateContract(client, {
      ...call,
      args: submissionArgs(submission),
    })
    const txHash = await writeContract(client, { ...request, chain: null })
    const receipt = await waitForTransactionReceipt(client, { hash: txHash, timeout: RECEIPT_TIMEOUT_MS })
    if (receipt.status === "success") return { kind: "sent", txHash }
  } catch (error) {
    const reason = revertReason(error)
    if (reason === undefined) throw error
    if (reason !== "SnapshotNotNewer") return { kind: "refused", reason }
  }
  const isThere = (await acceptedHeight(deps)) >= submission.snapshot.height
  return isThere ? { kind: "superseded" } : { kind: "refused", reason: "reverted" }
}

/** Height of the newest snapshot the contract has taken, 0 when none. */
async function acceptedHeight(deps: Pick<SubmitSnapshotDeps, "client" | "registry">): Promise<number> {
  const snapshot = await readContract(deps.client, {
    address: deps.registry,
    abi: nodeRegistryAbi,
    functionName: "snapshot",
  })
  return Number(snapshot.height)
}

function submissionArgs({ snapshot, signature, nonSigners }: SnapshotSubmission) {
  const sorted = nonSigners.toSorted((left, right) => left.registryId - right.registryId)
  const keys = sorted.map(({ blsPublicKey }) => {
    const [xHi, xLo, yHi, yLo] = publicKeyToG1Words(blsPublicKey)
    return { xHi, xLo, yHi, yLo }
  })
  const body = {
    height: BigInt(snapshot.height),
    l2Number: BigInt(snapshot.l2Number),
    timestampS: BigInt(snapshot.timestampS),
    blockHash: bytesTo0x(snapshot.blockHash),
    stateRoot: bytesTo0x(snapshot.stateRoot),
    rewardsRoot: bytesTo0x(snapshot.rewardsRoot),
    exitsRoot: bytesTo0x(snapshot.exitsRoot),
  }
  const ids = sorted.map(({ registryId }) => BigInt(registryId))
  return [body, { words: signatureToG2Words(signature) }, ids, keys] as const
}
