import { type ContractName, contractNames, parseContractAddresses } from "@sextant/shared/networks"
import { concatHex, type Hex, numberToHex, pad, size } from "viem"
import type { Anvil } from "./startAnvil.ts"

const OP = {
  SUB: "03",
  EQ: "14",
  CALLDATALOAD: "35",
  CALLDATASIZE: "36",
  CALLDATACOPY: "37",
  POP: "50",
  JUMPI: "57",
  JUMPDEST: "5b",
  STOP: "00",
} as const

const HEADER_BYTES = 160
const push1 = (value: number): string => `60${value.toString(16).padStart(2, "0")}`
const dup = (depth: number): string => (0x80 + depth - 1).toString(16)
const log = (topics: number): string => (0xa0 + topics).toString(16)

/** Emits LOGn with the topics that were called with. */
function branch(topics: number): string {
  const loads = Array.from({ length: topics }, (_, index) => push1(32 * (topics - index)) + OP.CALLDATALOAD)
  return [OP.JUMPDEST, OP.POP, ...loads, dup(topics + 1), push1(0), log(topics), OP.STOP].join("")
}

/** A contract that emits whatever it is told: word 0 is the number of topics, words 1 to 4 the topics, the rest the data. */
function emitterCode(): Hex {
  const copyData =
    push1(HEADER_BYTES) +
    OP.CALLDATASIZE +
    OP.SUB +
    dup(1) +
    push1(HEADER_BYTES) +
    push1(0) +
    OP.CALLDATACOPY +
    push1(0) +
    OP.CALLDATALOAD
  const test = (topics: number, target: number) => dup(1) + push1(topics) + OP.EQ + push1(target) + OP.JUMPI
  const topicCounts = [1, 2, 3, 4]
  const branches = topicCounts.map(branch)
  const headBytes = (copyData.length + topicCounts.length * test(1, 0).length) / 2 + 1
  let target = headBytes
  let tests = ""
  for (const [index, topics] of topicCounts.entries()) {
    tests += test(topics, target)
    target += (branches[index] as string).length / 2
  }
  return `0x${copyData}${tests}${OP.STOP}${branches.join("")}`
}

export const testContracts = parseContractAddresses(
  Object.fromEntries(contractNames.map((name, index) => [name, `0x${String(index + 11).repeat(20)}`])),
)

export type EmittedLog = {
  readonly contract: ContractName
  readonly topics: readonly Hex[]
  readonly data: Hex
}

/** Puts emitters where the contracts would stand. */
export async function installEmitters({ client }: Anvil): Promise<void> {
  for (const address of Object.values(testContracts)) {
    await client.setCode({ address, bytecode: emitterCode() })
  }
}

/** Sends one transaction that emits one log, and waits until it is in a block. */
export async function emit({ client }: Anvil, emitted: EmittedLog): Promise<void> {
  const [account] = await client.getAddresses()
  if (account === undefined) throw new Error("anvil has no account")
  const topics = Array.from({ length: 4 }, (_, index) => emitted.topics[index] ?? pad("0x"))
  const words = [pad(numberToHex(emitted.topics.length)), ...topics]
  if (words.some((word) => size(word) !== 32)) throw new Error("a topic has 32 bytes")
  const hash = await client.sendTransaction({
    account,
    to: testContracts[emitted.contract],
    data: concatHex([...words, emitted.data]),
  })
  await client.waitForTransactionReceipt({ hash })
}
