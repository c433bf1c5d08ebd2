import type { nodeRegistryAbi } from "./NodeRegistry.ts"
import type { rewardPoolAbi } from "./RewardPool.ts"
import type { rewardsVaultAbi } from "./RewardsVault.ts"
import type { sessionTokenAbi } from "./SessionToken.ts"

type AbiItem =
  | (typeof nodeRegistryAbi)[number]
  | (typeof rewardPoolAbi)[number]
  | (typeof rewardsVaultAbi)[number]
  | (typeof sessionTokenAbi)[number]

/** Every custom error that a call of the contracts can end with. */
export type ContractErrorName = Extract<AbiItem, { readonly type: "error" }>["name"]

/** What each error means to the one who sent the transaction, and what to do about it. One or two plain sentences. */
export const contractErrorSentences: Readonly<Record<ContractErrorName, string>> = {
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
  // rewards
  ClaimAmountZero: "Choose an amount above zero.",
  RewardNotProven:
    "The proof matches neither of the last two accepted snapshots. Fetch a new proof and try again.",
  ClaimExceedsRewards: "The amount is more than your unclaimed rewards.",
  AccountLimitReached: "The amount is more than one account may claim for now. Claim less, or try again later.",
  GlobalLimitReached:
    "The amount is more than all accounts together may claim for now. Claim less, or try again later.",
  VaultBalanceTooLow: "The vault holds less than this amount until the pool's next release. Try again later.",
  LimitsUnordered: "The limit of one account may not exceed the limit of all.",
  ReleaseTooEarly: "The pool was released a short time ago. Try again when the interval is over.",
  // administration
  OwnershipNotRenounceable: "Ownership can be handed over but not given up.",
  CallerMayNotPause: "Only the owner and the guardian may pause.",
  AddressZero: "An address that must be set is zero.",
  ValueZero: "A value that must be set is zero.",
  OwnableUnauthorizedAccount: "Only the owner may do this.",
  OwnableInvalidOwner: "The owner's address is not valid.",
  EnforcedPause: "The contract is paused. Try again when it runs.",
  ExpectedPause: "The contract is not paused.",
  InvalidInitialization: "The contract is already initialized.",
  NotInitializing: "This may only happen during initialization.",
  UUPSUnauthorizedCallContext: "Upgrades go through the proxy only.",
  UUPSUnsupportedProxiableUUID: "The new code is not made for this kind of proxy.",
  ERC1967InvalidImplementation: "The new implementation has no code.",
  ERC1967NonPayable: "No value may be sent along.",
  AddressEmptyCode: "The address has no code.",
  FailedCall: "A call inside the transaction failed.",
  ReentrancyGuardReentrantCall: "The call came back into the contract while it was working.",
  SafeERC20FailedOperation: "The token refused the transfer.",
  SafeCastOverflowedUintDowncast: "A number is larger than the contract can hold.",
  // token
  ERC20InsufficientBalance: "The wallet holds too few tokens.",
  ERC20InsufficientAllowance: "The token allowance is too low. Approve the amount first.",
  ERC20InvalidApprover: "The approving address is not valid.",
  ERC20InvalidReceiver: "The receiving address is not valid.",
  ERC20InvalidSender: "The sending address is not valid.",
  ERC20InvalidSpender: "The spending address is not valid.",
  ERC2612ExpiredSignature: "The permit has expired. Sign a new one.",
  ERC2612InvalidSigner: "The permit was not signed by the owner of the tokens.",
  InvalidAccountNonce: "The permit was already used. Sign a new one.",
  ECDSAInvalidSignature: "The signature is not valid.",
  ECDSAInvalidSignatureLength: "The signature has the wrong length.",
  ECDSAInvalidSignatureS: "The signature is not in its only accepted form.",
  InvalidShortString: "A text inside the token is not valid.",
  StringTooLong: "A text inside the token is too long.",
}
