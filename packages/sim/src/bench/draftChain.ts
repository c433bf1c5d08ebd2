import { sign } from "@sextant/crypto/bls"
import { l2Height, nextHeight, unixMs } from "@sextant/shared/units"
import { validatorsOfChild } from "@sextant/state-transition/checkHeader"
import { draftBlock } from "@sextant/state-transition/draftBlock"
import { epochOf, isEpochEnd, isEpochStart, leaderOf } from "@sextant/state-transition/epoch"
import { headHash } from "@sextant/state-transition/stateRoot"
import { registrationOf, testOperator } from "@sextant/state-transition/testing/testOperator"
import type { ChainState, Validator } from "@sextant/state-transition/types"
import { type Block, EMPTY_BODY, type L2Reference } from "@sextant/wire/block"
import { encodeBlock } from "@sextant/wire/blockCodec"
import type { L2Event, RegistryId } from "@sextant/wire/l2Event"
import { randaoMessage } from "@sextant/wire/messages"
import { signersOf } from "@sextant/wire/signers"
import type { Certificate } from "@sextant/wire/vote"
import type { LargeNetwork } from "./largeNetwork.ts"

/** What the L2 tells in a block: nothing, one new node, or that one node asks to leave. */
export type BlockNews = "nothing" | "registration" | "exitRequest"

/** Every so many validators one has not signed. */
const ABSENT_EVERY = 50
const FIRST_NEW_REGISTRY_ID = 1_000_000

/**
 * Blocks on top of the network's state, one for each entry of `news`, as bytes. Reveals and registrations are genuine; the
 * aggregate signature in a parent certificate is one validator's alone, since `applyBlock` leaves it to its caller.
 */
export function draftChain(network: LargeNetwork, news: readonly BlockNews[]): readonly Uint8Array[] {
  let parent = network.state
  return news.map((kind, at) => {
    const { block, state } = draft(network, parent, { kind, at })
    parent = state
    return encodeBlock(block)
  })
}

function draft(
  { rules, operatorOf }: LargeNetwork,
  parent: ChainState,
  news: { readonly kind: BlockNews; readonly at: number },
): { readonly block: Block; readonly state: ChainState } {
  const { preset, domain } = rules
  const { latestHeader } = parent
  const childHeight = nextHeight(latestHeader.height)
  const view = isEpochStart(preset, childHeight) ? 1 : latestHeader.view + 1
  const validators = validatorsOfChild(rules, parent)
  const leader = validators.validators[leaderOf(validators, view)] as Validator
  const { blsSecretKey } = operatorOf(leader.nodeId)
  const number = l2Height(latestHeader.l2.number + 1)
  const l2: L2Reference = news.kind === "nothing" ? latestHeader.l2 : { ...latestHeader.l2, number }
  const reveal = sign(blsSecretKey, randaoMessage(domain, childHeight))
  return draftBlock(rules, parent, {
    view,
    timestampMs: unixMs(latestHeader.timestampMs + preset.blockIntervalMs),
    l2,
    randaoReveal: reveal,
    parentCertificate: certificateOf(rules.preset, parent, reveal),
    body: { ...EMPTY_BODY, l2Events: eventsOf(news, { number, rules, parent }) },
  })
}

function certificateOf(
  preset: LargeNetwork["rules"]["preset"],
  parent: ChainState,
  signature: Uint8Array,
): Certificate {
  const { height, view } = parent.latestHeader
  const count = parent.currentValidators.validators.length
  const present = Array.from({ length: count }, (_, index) => index).filter(
    (index) => (index + height) % ABSENT_EVERY !== 0,
  )
  return {
    kind: isEpochEnd(preset, height) ? "finalize" : "notarize",
    epoch: epochOf(preset, height),
    view,
    blockHash: headHash(parent),
    signers: signersOf(count, present),
    signature,
  }
}

function eventsOf(
  { kind, at }: { readonly kind: BlockNews; readonly at: number },
  place: { readonly number: L2Event["l2Height"]; readonly parent: ChainState } & Pick<LargeNetwork, "rules">,
): readonly L2Event[] {
  const { number, parent, rules } = place
  const where = { l2Height: number, logIndex: 0 }
  if (kind === "registration")
    return [registrationOf(rules.domain, testOperator(FIRST_NEW_REGISTRY_ID + at), where)]
  if (kind === "nothing") return []
  const middle = parent.nodes[parent.nodes.length >> 1]
  return [{ kind: "exitRequested", ...where, registryId: middle?.registryId as RegistryId }]
}
