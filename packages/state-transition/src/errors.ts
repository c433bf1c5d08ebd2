import { AppError, type AppErrorOptions } from "@sextant/shared/errors"

const summaries = {
  "block/wrong-network": "block belongs to another network",
  "block/wrong-parent": "block does not extend the current head",
  "block/wrong-height": "block skips or repeats a height",
  "block/wrong-view": "view does not rise within the epoch",
  "block/wrong-proposer": "proposer is not the leader of the block's view",
  "block/too-early": "timestamp is less than one block interval after the parent's",
  "block/l2-went-back": "L2 reference is older than the parent's, or names another block of the same number",
  "block/wrong-operations-root": "operations root differs from the body's",
  "block/wrong-state-root": "state root differs from the one the block commits to",
  "block/wrong-randao": "randao reveal is not the proposer's signature over the height",
  "certificate/missing": "every block after the first carries its parent's certificate",
  "certificate/unexpected": "the first block after genesis carries no certificate",
  "certificate/wrong-statement": "certificate does not prove the parent",
  "certificate/wrong-size": "certificate's bitmap does not fit the validator set",
  "certificate/no-quorum": "certificate is signed by too few validators",
  "certificate/bad-signature": "certificate's aggregate signature is not its signers'",
  "operation/out-of-order": "L2 events are not in log order, or one stands twice",
  "operation/out-of-range": "L2 event lies outside the block's L2 range",
  "operation/not-yet-active": "this kind of operation has no rules yet, so no block may carry it",
  "genesis/too-few-nodes": "the network starts with at least 4 valid registrations",
  "genesis/wrong-network-id": "network id is not that of this contract and L2 block",
  "epoch/unknown-set": "the state knows the validators of its own epoch and the next one only",
  "state/malformed": "the bytes are not an encoded chain state",
  "state/money-lost": "the reward ledger does not add up: paid and carried differ from issued",
  "snapshot/no-such-account": "the account has no reward in this snapshot",
  "snapshot/no-such-exit": "the registration has no exit in this snapshot",
} as const

export type StateTransitionErrorCode = keyof typeof summaries

export class StateTransitionError extends AppError<StateTransitionErrorCode> {
  constructor(code: StateTransitionErrorCode, options?: AppErrorOptions) {
    super(code, summaries[code], options)
  }
}
