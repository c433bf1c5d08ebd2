// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {INodeRegistryAnnex} from "../interfaces/INodeRegistry.sol";
import {Contributor, ExitLeaf, NodeStatus} from "../interfaces/RegistryTypes.sol";
import {KeySet} from "./KeySet.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title How nodes leave and stakes return
/// @notice A snapshot's leaf, or a long wait after a request, removes a node. Its stake becomes the stakers' credits, at once
/// or when its lock is over, and is fetched with `withdraw`. A network whose nodes leave until fewer than 4 keys count can
/// accept no further snapshot: those that remain leave by the last two snapshots or without one.
abstract contract Exits is INodeRegistryAnnex, KeySet {
    using SafeERC20 for IERC20;

    /// @notice No snapshot may lock a stake for longer than this from now on.
    uint64 public constant STAKE_LOCK_MAX_S = 90 days;
    /// @notice One who staked less than one part in this many must wait before asking for an exit.
    uint256 public constant SMALL_CONTRIBUTION_PARTS = 4;
    /// @notice Of the operator's own stake, to the one who liquidates; rounded down.
    uint256 public constant BOUNTY_BPS = 3;
    /// @notice Of the operator's own stake, to the reward pool; rounded up.
    uint256 public constant POOL_PENALTY_BPS = 17;

    uint8 private constant KIND_DEREGISTERED = 1;
    uint8 private constant KIND_REFUSED = 2;
    uint8 private constant KIND_WITHOUT_SNAPSHOT = 3;

    /// @inheritdoc INodeRegistryAnnex
    function requestExit(uint64 id) external override {
        Node storage record = _registered(id);
        if (record.operator != msg.sender) revert CallerNotOperator(id, msg.sender);
        _requestExit(id, record);
    }

    /// @inheritdoc INodeRegistryAnnex
    function requestExitAsContributor(uint64 id, Contributor[] calldata contributors) external override {
        Node storage record = _registered(id);
        _checkList(id, record, contributors);
        if (_amountOf(id, contributors, msg.sender) * SMALL_CONTRIBUTION_PARTS < record.stake) {
            uint64 allowedAtS = uint64(record.registeredAtS) + _smallContributorDelayS;
            if (block.timestamp < allowedAtS) revert ExitRequestTooEarly(id, allowedAtS);
        }
        _requestExit(id, record);
    }

    /// @inheritdoc INodeRegistryAnnex
    function completeExit(ExitLeaf calldata leaf, bytes32[] calldata proof) external override whenNotPaused {
        _registered(leaf.id);
        if (leaf.kind > KIND_REFUSED) revert ExitKindUnknown(leaf.kind);
        _checkLeaf(leaf, proof);
        _remove(leaf.id, leaf.kind, leaf.unlockAtS);
    }

    /// @inheritdoc INodeRegistryAnnex
    function liquidate(ExitLeaf calldata leaf, bytes32[] calldata proof, Contributor[] calldata contributors)
        external
        override
        nonReentrant
        whenNotPaused
    {
        Node storage record = _registered(leaf.id);
        if (leaf.kind > KIND_DEREGISTERED) revert ExitKindNotLiquidatable(leaf.kind);
        _checkLeaf(leaf, proof);
        address pool = _rewardPool;
        uint256 allowedAtS = uint256(leaf.eligibleAtS) + _liquidationDelayS;
        if (block.timestamp < allowedAtS) revert LiquidationTooEarly(leaf.id, allowedAtS);
        if (pool == address(0)) revert RewardPoolUnset();
        uint256 operatorStake = _operatorStake(leaf.id, record, contributors);
        uint256 bounty = (operatorStake * BOUNTY_BPS) / 10_000;
        uint256 poolPart = Math.ceilDiv(operatorStake * POOL_PENALTY_BPS, 10_000);
        record.stake -= uint96(bounty + poolPart);
        _remove(leaf.id, leaf.kind, leaf.unlockAtS);
        emit NodeLiquidated(leaf.id, msg.sender, bounty + poolPart, bounty);
        _token.safeTransfer(msg.sender, bounty);
        _token.safeTransfer(pool, poolPart);
    }

    /// @inheritdoc INodeRegistryAnnex
    function exitWithoutSnapshot(uint64 id) external override {
        Node storage record = _registered(id);
        if (record.exitRequestedAtS == 0) revert ExitNotRequested(id);
        uint64 eligibleAtS = uint64(record.exitRequestedAtS) + _exitWithoutSnapshotDelayS;
        if (block.timestamp < eligibleAtS) revert ExitTooEarly(id, eligibleAtS);
        _remove(id, KIND_WITHOUT_SNAPSHOT, uint64(block.timestamp));
    }

    /// @inheritdoc INodeRegistryAnnex
    function releaseStake(uint64 id) external override {
        Node storage record = _unlocked(id);
        if (record.contributorsHash != 0) revert StakeShared(id);
        (address operator, uint256 stake) = (record.operator, record.stake);
        delete _nodes[id];
        _credit(id, operator, stake);
    }

    /// @inheritdoc INodeRegistryAnnex
    function releaseStakes(uint64 id, Contributor[] calldata contributors) external override {
        Node storage record = _unlocked(id);
        _checkList(id, record, contributors);
        uint256 left = record.stake;
        delete _nodes[id];
        for (uint256 i = 1; i < contributors.length; ++i) {
            left -= contributors[i].amount;
            _credit(id, contributors[i].staker, contributors[i].amount);
        }
        // A penalty is the operator's alone.
        _credit(id, contributors[0].staker, left);
    }

    /// @inheritdoc INodeRegistryAnnex
    function withdraw() external override nonReentrant {
        uint256 amount = _credits[msg.sender];
        if (amount == 0) revert NothingToWithdraw(msg.sender);
        delete _credits[msg.sender];
        emit Withdrawn(msg.sender, amount);
        _token.safeTransfer(msg.sender, amount);
    }

    function _requestExit(uint64 id, Node storage record) private {
        if (record.exitRequestedAtS != 0) revert ExitRequestedAlready(id, record.exitRequestedAtS);
        record.exitRequestedAtS = uint40(block.timestamp);
        emit ExitRequested(id, msg.sender);
    }

    /// @dev Takes a node off the lists. A solo stake is credited now unless `unlockAtS` lies ahead; a shared one always
    /// waits for the list of its contributors.
    function _remove(uint64 id, uint8 kind, uint64 unlockAtS) private {
        Node storage record = _nodes[id];
        (address operator, uint256 stake) = (record.operator, record.stake);
        if (unlockAtS < block.timestamp) unlockAtS = uint64(block.timestamp);
        _removeKey(id);
        delete _idOfEd25519Key[record.ed25519Key];
        _removeId(record.index);
        emit NodeExited(id, operator, kind, stake, unlockAtS);
        if (unlockAtS > block.timestamp || record.contributorsHash != 0) {
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

    function _unlocked(uint64 id) private view returns (Node storage record) {
        record = _nodes[id];
        if (record.status != NodeStatus.Locked) revert StakeNotLocked(id);
        if (block.timestamp < record.unlockAtS) revert StakeStillLocked(id, record.unlockAtS);
    }

    /// @dev Reverts unless one of the last two snapshots holds the leaf and its times are lawful.
    function _checkLeaf(ExitLeaf calldata leaf, bytes32[] calldata proof) private view {
        bytes32 hash = keccak256(bytes.concat(keccak256(abi.encode(leaf))));
        bytes32 root = MerkleProof.processProofCalldata(proof, hash);
        if (root != _snapshots[_newest].exitsRoot && root != _snapshots[_newest ^ 1].exitsRoot) {
            revert ExitNotProven(leaf.id);
        }
        if (block.timestamp < leaf.eligibleAtS) revert ExitTooEarly(leaf.id, leaf.eligibleAtS);
        uint64 unlockAtSMax = uint64(block.timestamp) + STAKE_LOCK_MAX_S;
        if (leaf.unlockAtS > unlockAtSMax) revert ExitLockTooLong(leaf.unlockAtS, unlockAtSMax);
    }

    /// @dev A solo node's hash is zero, which no list has.
    function _checkList(uint64 id, Node storage record, Contributor[] calldata contributors) private view {
        if (keccak256(abi.encode(contributors)) != record.contributorsHash) {
            revert ContributorsUnexpected(id);
        }
    }

    function _operatorStake(uint64 id, Node storage record, Contributor[] calldata contributors)
        private
        view
        returns (uint256)
    {
        if (record.contributorsHash == 0 && contributors.length == 0) return record.stake;
        _checkList(id, record, contributors);
        return contributors[0].amount;
    }

    function _amountOf(uint64 id, Contributor[] calldata contributors, address staker)
        private
        pure
        returns (uint256)
    {
        for (uint256 i; i < contributors.length; ++i) {
            if (contributors[i].staker == staker) return contributors[i].amount;
        }
        revert CallerNotContributor(id, staker);
    }
}
