import { BitArray } from "@chainsafe/ssz"
import { sign } from "@sextant/crypto/bls"
import { sha256 } from "@sextant/crypto/hash"
import { utf8ToBytes } from "@sextant/shared/bytes"
import { loadPreset, type PresetName } from "@sextant/shared/params"
import { l2Height, nextHeight, unixMs } from "@sextant/shared/units"
import { type Block, type BlockBody, EMPTY_BODY, type L2Reference } from "@sextant/wire/block"
import type { L2Event, NodeId } from "@sextant/wire/l2Event"
import { networkIdOf, randaoMessage, type SigningDomain, voteMessage } from "@sextant/wire/messages"
import type { Certificate, VoteStatement } from "@sextant/wire/vote"
import { validatorsOfChild } from "../checkHeader.ts"
import { draftBlock } from "../draftBlock.ts"
import { epochOf, isEpochEnd, isEpochStart, leaderOf, validatorSetOf } from "../epoch.ts"
import { genesisState } from "../genesis.ts"
import { headHash } from "../stateRoot.ts"
import type { ChainState, Effect, Rules, Validator, ValidatorSet } from "../types.ts"
import { signTogether } from "./signTogether.ts"
import { registrationOf, type TestOperator, testAddress, testOperator } from "./testOperator.ts"

/** An event without its place, which the builder gives it. */
export type PlacelessEvent = L2Event extends infer TEvent
  ? TEvent extends L2Event
    ? Omit<TEvent, "l2Height" | "logIndex">
    : never
  : never

/** What may differ from the ordinary next block. */
export type ExtendOptions = {
  /** Placed in the next L2 block, in this order. */
  readonly events?: readonly PlacelessEvent[]
  /** Views that nobody decided before this block's. */
  readonly skippedViews?: number
  /** Milliseconds beyond the block interval. */
  readonly lateMs?: number
  /** Validator indices of the parent's epoch that did not sign its certificate. Too many of them make it worthless. */
  readonly absent?: readonly number[]
  readonly body?: Partial<Omit<BlockBody, "l2Events">>
}

export type ChainBuilder = {
  readonly rules: Rules
  /** Everyone who ever registered through the builder. */
  readonly operators: readonly TestOperator[]
  /** The newest state. */
  readonly state: () => ChainState
  /** All blocks since genesis, lowest first. */
  readonly blocks: () => readonly Block[]
  /** The state of every height, genesis first. */
  readonly states: () => readonly ChainState[]
  /** A genuine block on top of the newest, not added to the chain. */
  readonly draft: (options?: ExtendOptions) => Extended
  /** Adds a genuine block. */
  readonly extend: (options?: ExtendOptions) => Extended
  /** Adds `count` ordinary blocks. */
  readonly extendBy: (count: number) => void
  /** A new operator's registration, for `events`. */
  readonly registration: (operator: TestOperator) => PlacelessEvent
  /** BLS secret key of a validator or node. */
  readonly secretKeyOf: (validator: { readonly nodeId: NodeId }) => Uint8Array
  /** A genuine certificate over the newest block, as its child needs it; or over any other statement. */
  readonly certify: (input?: Partial<VoteStatement> & { readonly absent?: readonly number[] }) => Certificate
}

export type Extended = {
  readonly block: Block
  readonly state: ChainState
  readonly effects: readonly Effect[]
}

const GENESIS_MS = 1_800_000_000_000
const GENESIS_L2 = 1_000

/**
 * Builds valid chains with genuine keys, signatures and certificates, the same for the same input in every run.
 *
 * @param input.operators - Registered before genesis; default: `nodeCount` (4) solo operators.
 */
export function createChainBuilder(
  input: {
    readonly presetName?: PresetName
    readonly nodeCount?: number
    readonly operators?: readonly TestOperator[]
    /** Logged before genesis, after the registrations. */
    readonly events?: readonly PlacelessEvent[]
  } = {},
): ChainBuilder {
  const rules = testRules(input.presetName ?? "devnet")
  const operators = [
    ...(input.operators ?? Array.from({ length: input.nodeCount ?? 4 }, (_, at) => testOperator(at + 1))),
  ]
  const registrations = operators.map((operator) => registrationEvent(rules.domain, operator))
  const l2 = l2BlockOf(GENESIS_L2)
  const genesis = genesisState(rules, {
    timestampMs: unixMs(GENESIS_MS),
    l2,
    events: placed([...registrations, ...(input.events ?? [])], l2),
  })
  const states: ChainState[] = [genesis.state]
  const blocks: Block[] = []
  const newest = () => states.at(-1) as ChainState
  const draft = (options: ExtendOptions = {}) => draftNext({ rules, operators }, newest(), options)
  const extend = (options?: ExtendOptions) => {
    const extended = draft(options)
    states.push(extended.state)
    blocks.push(extended.block)
    return extended
  }
  return {
    rules,
    operators,
    state: newest,
    blocks: () => blocks,
    states: () => states,
    draft,
    extend,
    extendBy: (count) => {
      for (let added = 0; added < count; added++) extend()
    },
    registration: (operator) => {
      if (!operators.includes(operator)) operators.push(operator)
      return registrationEvent(rules.domain, operator)
    },
    secretKeyOf: (validator) => secretKeyOf({ rules, operators }, validator),
    certify: (statement = {}) => certifyHead({ rules, operators }, newest(), statement),
  }
}

/** Rules of a network that exists in tests only. */
export function testRules(presetName: PresetName): Rules {
  const contract = { chainId: 31_337, registry: testAddress("registry") }
  const domain: SigningDomain = { ...contract, networkId: networkIdOf(contract, l2BlockOf(GENESIS_L2).hash) }
  return { preset: loadPreset(presetName), domain }
}

type Keys = { readonly rules: Rules; readonly operators: readonly TestOperator[] }

function draftNext(keys: Keys, parent: ChainState, options: ExtendOptions): Extended {
  const { rules } = keys
  const { preset, domain } = rules
  const childHeight = nextHeight(parent.latestHeader.height)
  const firstView = isEpochStart(preset, childHeight) ? 1 : parent.latestHeader.view + 1
  const view = firstView + (options.skippedViews ?? 0)
  const validators = validatorsOfChild(rules, parent)
  const leader = validators.validators[leaderOf(validators, view)] as Validator
  const events = options.events ?? []
  const l2 = events.length === 0 ? parent.latestHeader.l2 : l2BlockOf(parent.latestHeader.l2.number + 1)
  const isFirst = parent.latestHeader.height === 0
  return draftBlock(rules, parent, {
    view,
    timestampMs: unixMs(parent.latestHeader.timestampMs + preset.blockIntervalMs + (options.lateMs ?? 0)),
    l2,
    randaoReveal: sign(secretKeyOf(keys, leader), randaoMessage(domain, childHeight)),
    parentCertificate: isFirst ? undefined : certifyHead(keys, parent, { absent: options.absent ?? [] }),
    body: { ...EMPTY_BODY, ...options.body, l2Events: placed(events, l2) },
  })
}

function certifyHead(
  keys: Keys,
  state: ChainState,
  input: Partial<VoteStatement> & { readonly absent?: readonly number[] },
): Certificate {
  const { preset } = keys.rules
  const { height, view } = state.latestHeader
  const { absent = [], ...changes } = input
  const statement: VoteStatement = {
    kind: isEpochEnd(preset, height) ? "finalize" : "notarize",
    epoch: epochOf(preset, height),
    view,
    blockHash: headHash(state),
    ...changes,
  }
  return certificateOf(keys, validatorSetOf(state, statement.epoch), { statement, absent })
}

function certificateOf(
  keys: Keys,
  set: ValidatorSet,
  { statement, absent }: { readonly statement: VoteStatement; readonly absent: readonly number[] },
): Certificate {
  const signers = BitArray.fromBoolArray(set.validators.map((_, index) => !absent.includes(index)))
  const secretKeys = signers
    .intersectValues([...set.validators])
    .map((validator) => secretKeyOf(keys, validator))
  return {
    ...statement,
    signers,
    signature: signTogether(secretKeys, voteMessage(keys.rules.domain, statement)),
  }
}

function secretKeyOf({ operators }: Keys, { nodeId }: { readonly nodeId: NodeId }): Uint8Array {
  const operator = operators.find((candidate) => candidate.nodeId === nodeId)
  if (operator === undefined) throw new RangeError(`no keys for ${nodeId}`)
  return operator.blsSecretKey
}

function registrationEvent(domain: SigningDomain, operator: TestOperator): PlacelessEvent {
  return registrationOf(domain, operator, { l2Height: l2Height(0), logIndex: 0 })
}

function placed(events: readonly PlacelessEvent[], l2: L2Reference): L2Event[] {
  return events.map((event, logIndex) => ({ ...event, l2Height: l2.number, logIndex }) as L2Event)
}

function l2BlockOf(number: number): L2Reference {
  return { number: l2Height(number), hash: sha256(utf8ToBytes(`l2 block ${number}`)) }
}
