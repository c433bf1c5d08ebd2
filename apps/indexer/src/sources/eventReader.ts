import {
  type Abi,
  type AbiEvent,
  type DecodeEventLogReturnType,
  decodeAbiParameters,
  type Hex,
  toEventSelector,
} from "viem"

type Entry = {
  readonly name: string
  readonly indexed: AbiEvent["inputs"]
  readonly plain: AbiEvent["inputs"]
}

export type EventReader<TAbi extends Abi> = (
  topics: readonly Hex[],
  data: Hex,
) => DecodeEventLogReturnType<TAbi> | undefined

function decodeArgs(entry: Entry, topics: readonly Hex[], data: Hex): Record<string, unknown> {
  const args: Record<string, unknown> = {}
  for (const [index, input] of entry.indexed.entries()) {
    const [value] = decodeAbiParameters([input], topics[index + 1] as Hex)
    args[String(input.name)] = value
  }
  const values: readonly unknown[] = decodeAbiParameters(entry.plain, data)
  for (const [index, input] of entry.plain.entries()) args[String(input.name)] = values[index]
  return args
}

/**
 * Makes a decoder for one contract's events. Selectors are hashed once here: viem's own decoder hashes the signatures of
 * the whole ABI again for every log, which takes nine tenths of a backfill. No event of ours indexes a dynamic value.
 *
 * @returns a function that gives undefined for an event of another ABI, and throws when the data does not fit.
 */
export function createEventReader<const TAbi extends Abi>(abi: TAbi): EventReader<TAbi> {
  const entries = new Map<string, Entry>()
  for (const item of abi) {
    if (item.type !== "event") continue
    const indexed = item.inputs.filter((input) => input.indexed === true)
    const plain = item.inputs.filter((input) => input.indexed !== true)
    entries.set(toEventSelector(item), { name: item.name, indexed, plain })
  }
  return (topics, data) => {
    const entry = entries.get(topics[0] ?? "")
    if (entry === undefined || topics.length !== entry.indexed.length + 1) return undefined
    const decoded: unknown = { eventName: entry.name, args: decodeArgs(entry, topics, data) }
    return decoded as DecodeEventLogReturnType<TAbi>
  }
}
