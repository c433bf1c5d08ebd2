import { aggregateSameMessage, aggregateSignatures, fastAggregateVerify, verify } from "@sextant/crypto/bls"
import { CryptoError } from "@sextant/crypto/errors"
import { proposalMessage, type SigningDomain, voteMessage } from "@sextant/wire/messages"
import type { SignatureScheme } from "./signatureScheme.ts"

/** BLS12-381 over the messages of one network. Keys had their proof of possession checked when they registered. */
export function createBlsScheme(domain: SigningDomain): SignatureScheme {
  return {
    verifyVote: (publicKey, statement, signature) =>
      verify(publicKey, voteMessage(domain, statement), signature),
    verifyProposal: (publicKey, proposal, signature) =>
      verify(publicKey, proposalMessage(domain, proposal), signature),
    verifyAggregate: (publicKeys, statement, signature) =>
      fastAggregateVerify(publicKeys, voteMessage(domain, statement), signature),
    aggregateVotes: (entries, statement) => aggregateSameMessage(entries, voteMessage(domain, statement)),
    addSignatures(signatures) {
      try {
        return aggregateSignatures(signatures)
      } catch (error) {
        if (error instanceof CryptoError) return undefined
        throw error
      }
    },
  }
}
