/** Registering, keys, exits, stakes and snapshots. */
export const registryErrors = {
  // registration
  FeeTooHigh: "The operator fee may be at most 100 %.",
  Ed25519KeyZero: "The node's Ed25519 key is missing.",
  Ed25519KeyTaken: "A node with this Ed25519 key is already registered.",
  BlsKeyTaken: "A node with this BLS key is already registered.",
  BlsKeyInfinity: "The BLS key is the point at infinity and proves nothing.",
  BlsSignatureInfinity: "The BLS signature is the point at infinity and proves nothing.",
  BlsPointInvalid: "The BLS key or signature is not a valid curve point.",
  BlsSignatureInvalid:
    "The BLS signature does not match. For a registration: sign again with exactly the terms, wallet and network you send.",
  BlsPrecompileMissing: "This chain lacks the BLS12-381 precompiles (EIP-2537) that the network needs.",
  BlsProbeFailed: "This chain's BLS12-381 precompiles give wrong results.",
  // keys and start
  NetworkStartedAlready: "The network has already started.",
  NetworkNotStarted: "The network has not started yet.",
  KeysTooFew: "The network needs at least 4 nodes whose keys count before it can start.",
  NoKeyWaiting: "No further key is waiting to be activated.",
  KeyNotYetActive: "This key's activation delay is not over yet.",
  KeyUnexpected: "Keys are activated in order of registration, and this is not the next one.",
  // exits and stakes
  NodeUnknown: "No registered node has this number.",
  CallerNotOperator: "Only the node's operator may do this. Switch to the operator's wallet.",
  ExitRequestedAlready: "The exit of this node was already requested.",
  ExitNotRequested: "Request the exit of this node first.",
  ExitTooEarly: "This node cannot leave yet. Try again when its waiting time is over.",
  ExitKindUnknown: "The exit is of a kind the contract does not know.",
  ExitNotProven:
    "The proof matches neither of the last two accepted snapshots. Fetch a new proof and try again.",
  ExitLockTooLong: "The snapshot would lock this stake for longer than the contract allows.",
  StakeNotLocked: "This node has no locked stake.",
  StakeStillLocked: "The stake of this node is still locked.",
  NothingToWithdraw: "This wallet has no returned stake to withdraw.",
  // snapshots
  SnapshotNotNewer: "A snapshot of this height or a later one was already accepted.",
  SnapshotTooOld: "The snapshot is too old to be accepted. Submit a newer one.",
  SnapshotFromFuture: "The snapshot's time lies ahead of the chain's clock.",
  NonSignerKeysMissing: "Every non-signer must come with its BLS key.",
  NonSignersUnordered: "Non-signers must be listed once each, in rising order.",
  NonSignerUnknown: "A listed non-signer is not registered with the given BLS key.",
  NonSignerNotCounted: "A listed non-signer's key is not counted yet.",
  NonSignersTooMany: "More than a third of the nodes did not sign.",
  SignersTooFew: "A snapshot needs at least 4 signers.",
} as const
