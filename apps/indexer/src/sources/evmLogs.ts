import { nodeRegistryAbi } from "@sextant/contracts/NodeRegistry"
import type { ContractAddresses } from "@sextant/shared/networks"
import { decodeFunctionResult, encodeFunctionData, type Hex, toHex } from "viem"
import { IndexerError } from "../errors.ts"
import { createLogDecoder, type DecodedLog } from "./decodeLog.ts"
import { afterRefusal, afterSuccess, initialRange, type LogRange } from "./logRange.ts"
import { type EvmBlock, parseBlock, parseLogs, parseQuantity, type RawLog } from "./parseRpc.ts"
import type { Rpc } from "./rpc.ts"

export type IndexedLog = RawLog & DecodedLog

export type EvmHead = { readonly head: EvmBlock; readonly finalizedHeight: bigint }

export type LogBatch = {
  readonly logs: readonly IndexedLog[]
  /** The last block that the batch covers whole. */
  readonly to: EvmBlock
}

export type EvmSource = {
  readonly chainId: () => Promise<number>
  /** Block in which the NodeRegistry was deployed: nothing of ours lies below. */
  readonly deployedAtBlock: () => Promise<bigint>
  readonly head: () => Promise<EvmHead>
  /** Undefined when the chain has no such block (any more). */
  readonly block: (number: bigint) => Promise<EvmBlock | undefined>
  /** Logs of our contracts from a block on, as many blocks as the provider gives at once. */
  readonly logsFrom: (from: bigint, head: EvmBlock) => Promise<LogBatch>
}

type Deps = { readonly rpc: Rpc; readonly contracts: ContractAddresses }

async function getBlock(rpc: Rpc, tag: string): Promise<EvmBlock | undefined> {
  return parseBlock(await rpc("eth_getBlockByNumber", [tag, false]))
}

/** A chain without the tag has nothing final yet, as far as we can know. */
async function getFinalizedHeight(rpc: Rpc): Promise<bigint> {
  try {
    return (await getBlock(rpc, "finalized"))?.number ?? 0n
  } catch (error) {
    if (error instanceof IndexerError && error.code === "evm/refused") return 0n
    throw error
  }
}

async function readHead(rpc: Rpc): Promise<EvmHead> {
  const [head, finalizedHeight] = await Promise.all([getBlock(rpc, "latest"), getFinalizedHeight(rpc)])
  if (head === undefined)
    throw new IndexerError("evm/bad-answer", { meta: { method: "eth_getBlockByNumber" }, retryable: true })
  return { head, finalizedHeight }
}

async function readDeployedAtBlock({ rpc, contracts }: Deps): Promise<bigint> {
  const data = encodeFunctionData({ abi: nodeRegistryAbi, functionName: "deployedAtBlock" })
  const call = { to: contracts.NodeRegistry, data }
  const result = (await rpc("eth_call", [call, "latest"])) as Hex
  if (result === "0x")
    throw new IndexerError("evm/no-contract", {
      meta: { address: contracts.NodeRegistry },
      retryable: true,
    })
  const block = decodeFunctionResult({ abi: nodeRegistryAbi, functionName: "deployedAtBlock", data: result })
  return BigInt(block)
}

type Fetched = { readonly raw: readonly RawLog[]; readonly toHeight: bigint; readonly range: LogRange }

/** Asks for as many blocks as the range says, and for fewer each time the provider refuses. */
async function fetchLogs(
  deps: Deps,
  input: { readonly from: bigint; readonly headHeight: bigint; readonly range: LogRange },
): Promise<Fetched> {
  const { from, headHeight } = input
  const { NodeRegistry, RewardsVault, RewardPool } = deps.contracts
  let { range } = input
  for (;;) {
    const wantedHeight = from + BigInt(range.sizeBlocks) - 1n
    const toHeight = wantedHeight < headHeight ? wantedHeight : headHeight
    const askedBlocks = Number(toHeight - from) + 1
    const filter = {
      address: [NodeRegistry, RewardsVault, RewardPool],
      fromBlock: toHex(from),
      toBlock: toHex(toHeight),
    }
    try {
      const raw = parseLogs(await deps.rpc("eth_getLogs", [filter]))
      return { raw, toHeight, range: afterSuccess(range, { askedBlocks, logCount: raw.length }) }
    } catch (error) {
      if (!(error instanceof IndexerError) || error.code !== "evm/refused") throw error
      const smaller = afterRefusal({ askedBlocks, message: error.message })
      if (smaller === undefined) throw error
      range = smaller
    }
  }
}

/** Reads one network's contracts. It remembers, for this process, how many blocks the provider gives at once. */
export function createEvmSource(deps: Deps): EvmSource {
  const { rpc } = deps
  const decode = createLogDecoder(deps.contracts)
  let range = initialRange
  return {
    chainId: async () => Number(parseQuantity(await rpc("eth_chainId", []), "eth_chainId")),
    deployedAtBlock: () => readDeployedAtBlock(deps),
    head: () => readHead(rpc),
    block: (number) => getBlock(rpc, toHex(number)),
    async logsFrom(from, head) {
      const fetched = await fetchLogs(deps, { from, headHeight: head.number, range })
      range = fetched.range
      const to = fetched.toHeight === head.number ? head : await getBlock(rpc, toHex(fetched.toHeight))
      if (to === undefined) throw new IndexerError("evm/unsteady", { retryable: true })
      return { to, logs: fetched.raw.map((log) => ({ ...log, ...decode(log) })) }
    },
  }
}
