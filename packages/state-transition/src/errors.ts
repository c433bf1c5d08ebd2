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
  "stateChange/too-early": "the judges of this quorum do not vote yet",
  "stateChange/expired": "the quorum's votes have expired",
  "stateChange/wrong-node": "the quorum does not test this node at this place",
  "stateChange/node-gone": "the node has left, or never was",
  "stateChange/twice": "a block changes a node's standing once",
  "stateChange/stale": "the quorum judged the node before its present standing began",
  "stateChange/wrong-status": "this change does not fit the node's status",
  "stateChange/no-credit": "the node has too little credit to be decommissioned",
  "stateChange/credit-left": "the node's credit does not allow its deregistration",
  "stateChange/mass-outage": "so many nodes are inactive that none is deregistered",
  "stateChange/too-few-left": "the last active nodes are never set aside",
  "stateChange/too-many": "the block deactivates as many nodes as it may already",
  "stateChange/too-few-votes": "too few judges agree",
  "stateChange/judges-out-of-order": "judges do not ascend, or one votes twice",
  "stateChange/unknown-judge": "the quorum has no such judge",
  "stateChange/bad-reasons": "the reasons do not fit this kind of change",
  "stateChange/bad-signature": "a vote is not signed by its judge",
  "equivocation/unknown-validator": "no such validator in an epoch that is remembered",
  "equivocation/wrong-node": "the testimonies are another node's",
  "equivocation/no-contradiction": "an honest validator may say both",
  "equivocation/offender-gone": "the offender was deregistered already, or its stake is out of reach",
  "equivocation/bad-signature": "a testimony is not signed by the validator",
  "signedSnapshot/wrong-snapshot": "not the newest snapshot",
  "signedSnapshot/wrong-size": "the bitmap does not fit the nodes of the snapshot",
  "signedSnapshot/too-few-signers": "fewer signatures than the contract would take",
  "signedSnapshot/adds-nobody": "the chain knows all of these signers, or some that are missing here",
  "signedSnapshot/bad-signature": "the aggregate signature is not its signers'",
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
