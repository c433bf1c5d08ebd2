import { publicKeyToG1Words } from "@sextant/crypto/blsWords"
import { keccak256 } from "@sextant/crypto/hash"
import { concatBytes, hexToBytes, utf8ToBytes } from "@sextant/shared/bytes"
import type { Address } from "@sextant/shared/networks"
import type { Height } from "@sextant/shared/units"
import { addressWord, bytes32Word, uintWord } from "./abi.ts"
import type { Contributor } from "./l2Event.ts"
import type { ObligationVote } from "./obligationVote.ts"
import type { Snapshot } from "./snapshot.ts"
import { stateChangeKinds } from "./stateChangeCodec.ts"
import type { Testimony, VoteKind, VoteStatement } from "./vote.ts"

/**
 * Every message that is ever signed: keccak256(abi.encode(DOMAIN, chainId, registry, ...)), 32 bytes. Each purpose has its own
 * DOMAIN, so no signature means two things. The contracts build the first two and the snapshot the same way, bit for bit.
 */

/** Binds a message to one deployment. */
export type ContractDomain = { readonly chainId: number; readonly registry: Address }

/** Binds a message to one running network. `networkId`: 32 bytes, {@link networkIdOf}. */
export type SigningDomain = ContractDomain & { readonly networkId: Uint8Array }

/** What an operator's keys sign to register. */
export type RegistrationTerms = {
  /** Compressed G1, 48 bytes. */
  readonly blsPublicKey: Uint8Array
  /** 32 bytes. */
  readonly ed25519PublicKey: Uint8Array
  readonly operator: Address
  readonly feeBps: number
  /** Operator first. */
  readonly contributors: readonly Contributor[]
  /** Who sends the registration and pays the stake. */
  readonly payer: Address
}

type FundingTerms = Pick<RegistrationTerms, "operator" | "contributors" | "payer">

const PROOF_OF_POSSESSION = domainTag("sextant/proof-of-possession/1")
const REGISTRATION = domainTag("sextant/registration/1")
const PROPOSAL = domainTag("sextant/proposal/1")
const RANDAO = domainTag("sextant/randao/1")
const SNAPSHOT = domainTag("sextant/snapshot/1")
const STATE_CHANGE = domainTag("sextant/state-change/1")
const UPTIME_PROOF = domainTag("sextant/uptime-proof/1")
const VOTES: Readonly<Record<VoteKind, Uint8Array>> = {
  notarize: domainTag("sextant/notarize/1"),
  nullify: domainTag("sextant/nullify/1"),
  finalize: domainTag("sextant/finalize/1"),
}

/** keccak256(abi.encode(chainId, registry, hash of the L2 block that holds NetworkStarted)). */
export function networkIdOf(domain: ContractDomain, genesisL2BlockHash: Uint8Array): Uint8Array {
  return keccak256(
    concatBytes(uintWord(domain.chainId), addressWord(domain.registry), bytes32Word(genesisL2BlockHash)),
  )
}

/** keccak256(abi.encode(Contributor[])). */
export function contributorsHash(contributors: readonly Contributor[]): Uint8Array {
  // A dynamic array alone: where it starts, how many there are, then three words each.
  const words = [uintWord(32), uintWord(contributors.length)]
  for (const { staker, beneficiary, amountAtomic } of contributors) {
    words.push(addressWord(staker), addressWord(beneficiary), uintWord(amountAtomic))
  }
  return keccak256(concatBytes(...words))
}

/**
 * What binds a registration to its money. An operator who pays signs the list of contributors. For any other payer, a pool
 * that is still filling, the keys sign its address: its code guarantees the terms, and nobody else can use the signature.
 */
export function fundingHash({ operator, contributors, payer }: FundingTerms): Uint8Array {
  return payer === operator ? contributorsHash(contributors) : keccak256(addressWord(payer))
}

/** Signed by the BLS key that registers. */
export function proofOfPossessionMessage(domain: ContractDomain, terms: RegistrationTerms): Uint8Array {
  return message(PROOF_OF_POSSESSION, domain, termsWords(terms))
}

/** Signed by the Ed25519 key that registers. */
export function registrationMessage(domain: ContractDomain, terms: RegistrationTerms): Uint8Array {
  return message(REGISTRATION, domain, termsWords(terms))
}

export function voteMessage(domain: SigningDomain, statement: VoteStatement): Uint8Array {
  const { epoch, view, blockHash } = statement
  return message(VOTES[statement.kind], domain, [
    bytes32Word(domain.networkId),
    uintWord(epoch),
    uintWord(view),
    bytes32Word(blockHash),
  ])
}

/** Signed by a view's leader over the block it proposes there. */
export function proposalMessage(
  domain: SigningDomain,
  proposal: { readonly epoch: number; readonly view: number; readonly blockHash: Uint8Array },
): Uint8Array {
  return message(PROPOSAL, domain, [
    bytes32Word(domain.networkId),
    uintWord(proposal.epoch),
    uintWord(proposal.view),
    bytes32Word(proposal.blockHash),
  ])
}

/** Signed by the proposer of a height; the signature feeds the chain's randomness. */
export function randaoMessage(domain: SigningDomain, height: Height): Uint8Array {
  return message(RANDAO, domain, [bytes32Word(domain.networkId), uintWord(height)])
}

/** Signed by every node over a final snapshot; checked by the contract. */
export function snapshotMessage(domain: ContractDomain, snapshot: Snapshot): Uint8Array {
  return message(SNAPSHOT, domain, [
    uintWord(snapshot.height),
    uintWord(snapshot.l2Number),
    uintWord(snapshot.timestampS),
    bytes32Word(snapshot.blockHash),
    bytes32Word(snapshot.stateRoot),
    bytes32Word(snapshot.rewardsRoot),
    bytes32Word(snapshot.exitsRoot),
  ])
}

/** Signed by a node's Ed25519 key. @param fieldsRoot - 32 bytes, hash-tree-root of what the proof says. */
export function uptimeProofMessage(domain: SigningDomain, fieldsRoot: Uint8Array): Uint8Array {
  return message(UPTIME_PROOF, domain, [bytes32Word(domain.networkId), bytes32Word(fieldsRoot)])
}

/** Signed by a judge's Ed25519 key. */
export function stateChangeMessage(
  domain: SigningDomain,
  vote: Omit<ObligationVote, "judgeIndex" | "signature">,
): Uint8Array {
  return message(STATE_CHANGE, domain, [
    bytes32Word(domain.networkId),
    uintWord(stateChangeKinds.indexOf(vote.kind)),
    bytes32Word(hexToBytes(vote.nodeId)),
    uintWord(vote.quorumHeight),
    uintWord(vote.testedIndex),
    uintWord(vote.reasons),
  ])
}

/** What a testimony's signature covers. */
export function testimonyMessage(domain: SigningDomain, testimony: Testimony): Uint8Array {
  const { kind, epoch, view, blockHash } = testimony
  return kind === "propose"
    ? proposalMessage(domain, { epoch, view, blockHash })
    : voteMessage(domain, { kind, epoch, view, blockHash })
}

function domainTag(text: string): Uint8Array {
  return keccak256(utf8ToBytes(text))
}

function termsWords(terms: RegistrationTerms): Uint8Array[] {
  return [
    ...publicKeyToG1Words(terms.blsPublicKey).map(uintWord),
    bytes32Word(terms.ed25519PublicKey),
    addressWord(terms.operator),
    uintWord(terms.feeBps),
    fundingHash(terms),
  ]
}

function message(tag: Uint8Array, domain: ContractDomain, words: readonly Uint8Array[]): Uint8Array {
  return keccak256(concatBytes(tag, uintWord(domain.chainId), addressWord(domain.registry), ...words))
}
