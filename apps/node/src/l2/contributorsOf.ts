import { nodeRegistryAbi } from "@sextant/contracts/NodeRegistry"
import { bytesTo0x } from "@sextant/shared/bytes"
import { type Address, parseAddress } from "@sextant/shared/networks"
import { amountAtomic } from "@sextant/shared/units"
import type { Contributor } from "@sextant/wire/l2Event"
import { contributorsHash } from "@sextant/wire/messages"
import { type Client, getAbiItem } from "viem"
import { getBlock, getLogs, readContract } from "viem/actions"
import { L2Error } from "./errors.ts"

export type ContributorsDeps = { readonly client: Client; readonly registry: Address }

/** `contributorsHash` of a node whose operator staked alone. */
const SOLO = `0x${"00".repeat(32)}`
const nodeRegistered = getAbiItem({ abi: nodeRegistryAbi, name: "NodeRegistered" })

/**
 * Who stakes in a shared node, operator first, from the log of its registration; empty for a solo node. The contract keeps
 * only the time and the list's hash: the time finds the block with some fifty small questions, which every provider answers
 * however long ago it was, and the hash proves the list.
 *
 * @throws L2Error l2/bad-answer when the provider shows no such log.
 */
export async function contributorsOf(deps: ContributorsDeps, registryId: number): Promise<Contributor[]> {
  const { client, registry } = deps
  const call = { address: registry, abi: nodeRegistryAbi } as const
  const args = [BigInt(registryId)] as const
  const node = await readContract(client, { ...call, functionName: "node", args })
  if (node.contributorsHash === SOLO) return []
  const deployedAt = await readContract(client, { ...call, functionName: "deployedAtBlock" })
  const fromBlock = await firstBlockSince(client, deployedAt, node.registeredAtS)
  const toBlock = await firstBlockSince(client, fromBlock, node.registeredAtS + 1n)
  const logs = await getLogs(client, {
    address: registry,
    event: nodeRegistered,
    args: { id: args[0] },
    fromBlock,
    toBlock,
    strict: true,
  })
  const lists = logs.map((log) => log.args.contributors.map(contributorFrom))
  const list = lists.find((one) => bytesTo0x(contributorsHash(one)) === node.contributorsHash)
  if (list === undefined)
    throw new L2Error("l2/bad-answer", {
      meta: { method: "eth_getLogs", reason: "the log of the registration is missing", registryId },
      retryable: true,
    })
  return list
}

function contributorFrom(one: { staker: string; beneficiary: string; amount: bigint }): Contributor {
  return {
    staker: parseAddress(one.staker),
    beneficiary: parseAddress(one.beneficiary),
    amountAtomic: amountAtomic(one.amount),
  }
}

/** The first block from `from` on whose time is `timeS` or later; the newest one when there is none. */
async function firstBlockSince(client: Client, from: bigint, timeS: bigint): Promise<bigint> {
  let low = from
  let high = (await getBlock(client)).number
  while (low < high) {
    const middle = (low + high) / 2n
    const { timestamp } = await getBlock(client, { blockNumber: middle })
    if (timestamp < timeS) low = middle + 1n
    else high = middle
  }
  return low
}
