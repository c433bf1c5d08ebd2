// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ExitLeaf, INodeRegistry, NodeStatus} from "../interfaces/INodeRegistry.sol";
import {KeySet} from "./KeySet.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

/// @title How nodes leave and stakes return
/// @notice A snapshot's leaf, or a long wait after a request, removes a node. Its stake becomes the staker's credit, at once
/// or when its lock is over, and is fetched with `withdraw`. A network whose nodes leave until fewer than 4 keys count can
/// accept no further snapshot: those that remain leave by the last two snapshots or without one.
abstract contract Exits is KeySet {
    using SafeERC20 for IERC20;

    /// @notice No snapshot may lock a stake for longer than this from now on.
    uint64 public constant STAKE_LOCK_MAX_S = 90 days;

    uint8 private constant KIND_REFUSED = 2;
    uint8 private constant KIND_WITHOUT_SNAPSHOT = 3;

    /// @inheritdoc INodeRegistry
    function requestExit(uint64 id) external override {
        Node storage record = _registered(id);
        if (record.operator != msg.sender) revert CallerNotOperator(id, msg.sender);
        if (record.exitRequestedAtS != 0) revert ExitRequestedAlready(id, record.exitRequestedAtS);
        record.exitRequestedAtS = uint40(block.timestamp);
        emit ExitRequested(id, msg.sender);
    }

    /// @inheritdoc INodeRegistry
    function completeExit(ExitLeaf calldata leaf, bytes32[] calldata proof) external override whenNotPaused {
        _registered(leaf.id);
        if (leaf.kind > KIND_REFUSED) revert ExitKindUnknown(leaf.kind);
        bytes32 hash = keccak256(bytes.concat(keccak256(abi.encode(leaf))));
        bytes32 root = MerkleProof.processProofCalldata(proof, hash);
        if (root != _snapshots[_newest].exitsRoot && root != _snapshots[_newest ^ 1].exitsRoot) {
            revert ExitNotProven(leaf.id);
        }
        if (block.timestamp < leaf.eligibleAtS) revert ExitTooEarly(leaf.id, leaf.eligibleAtS);
        uint64 unlockAtSMax = uint64(block.timestamp) + STAKE_LOCK_MAX_S;
        if (leaf.unlockAtS > unlockAtSMax) revert ExitLockTooLong(leaf.unlockAtS, unlockAtSMax);
        _remove(leaf.id, leaf.kind, leaf.unlockAtS);
    }

    /// @inheritdoc INodeRegistry
    function exitWithoutSnapshot(uint64 id) external override {
        Node storage record = _registered(id);
        if (record.exitRequestedAtS == 0) revert ExitNotRequested(id);
        uint64 eligibleAtS = uint64(record.exitRequestedAtS) + _exitWithoutSnapshotDelayS;
        if (block.timestamp < eligibleAtS) revert ExitTooEarly(id, eligibleAtS);
        _remove(id, KIND_WITHOUT_SNAPSHOT, uint64(block.timestamp));
    }

    /// @inheritdoc INodeRegistry
    function releaseStake(uint64 id) external override {
        Node storage record = _nodes[id];
        if (record.status != NodeStatus.Locked) revert StakeNotLocked(id);
        if (block.timestamp < record.unlockAtS) revert StakeStillLocked(id, record.unlockAtS);
        _credit(id, record.operator, record.stake);
        delete _nodes[id];
    }

    /// @inheritdoc INodeRegistry
    function withdraw() external override nonReentrant {
        uint256 amount = _credits[msg.sender];
        if (amount == 0) revert NothingToWithdraw(msg.sender);
        delete _credits[msg.sender];
        emit Withdrawn(msg.sender, amount);
        _token.safeTransfer(msg.sender, amount);
    }

    /// @inheritdoc INodeRegistry
    function creditOf(address staker) external view override returns (uint256) {
        return _credits[staker];
    }

    /// @dev Takes a node off the lists. Its stake is credited now or locked until `unlockAtS`.
    function _remove(uint64 id, uint8 kind, uint64 unlockAtS) private {
        Node storage record = _nodes[id];
        address operator = record.operator;
        uint96 stake = record.stake;
        _removeKey(id);
        delete _idOfEd25519Key[record.ed25519Key];
        _removeId(record.index);
        emit NodeExited(id, operator, kind, stake, unlockAtS);
        if (unlockAtS > block.timestamp) {
            delete record.ed25519Key;
            delete record.blsKey;
            record.status = NodeStatus.Locked;
            record.unlockAtS = uint40(unlockAtS);
        } else {
            delete _nodes[id];
            _credit(id, operator, stake);
        }
    }

    function _removeId(uint32 index) private {
        uint64 lastId = _ids[_ids.length - 1];
        _ids[index] = lastId;
        _nodes[lastId].index = index;
        _ids.pop();
    }

    function _credit(uint64 id, address staker, uint256 amount) private {
        _credits[staker] += amount;
        emit StakeReleased(id, staker, amount);
    }

    function _registered(uint64 id) private view returns (Node storage record) {
        record = _nodes[id];
        if (record.status != NodeStatus.Waiting && record.status != NodeStatus.Counted) {
            revert NodeUnknown(id);
        }
    }
}
