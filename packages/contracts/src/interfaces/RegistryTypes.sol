// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {G1Point} from "../libraries/BLS12381.sol";

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
/// @param stake All contributions together; after a liquidation, what is left of them.
/// @param contributorsHash keccak256(abi.encode(Contributor[])) of a shared node; zero when the operator staked alone.
struct NodeView {
    uint64 id;
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
/// @param smallContributorDelayS How long after registration one with less than a quarter of the stake must wait before
/// asking for the node's exit.
/// @param liquidationDelayS How long after its node could have left an operator is spared the penalty.
struct NodeRegistryParams {
    address token;
    address owner;
    address manager;
    address guardian;
    uint256 stakingRequirement;
    uint64 keyActivationDelayS;
    uint64 exitWithoutSnapshotDelayS;
    uint64 snapshotAgeMaxS;
    uint64 smallContributorDelayS;
    uint64 liquidationDelayS;
}
