import { nameRegistryAbi } from "@sextant/contracts/NameRegistry"
import { nodeRegistryAbi } from "@sextant/contracts/NodeRegistry"
import { rewardPoolAbi } from "@sextant/contracts/RewardPool"
import { sessionProAbi } from "@sextant/contracts/SessionPro"
import { contractNames, parseContractAddresses } from "@sextant/shared/networks"
import {
  type AbiEvent,
  encodeAbiParameters,
  encodeEventTopics,
  encodeFunctionResult,
  keccak256,
  toHex,
} from "viem"
import type { Provider } from "../src/l2/jsonRpc.ts"

export const fakeContracts = parseContractAddresses(
  Object.fromEntries(contractNames.map((name, index) => [name, `0x${String(index + 11).repeat(20)}`])),
)
export const FAKE_CHAIN_ID = 31337

type FakeLog = {
  readonly address: string
  readonly topics: readonly string[]
  readonly data: string
}
type FakeBlock = { readonly hash: string; readonly parentHash: string; readonly logs: FakeLog[] }

/** An EVM chain of made-up blocks and genuine logs, seen through any number of providers that can misbehave. */
export function createFakeEvmChain() {
  const blocks: FakeBlock[] = [{ hash: keccak256("0x00"), parentHash: `0x${"00".repeat(32)}`, logs: [] }]
  let salt = 0

  const mine = (...logs: FakeLog[]) => {
    const parentHash = blocks.at(-1)?.hash ?? ""
    blocks.push({ hash: keccak256(toHex(`${parentHash}/${blocks.length}/${salt}`)), parentHash, logs })
  }
  return {
    mine,
    mineMany: (count: number) => {
      for (let index = 0; index < count; index++) mine()
    },
    /** Replaces everything above a block by other blocks. */
    reorg: (keepUpTo: number, ...replacement: FakeLog[][]) => {
      salt++
      blocks.length = keepUpTo + 1
      for (const logs of replacement) mine(...logs)
    },
    hashOf: (number: number) => blocks[number]?.hash as `0x${string}`,
    height: () => blocks.length - 1,
    blocks,
  }
}

export type FakeEvmChain = ReturnType<typeof createFakeEvmChain>

export type ProviderFaults = {
  chainId?: number
  /** Refuses log requests over more blocks than this. */
  rangeBlocksMax?: number
  failing?: boolean
  /** Pretends the chain ends here. */
  height?: number
  /** Gives logs that were not asked for, too. */
  unfiltered?: boolean
  /** Gives logs of blocks that are not canonical. */
  lying?: boolean
  calls?: string[]
}

export function createFakeProvider(chain: FakeEvmChain, faults: ProviderFaults = {}): Provider {
  const end = () => Math.min(faults.height ?? Number.POSITIVE_INFINITY, chain.height())
  const block = (number: number) => {
    const found = number <= end() ? chain.blocks[number] : undefined
    if (found === undefined) return null
    return {
      number: toHex(number),
      hash: found.hash,
      parentHash: found.parentHash,
      timestamp: toHex(1_700_000_000 + number),
    }
  }
  const logs = ({ from, to, wants }: Query) => {
    if (to - from + 1 > (faults.rangeBlocksMax ?? Number.POSITIVE_INFINITY))
      throw new Error("range too large")
    const found: unknown[] = []
    for (let number = from; number <= Math.min(to, end()); number++) {
      for (const [index, log] of (chain.blocks[number]?.logs ?? []).entries()) {
        if (!(wants(log) || faults.unfiltered)) continue
        found.push({
          ...log,
          blockNumber: toHex(number),
          blockHash: faults.lying ? `0x${"ee".repeat(32)}` : chain.hashOf(number),
          logIndex: toHex(index),
          transactionHash: keccak256(toHex(`tx/${number}/${index}`)),
          removed: false,
        })
      }
    }
    return found
  }
  return {
    name: "fake",
    async request(method, params) {
      faults.calls?.push(method)
      if (faults.failing) throw new Error("provider is down")
      switch (method) {
        case "eth_chainId":
          return toHex(faults.chainId ?? FAKE_CHAIN_ID)
        case "eth_blockNumber":
          return toHex(end())
        case "eth_getBlockByNumber":
          return block(params[0] === "latest" || params[0] === "finalized" ? end() : Number(params[0]))
        case "eth_getLogs": {
          const filter = params[0] as { fromBlock: string; toBlock: string } & Parameters<typeof matches>[0]
          const wants = (log: FakeLog) => matches(filter, log)
          return logs({ from: Number(filter.fromBlock), to: Number(filter.toBlock), wants })
        }
        case "eth_call":
          return encodeFunctionResult({ abi: nodeRegistryAbi, functionName: "deployedAtBlock", result: 1n })
        default:
          throw new Error(`no such method: ${method}`)
      }
    },
  }
}

type Query = { readonly from: number; readonly to: number; readonly wants: (log: FakeLog) => boolean }

function matches(
  filter: { address: readonly string[]; topics?: readonly string[][] },
  log: FakeLog,
): boolean {
  const isWanted = filter.topics?.[0]?.includes(log.topics[0] ?? "") ?? true
  return filter.address.includes(log.address) && isWanted
}

type LogSource = { readonly address: string; readonly abi: readonly unknown[] }

function log({ address, abi }: LogSource, eventName: string, args: Record<string, unknown>): FakeLog {
  const item = abi.find(
    (entry) => (entry as AbiEvent).type === "event" && (entry as AbiEvent).name === eventName,
  )
  const event = item as AbiEvent
  const data = encodeAbiParameters(
    event.inputs.filter((input) => !input.indexed),
    event.inputs.filter((input) => !input.indexed).map((input) => args[input.name ?? ""]),
  )
  return { address, topics: encodeEventTopics({ abi: [event], args } as never) as string[], data }
}

const registry: LogSource = { address: fakeContracts.NodeRegistry, abi: nodeRegistryAbi }
const pool: LogSource = { address: fakeContracts.RewardPool, abi: rewardPoolAbi }

const names: LogSource = { address: fakeContracts.NameRegistry, abi: nameRegistryAbi }
const pro: LogSource = { address: fakeContracts.SessionPro, abi: sessionProAbi }
const someone = `0x${"77".repeat(20)}`
const hashOf = (byte: number) => toHex(new Uint8Array(32).fill(byte))

export const fakeNameLogs = {
  registered: (byte: number, expiresAtS: bigint) =>
    log(names, "NameRegistered", { nameHash: hashOf(byte), owner: someone, length: 5, expiresAtS, cost: 9n }),
  renewed: (byte: number, expiresAtS: bigint) =>
    log(names, "NameRenewed", { nameHash: hashOf(byte), payer: someone, expiresAtS, cost: 9n }),
  recordSet: (byte: number, value: Uint8Array) =>
    log(names, "EncryptedRecordSet", { nameHash: hashOf(byte), value: toHex(value) }),
  plainRecordSet: (byte: number) =>
    log(names, "PlainRecordSet", { nameHash: hashOf(byte), key: "url", value: "https://example.org" }),
  cleared: (byte: number) => log(names, "RecordsCleared", { nameHash: hashOf(byte) }),
  voided: (byte: number) => log(names, "NameVoided", { nameHash: hashOf(byte), challenger: someone }),
  proExtended: (byte: number, expiresAtS: bigint) =>
    log(pro, "ProExtended", { accountKey: hashOf(byte), payer: someone, expiresAtS, periods: 1, cost: 9n }),
}

export const fakeLogs = {
  exitRequested: (id: number) =>
    log(registry, "ExitRequested", {
      id: BigInt(id),
      requester: `0x${"55".repeat(20)}`,
    }),
  networkStarted: (genesisTimeS: number) =>
    log(registry, "NetworkStarted", {
      genesisTimeS: BigInt(genesisTimeS),
    }),
  rateSet: (atomicPerDay: bigint) => log(pool, "RewardRateSet", { atomicPerDay }),
  snapshotAccepted: (height: number) =>
    log(registry, "SnapshotAccepted", {
      height: BigInt(height),
      submitter: `0x${"66".repeat(20)}`,
      rewardsRoot: `0x${"77".repeat(32)}`,
      exitsRoot: `0x${"88".repeat(32)}`,
      l2Number: 1n,
      timestampS: 1n,
      signerCount: 4n,
      nonSignerCount: 0n,
    }),
}
