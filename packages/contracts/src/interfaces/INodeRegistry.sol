// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {G1Point, G2Point} from "../libraries/BLS12381.sol";

/// @notice One who stakes in a node. Rewards go to the beneficiary, the stake returns to the staker.
struct Contributor {
    address staker;
    address beneficiary;
    uint256 amount;
}

/// @notice The summary of the appchain that its nodes sign.
/// @param timestampS Unix time of the appchain block.
/// @param rewardsRoot Merkle root over (address account, uint256 lifetimeAmount); zero when there is none.
/// @param exitsRoot Merkle root over {ExitLeaf}; zero when there is none.
struct Snapshot {
    uint64 height;
    uint64 l2Number;
    uint64 timestampS;
    bytes32 blockHash;
    bytes32 stateRoot;
    bytes32 rewardsRoot;
    bytes32 exitsRoot;
}

/// @notice The appchain's word that a node may leave.
/// @param kind 0 exit, 1 deregistered, 2 refused.
/// @param eligibleAtS From when the registration may be removed, unix time.
/// @param unlockAtS From when its stake may be withdrawn, unix time.
struct ExitLeaf {
    uint64 id;
    uint8 kind;
    uint64 eligibleAtS;
    uint64 unlockAtS;
}

/// @notice None: never registered, or gone. Waiting: its key does not count yet. Counted: its key is in the aggregate.
/// Locked: removed, its stake waits for `unlockAtS`.
enum NodeStatus {
    None,
    Waiting,
    Counted,
    Locked
}

/// @notice A registration as {INodeRegistry-node} shows it. Times are unix seconds, 0 when not set; a locked node has no
/// keys any more.
/// @param contributorsHash keccak256(abi.encode(Contributor[])) of a shared node; zero when the operator staked alone.
struct NodeView {
    NodeStatus status;
    address operator;
    uint16 feeBps;
    uint256 stake;
    uint64 registeredAtS;
    uint64 exitRequestedAtS;
    uint64 unlockAtS;
    bytes32 ed25519Key;
    bytes32 contributorsHash;
    G1Point blsKey;
}

/// @param keyActivationDelayS How long after registration a BLS key starts to count; 0 = at once.
/// @param exitWithoutSnapshotDelayS How long after its request a node may leave without any snapshot.
/// @param snapshotAgeMaxS How old a submitted snapshot may be.
struct NodeRegistryParams {
    address token;
    address owner;
    address manager;
    address guardian;
    uint256 stakingRequirement;
    uint64 keyActivationDelayS;
    uint64 exitWithoutSnapshotDelayS;
    uint64 snapshotAgeMaxS;
}

/// @title The registry of service nodes
/// @notice Holds stakes, the nodes' keys and the last accepted snapshots. Stakes never leave but to their stakers.
interface INodeRegistry {
    /// @param ed25519Signature By the Ed25519 key over the registration message; relayed for the nodes, not checked here.
    /// @param contributors Operator first.
    event NodeRegistered(
        uint64 indexed id,
        address indexed operator,
        bytes32 indexed ed25519Key,
        G1Point blsKey,
        bytes32[2] ed25519Signature,
        uint16 feeBps,
        Contributor[] contributors
    );
    event KeyActivated(uint64 indexed id);
    event NetworkStarted(uint64 genesisTimeS);
    event ExitRequested(uint64 indexed id, address indexed requester);
    event SnapshotAccepted(
        uint64 indexed height,
        address indexed submitter,
        bytes32 rewardsRoot,
        bytes32 exitsRoot,
        uint64 l2Number,
        uint64 timestampS,
        uint256 signerCount,
        uint256 nonSignerCount
    );
    /// @param kind 0 exit, 1 deregistered, 2 refused, 3 without snapshot.
    /// @param unlockAtS When later than now, the stake waits for {INodeRegistry-releaseStake}.
    event NodeExited(
        uint64 indexed id, address indexed operator, uint8 kind, uint256 returnedAmount, uint64 unlockAtS
    );
    event NodeLiquidated(uint64 indexed id, address indexed liquidator, uint256 penalty);
    event StakeReleased(uint64 indexed id, address indexed staker, uint256 amount);
    event Withdrawn(address indexed staker, uint256 amount);
    event StakingRequirementSet(uint256 amount);

    error FeeTooHigh(uint16 feeBps, uint16 feeBpsMax);
    error Ed25519KeyZero();
    error Ed25519KeyTaken(bytes32 ed25519Key, uint64 id);
    error BlsKeyTaken(bytes32 commitment, uint64 id);
    error NodeUnknown(uint64 id);
    error CallerNotOperator(uint64 id, address caller);
    error NetworkStartedAlready(uint64 genesisTimeS);
    error NetworkNotStarted();
    error KeysTooFew(uint256 keyCount, uint256 keyCountMin);
    error NoKeyWaiting();
    error KeyNotYetActive(uint64 id, uint64 activeAtS);
    error KeyUnexpected(uint64 id, bytes32 commitment);
    error ExitRequestedAlready(uint64 id, uint64 requestedAtS);
    error ExitNotRequested(uint64 id);
    error ExitTooEarly(uint64 id, uint64 eligibleAtS);
    error ExitKindUnknown(uint8 kind);
    error ExitNotProven(uint64 id);
    error ExitLockTooLong(uint64 unlockAtS, uint64 unlockAtSMax);
    error StakeNotLocked(uint64 id);
    error StakeStillLocked(uint64 id, uint64 unlockAtS);
    error NothingToWithdraw(address staker);
    error SnapshotNotNewer(uint64 height, uint64 acceptedHeight);
    error SnapshotTooOld(uint64 timestampS, uint64 timestampSMin);
    error SnapshotFromFuture(uint64 timestampS, uint64 timestampSMax);
    error NonSignerKeysMissing(uint256 idCount, uint256 keyCount);
    error NonSignersUnordered(uint64 previousId, uint64 id);
    error NonSignerUnknown(uint64 id);
    error NonSignerNotCounted(uint64 id);
    error NonSignersTooMany(uint256 count, uint256 countMax);
    error SignersTooFew(uint256 count, uint256 countMin);

    /// @notice Registers a solo node: the sender is operator and only staker, and pays the staking requirement.
    /// @param proof By the BLS key over the proof-of-possession message of exactly these terms.
    /// @param feeBps 0..10,000; of no effect while the operator stakes alone.
    /// @param beneficiary Receives the rewards; zero means the sender.
    function register(
        G1Point calldata blsKey,
        G2Point calldata proof,
        bytes32 ed25519Key,
        bytes32[2] calldata ed25519Signature,
        uint16 feeBps,
        address beneficiary
    ) external;

    /// @notice {register} with an ERC-2612 permit for the staking requirement instead of an earlier approval.
    function registerWithPermit(
        G1Point calldata blsKey,
        G2Point calldata proof,
        bytes32 ed25519Key,
        bytes32[2] calldata ed25519Signature,
        uint16 feeBps,
        address beneficiary,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;

    /// @notice Starts the network, once; needs at least 4 counted keys.
    function start() external;

    /// @notice Lets keys count whose delay has passed. Anyone may call it.
    /// @param keys Those of the nodes that have waited longest, in their order.
    function activateKeys(G1Point[] calldata keys) external;

    /// @notice The operator asks to leave. The appchain sees it and lists the node in a later snapshot.
    function requestExit(uint64 id) external;

    /// @notice Accepts a snapshot that at least two thirds of the keys signed. Anyone may submit it.
    /// @param signature Sum of the signers' signatures.
    /// @param nonSignerIds Counted nodes that did not sign, strictly increasing.
    /// @param nonSignerKeys Their keys, in the same order.
    function submitSnapshot(
        Snapshot calldata s,
        G2Point calldata signature,
        uint64[] calldata nonSignerIds,
        G1Point[] calldata nonSignerKeys
    ) external;

    /// @notice Removes a node that one of the last two snapshots lists as leaving. Anyone may call it.
    /// @param proof Merkle proof of `leaf`.
    function completeExit(ExitLeaf calldata leaf, bytes32[] calldata proof) external;

    /// @notice Removes a node long after its request, when snapshots have ceased. Anyone may call it.
    function exitWithoutSnapshot(uint64 id) external;

    /// @notice Credits the stake of a removed node once its lock is over. Anyone may call it.
    function releaseStake(uint64 id) external;

    /// @notice Pays the sender's credit.
    function withdraw() external;

    /// @notice Sets what a new registration costs; existing ones keep theirs.
    function setStakingRequirement(uint256 amount) external;

    /// @notice Registered nodes, counted or waiting.
    function nodeCount() external view returns (uint256);
    /// @notice Keys in the aggregate.
    function keyCount() external view returns (uint256);
    /// @notice How many of the counted keys a snapshot may do without: a third, rounded down.
    function nonSignersMax() external view returns (uint256);
    /// @notice The sum of the counted keys.
    function aggregateKey() external view returns (G1Point memory);
    function node(uint64 id) external view returns (NodeView memory);
    /// @notice A page of registered ids. The order changes when a node leaves.
    function nodeIds(uint256 offset, uint256 limit) external view returns (uint64[] memory);
    /// @notice 0 when the key is not registered.
    function idOfEd25519Key(bytes32 ed25519Key) external view returns (uint64);
    /// @notice 0 when the key is not registered.
    /// @param commitment keccak256(abi.encode(key)).
    function idOfBlsKey(bytes32 commitment) external view returns (uint64);
    /// @notice A page of the ids whose keys wait to count, longest first. A node that left in the meantime shows as 0.
    function waitingIds(uint256 offset, uint256 limit) external view returns (uint64[] memory);
    /// @notice The last accepted snapshot; all zero before the first.
    function snapshot() external view returns (Snapshot memory);
    /// @notice The one accepted before; claims and exits proven against it still hold.
    function previousSnapshot() external view returns (Snapshot memory);
    /// @notice Rewards roots of the last two accepted snapshots, newest first.
    function rewardsRoots() external view returns (bytes32 newest, bytes32 previous);
    function creditOf(address staker) external view returns (uint256);
    function stakingRequirement() external view returns (uint256);
    function started() external view returns (bool);
    /// @notice 0 until started.
    function genesisTimeS() external view returns (uint64);
    /// @notice The L2 block of the registry's deployment, for readers of logs.
    function deployedAtBlock() external view returns (uint256);
    function proofOfPossessionMessage(
        G1Point calldata blsKey,
        bytes32 ed25519Key,
        address operator,
        uint16 feeBps,
        bytes32 contributorsHash
    ) external view returns (bytes32);
    function snapshotMessage(Snapshot calldata s) external view returns (bytes32);
}
