// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {INodeRegistryAnnex} from "../interfaces/INodeRegistry.sol";
import {Contributor, NodeStatus, NodeView, Snapshot} from "../interfaces/RegistryTypes.sol";
import {G1Point, G2Point} from "../libraries/BLS12381.sol";
import {Messages} from "../libraries/Messages.sol";
import {ProofCheck} from "./ProofCheck.sol";

/// @title What the registry tells
abstract contract RegistryViews is INodeRegistryAnnex, ProofCheck {
    /// @inheritdoc INodeRegistryAnnex
    function nodeCount() external view override returns (uint256) {
        return _ids.length;
    }

    /// @inheritdoc INodeRegistryAnnex
    function node(uint64 id) external view override returns (NodeView memory) {
        return _view(id);
    }

    /// @inheritdoc INodeRegistryAnnex
    function nodes(uint256 offset, uint256 limit) external view override returns (NodeView[] memory page) {
        uint64[] memory ids = _page(_ids, offset, limit);
        page = new NodeView[](ids.length);
        for (uint256 i; i < ids.length; ++i) {
            page[i] = _view(ids[i]);
        }
    }

    /// @inheritdoc INodeRegistryAnnex
    function nodeIds(uint256 offset, uint256 limit) external view override returns (uint64[] memory) {
        return _page(_ids, offset, limit);
    }

    /// @inheritdoc INodeRegistryAnnex
    function waitingIds(uint256 offset, uint256 limit) external view override returns (uint64[] memory page) {
        page = _page(_waiting, _waitingHead + offset, limit);
        for (uint256 i; i < page.length; ++i) {
            if (_nodes[page[i]].status != NodeStatus.Waiting) page[i] = 0;
        }
    }

    /// @inheritdoc INodeRegistryAnnex
    function keyCount() external view override returns (uint256) {
        return _keyCount;
    }

    /// @inheritdoc INodeRegistryAnnex
    function nonSignersMax() external view override returns (uint256) {
        return _nonSignersMax();
    }

    /// @inheritdoc INodeRegistryAnnex
    function aggregateKey() external view override returns (G1Point memory) {
        return _aggregateKey();
    }

    /// @inheritdoc INodeRegistryAnnex
    function idOfBlsKey(bytes32 commitment) external view override returns (uint64) {
        return _keyOwners[commitment].id;
    }

    /// @inheritdoc INodeRegistryAnnex
    function idOfEd25519Key(bytes32 ed25519Key) external view override returns (uint64) {
        return _idOfEd25519Key[ed25519Key];
    }

    /// @inheritdoc INodeRegistryAnnex
    function snapshot() external view override returns (Snapshot memory) {
        return _snapshots[_newest];
    }

    /// @inheritdoc INodeRegistryAnnex
    function previousSnapshot() external view override returns (Snapshot memory) {
        return _snapshots[_newest ^ 1];
    }

    /// @inheritdoc INodeRegistryAnnex
    function started() external view override returns (bool) {
        return _genesisTimeS != 0;
    }

    /// @inheritdoc INodeRegistryAnnex
    function genesisTimeS() external view override returns (uint64) {
        return _genesisTimeS;
    }

    /// @inheritdoc INodeRegistryAnnex
    function deployedAtBlock() external view override returns (uint256) {
        return _deployedAtBlock;
    }

    /// @inheritdoc INodeRegistryAnnex
    function creditOf(address staker) external view override returns (uint256) {
        return _credits[staker];
    }

    /// @inheritdoc INodeRegistryAnnex
    function rewardPool() external view override returns (address) {
        return _rewardPool;
    }

    /// @inheritdoc INodeRegistryAnnex
    function keyActivationDelayS() external view override returns (uint64) {
        return _keyActivationDelayS;
    }

    /// @inheritdoc INodeRegistryAnnex
    function exitWithoutSnapshotDelayS() external view override returns (uint64) {
        return _exitWithoutSnapshotDelayS;
    }

    /// @inheritdoc INodeRegistryAnnex
    function snapshotAgeMaxS() external view override returns (uint64) {
        return _snapshotAgeMaxS;
    }

    /// @inheritdoc INodeRegistryAnnex
    function smallContributorDelayS() external view override returns (uint64) {
        return _smallContributorDelayS;
    }

    /// @inheritdoc INodeRegistryAnnex
    function liquidationDelayS() external view override returns (uint64) {
        return _liquidationDelayS;
    }

    /// @inheritdoc INodeRegistryAnnex
    function fundingHash(address payer, Contributor[] calldata contributors)
        external
        pure
        override
        returns (bytes32)
    {
        return Messages.funding(payer, contributors);
    }

    /// @inheritdoc INodeRegistryAnnex
    function proofOfPossessionMessage(
        G1Point calldata blsKey,
        bytes32 ed25519Key,
        address operator,
        uint16 feeBps,
        bytes32 fundingHash_
    ) external view override returns (bytes32) {
        return Messages.proofOfPossession(blsKey, ed25519Key, operator, feeBps, fundingHash_);
    }

    /// @inheritdoc INodeRegistryAnnex
    function checkProof(
        G1Point calldata blsKey,
        G2Point calldata proof,
        bytes32 ed25519Key,
        address operator,
        uint16 feeBps,
        bytes32 fundingHash_
    ) external view override {
        _checkProof(blsKey, proof, ed25519Key, operator, feeBps, fundingHash_);
    }

    /// @inheritdoc INodeRegistryAnnex
    function snapshotMessage(Snapshot calldata s) external view override returns (bytes32) {
        return Messages.snapshot(s);
    }

    function _view(uint64 id) private view returns (NodeView memory) {
        Node storage record = _nodes[id];
        return NodeView({
            id: id,
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

    function _page(uint64[] storage list, uint256 offset, uint256 limit)
        private
        view
        returns (uint64[] memory page)
    {
        uint256 length = list.length;
        if (offset >= length) return page;
        uint256 left = length - offset;
        page = new uint64[](limit < left ? limit : left);
        for (uint256 i; i < page.length; ++i) {
            page[i] = list[offset + i];
        }
    }
}
