// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {INodeRegistry, NodeView, Snapshot} from "../interfaces/INodeRegistry.sol";
import {G1Point} from "../libraries/BLS12381.sol";
import {Messages} from "../libraries/Messages.sol";
import {KeySet} from "./KeySet.sol";

/// @title What the registry tells
abstract contract RegistryViews is KeySet {
    /// @inheritdoc INodeRegistry
    function nodeCount() external view override returns (uint256) {
        return _ids.length;
    }

    /// @inheritdoc INodeRegistry
    function node(uint64 id) external view override returns (NodeView memory) {
        Node storage record = _nodes[id];
        return NodeView({
            status: record.status,
            operator: record.operator,
            feeBps: record.feeBps,
            stake: record.stake,
            registeredAtS: record.registeredAtS,
            exitRequestedAtS: record.exitRequestedAtS,
            unlockAtS: record.unlockAtS,
            ed25519Key: record.ed25519Key,
            contributorsHash: record.contributorsHash,
            blsKey: _unpack(record.blsKey)
        });
    }

    /// @inheritdoc INodeRegistry
    function nodeIds(uint256 offset, uint256 limit) external view override returns (uint64[] memory) {
        return _page(_ids, offset, limit);
    }

    /// @inheritdoc INodeRegistry
    function idOfEd25519Key(bytes32 ed25519Key) external view override returns (uint64) {
        return _idOfEd25519Key[ed25519Key];
    }

    /// @inheritdoc INodeRegistry
    function snapshot() external view override returns (Snapshot memory) {
        return _snapshots[_newest];
    }

    /// @inheritdoc INodeRegistry
    function previousSnapshot() external view override returns (Snapshot memory) {
        return _snapshots[_newest ^ 1];
    }

    /// @inheritdoc INodeRegistry
    function rewardsRoots() external view override returns (bytes32 newest, bytes32 previous) {
        return (_snapshots[_newest].rewardsRoot, _snapshots[_newest ^ 1].rewardsRoot);
    }

    /// @inheritdoc INodeRegistry
    function stakingRequirement() external view override returns (uint256) {
        return _stakingRequirement;
    }

    /// @inheritdoc INodeRegistry
    function started() external view override returns (bool) {
        return _genesisTimeS != 0;
    }

    /// @inheritdoc INodeRegistry
    function genesisTimeS() external view override returns (uint64) {
        return _genesisTimeS;
    }

    /// @inheritdoc INodeRegistry
    function deployedAtBlock() external view override returns (uint256) {
        return _deployedAtBlock;
    }

    function token() external view returns (address) {
        return address(_token);
    }

    function keyActivationDelayS() external view returns (uint64) {
        return _keyActivationDelayS;
    }

    function exitWithoutSnapshotDelayS() external view returns (uint64) {
        return _exitWithoutSnapshotDelayS;
    }

    function snapshotAgeMaxS() external view returns (uint64) {
        return _snapshotAgeMaxS;
    }

    /// @inheritdoc INodeRegistry
    function proofOfPossessionMessage(
        G1Point calldata blsKey,
        bytes32 ed25519Key,
        address operator,
        uint16 feeBps,
        bytes32 contributorsHash
    ) external view override returns (bytes32) {
        return Messages.proofOfPossession(blsKey, ed25519Key, operator, feeBps, contributorsHash);
    }

    /// @inheritdoc INodeRegistry
    function snapshotMessage(Snapshot calldata s) external view override returns (bytes32) {
        return Messages.snapshot(s);
    }
}
