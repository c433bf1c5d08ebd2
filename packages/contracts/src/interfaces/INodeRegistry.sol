// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {G1Point, G2Point} from "../libraries/BLS12381.sol";
import {IRegistryErrors} from "./IRegistryErrors.sol";
import {IRegistryEvents} from "./IRegistryEvents.sol";
import {Contributor, ExitLeaf, NodeRegistryParams, NodeStatus, NodeView, Snapshot} from "./RegistryTypes.sol";

/// @title How nodes join, and what they sign together
interface INodeRegistryCore is IRegistryEvents, IRegistryErrors {
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

    /// @notice Registers a node that 1 to 10 contributors stake in. The sender pays the whole staking requirement; each
    /// contributor gets its own amount back when the node leaves.
    /// @param proof By the BLS key over the proof-of-possession message with {INodeRegistry-fundingHash} of sender and list.
    /// @param contributors Operator first, with at least a quarter of the requirement; each staker once.
    function registerShared(
        G1Point calldata blsKey,
        G2Point calldata proof,
        bytes32 ed25519Key,
        bytes32[2] calldata ed25519Signature,
        uint16 feeBps,
        Contributor[] calldata contributors
    ) external;

    /// @notice Lets keys count whose delay has passed. Anyone may call it.
    /// @param keys Those of the nodes that have waited longest, in their order.
    function activateKeys(G1Point[] calldata keys) external;

    /// @notice Starts the network, once; needs at least 4 counted keys.
    function start() external;

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

    /// @notice Sets what a new registration costs; existing ones keep theirs.
    function setStakingRequirement(uint256 amount) external;

    /// @notice Sets who receives penalties, once: the pool is deployed after the registry.
    function setRewardPool(address rewardPool) external;

    /// @notice Rewards roots of the last two accepted snapshots, newest first.
    function rewardsRoots() external view returns (bytes32 newest, bytes32 previous);
    function stakingRequirement() external view returns (uint256);
    function token() external view returns (address);
}

/// @title How nodes leave, and what the registry tells
interface INodeRegistryAnnex is IRegistryEvents, IRegistryErrors {
    /// @notice The operator asks to leave. The appchain sees it and lists the node in a later snapshot.
    function requestExit(uint64 id) external;

    /// @notice A contributor of a shared node asks for its exit; one with less than a quarter of the stake only some time
    /// after the registration.
    /// @param contributors As in {NodeRegistered}.
    function requestExitAsContributor(uint64 id, Contributor[] calldata contributors) external;

    /// @notice Removes a node that one of the last two snapshots lists as leaving. Anyone may call it.
    /// @param proof Merkle proof of `leaf`.
    function completeExit(ExitLeaf calldata leaf, bytes32[] calldata proof) external;

    /// @notice {completeExit} of a node that outstayed its time: its operator loses 0.2 % of the own stake, 0.03 % to the
    /// sender and 0.17 % to the reward pool. Other contributors lose nothing.
    /// @param contributors As in {NodeRegistered} for a shared node, else empty.
    function liquidate(ExitLeaf calldata leaf, bytes32[] calldata proof, Contributor[] calldata contributors)
        external;

    /// @notice Removes a node long after its request, when snapshots have ceased. Anyone may call it.
    function exitWithoutSnapshot(uint64 id) external;

    /// @notice Credits the stake of a removed solo node once its lock is over. Anyone may call it.
    function releaseStake(uint64 id) external;

    /// @notice Credits all stakes of a removed shared node once its lock is over. Anyone may call it.
    /// @param contributors As in {NodeRegistered}.
    function releaseStakes(uint64 id, Contributor[] calldata contributors) external;

    /// @notice Pays the sender's credit.
    function withdraw() external;

    /// @notice Registered nodes, counted or waiting.
    function nodeCount() external view returns (uint256);
    /// @notice Keys in the aggregate.
    function keyCount() external view returns (uint256);
    /// @notice How many of the counted keys a snapshot may do without: a third, rounded down.
    function nonSignersMax() external view returns (uint256);
    /// @notice The sum of the counted keys.
    function aggregateKey() external view returns (G1Point memory);
    function node(uint64 id) external view returns (NodeView memory);
    /// @notice A page of registered nodes, in the order of {nodeIds}.
    function nodes(uint256 offset, uint256 limit) external view returns (NodeView[] memory);
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
    function creditOf(address staker) external view returns (uint256);
    function started() external view returns (bool);
    /// @notice 0 until started.
    function genesisTimeS() external view returns (uint64);
    /// @notice The L2 block of the registry's deployment, for readers of logs.
    function deployedAtBlock() external view returns (uint256);
    /// @notice Receives penalties; zero until set.
    function rewardPool() external view returns (address);
    function keyActivationDelayS() external view returns (uint64);
    function exitWithoutSnapshotDelayS() external view returns (uint64);
    function snapshotAgeMaxS() external view returns (uint64);
    function smallContributorDelayS() external view returns (uint64);
    function liquidationDelayS() external view returns (uint64);
    /// @notice The last word of the proof-of-possession message: keccak256(abi.encode(contributors)) when the operator
    /// pays, keccak256(abi.encode(payer)) when another does. So a contract that gathers the stake is bound by the proof
    /// before its contributors are known.
    function fundingHash(address payer, Contributor[] calldata contributors) external pure returns (bytes32);
    function proofOfPossessionMessage(
        G1Point calldata blsKey,
        bytes32 ed25519Key,
        address operator,
        uint16 feeBps,
        bytes32 fundingHash_
    ) external view returns (bytes32);
    /// @notice Reverts as a registration with these terms would, for those who want to know before they pay.
    function checkProof(
        G1Point calldata blsKey,
        G2Point calldata proof,
        bytes32 ed25519Key,
        address operator,
        uint16 feeBps,
        bytes32 fundingHash_
    ) external view;
    function snapshotMessage(Snapshot calldata s) external view returns (bytes32);
}

/// @title The registry of service nodes
/// @notice Holds stakes, the nodes' keys and the last accepted snapshots. Stakes never leave but to their stakers, less the
/// penalty of an operator who outstays.
interface INodeRegistry is INodeRegistryCore, INodeRegistryAnnex {}
