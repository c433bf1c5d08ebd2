// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {
    Contributor,
    ExitLeaf,
    INodeRegistry,
    NodeRegistryParams,
    NodeStatus,
    NodeView,
    Snapshot
} from "./interfaces/INodeRegistry.sol";
import {BLS12381, G1Point, G2Point} from "./libraries/BLS12381.sol";
import {L2BlockNumber} from "./libraries/L2BlockNumber.sol";
import {Messages} from "./libraries/Messages.sol";
import {KeySet} from "./registry/KeySet.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title The registry of service nodes
/// @notice Registers nodes, holds their stakes apart from all rewards, and accepts the snapshots they sign.
/// @dev A pause stops registrations and whatever the nodes' signatures decide. It never stops a staker's own way out:
/// requestExit, exitWithoutSnapshot, releaseStake and withdraw stay open.
contract NodeRegistry is KeySet {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    uint16 public constant FEE_BPS_MAX = 10_000;
    /// @notice How far a snapshot's timestamp may lie ahead of this chain's clock.
    uint64 public constant CLOCK_AHEAD_MAX_S = 120;
    /// @notice No snapshot may lock a stake for longer than this from now on.
    uint64 public constant STAKE_LOCK_MAX_S = 90 days;

    uint8 private constant KIND_REFUSED = 2;
    uint8 private constant KIND_WITHOUT_SNAPSHOT = 3;

    /// @dev Refuses to be deployed where the BLS precompiles are missing or differ.
    /// @custom:oz-upgrades-unsafe-allow constructor
    constructor() {
        BLS12381.probe();
    }

    function initialize(NodeRegistryParams calldata params) external initializer {
        _requireAddress(params.token, "token");
        _requireValue(params.exitWithoutSnapshotDelayS, "exitWithoutSnapshotDelayS");
        _requireValue(params.snapshotAgeMaxS, "snapshotAgeMaxS");
        __Governed_init(params.owner, params.guardian);
        _token = IERC20(params.token);
        _keyActivationDelayS = uint256(params.keyActivationDelayS).toUint40();
        _exitWithoutSnapshotDelayS = uint256(params.exitWithoutSnapshotDelayS).toUint40();
        _snapshotAgeMaxS = uint256(params.snapshotAgeMaxS).toUint40();
        _deployedAtBlock = L2BlockNumber.current().toUint64();
        _setStakingRequirement(params.stakingRequirement);
    }

    /// @inheritdoc INodeRegistry
    function register(
        G1Point calldata blsKey,
        G2Point calldata proof,
        bytes32 ed25519Key,
        bytes32[2] calldata ed25519Signature,
        uint16 feeBps,
        address beneficiary
    ) external override {
        _register(blsKey, proof, ed25519Key, ed25519Signature, feeBps, beneficiary);
    }

    /// @inheritdoc INodeRegistry
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
    ) external override {
        // Anyone may have used the permit first, which leaves the allowance in place: only the transfer decides.
        try IERC20Permit(address(_token))
            .permit(msg.sender, address(this), _stakingRequirement, deadline, v, r, s) {}
            catch {}
        _register(blsKey, proof, ed25519Key, ed25519Signature, feeBps, beneficiary);
    }

    /// @inheritdoc INodeRegistry
    function start() external override onlyOwner whenNotPaused {
        if (_genesisTimeS != 0) revert NetworkStartedAlready(_genesisTimeS);
        if (_keyCount < SIGNERS_MIN) revert KeysTooFew(_keyCount, SIGNERS_MIN);
        _genesisTimeS = uint64(block.timestamp);
        emit NetworkStarted(_genesisTimeS);
    }

    /// @inheritdoc INodeRegistry
    function requestExit(uint64 id) external override {
        Node storage record = _registered(id);
        if (record.operator != msg.sender) revert CallerNotOperator(id, msg.sender);
        if (record.exitRequestedAtS != 0) revert ExitRequestedAlready(id, record.exitRequestedAtS);
        record.exitRequestedAtS = uint40(block.timestamp);
        emit ExitRequested(id, msg.sender);
    }

    /// @inheritdoc INodeRegistry
    function submitSnapshot(
        Snapshot calldata s,
        G2Point calldata signature,
        uint64[] calldata nonSignerIds,
        G1Point[] calldata nonSignerKeys
    ) external override whenNotPaused {
        if (_genesisTimeS == 0) revert NetworkNotStarted();
        uint64 acceptedHeight = _snapshots[_newest].height;
        if (s.height <= acceptedHeight) revert SnapshotNotNewer(s.height, acceptedHeight);
        if (s.timestampS + uint256(_snapshotAgeMaxS) < block.timestamp) {
            revert SnapshotTooOld(s.timestampS, uint64(block.timestamp) - _snapshotAgeMaxS);
        }
        if (s.timestampS > block.timestamp + CLOCK_AHEAD_MAX_S) {
            revert SnapshotFromFuture(s.timestampS, uint64(block.timestamp) + CLOCK_AHEAD_MAX_S);
        }
        BLS12381.verify(_signersKey(nonSignerIds, nonSignerKeys), signature, Messages.snapshot(s));
        _newest ^= 1;
        _snapshots[_newest] = s;
        _emitSnapshotAccepted(s, nonSignerIds.length);
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
    function setStakingRequirement(uint256 amount) external override onlyOwner {
        _setStakingRequirement(amount);
    }

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
    function creditOf(address staker) external view override returns (uint256) {
        return _credits[staker];
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

    function _register(
        G1Point calldata blsKey,
        G2Point calldata proof,
        bytes32 ed25519Key,
        bytes32[2] calldata ed25519Signature,
        uint16 feeBps,
        address beneficiary
    ) private nonReentrant whenNotPaused {
        if (feeBps > FEE_BPS_MAX) revert FeeTooHigh(feeBps, FEE_BPS_MAX);
        if (ed25519Key == 0) revert Ed25519KeyZero();
        if (_idOfEd25519Key[ed25519Key] != 0) {
            revert Ed25519KeyTaken(ed25519Key, _idOfEd25519Key[ed25519Key]);
        }
        bytes32 commitment = BLS12381.commitmentOf(blsKey);
        if (_keyOwners[commitment].id != 0) revert BlsKeyTaken(commitment, _keyOwners[commitment].id);
        Contributor[] memory contributors = new Contributor[](1);
        contributors[0] = Contributor({
            staker: msg.sender,
            beneficiary: beneficiary == address(0) ? msg.sender : beneficiary,
            amount: _stakingRequirement
        });
        BLS12381.verify(
            blsKey,
            proof,
            Messages.proofOfPossession(
                blsKey, ed25519Key, msg.sender, feeBps, keccak256(abi.encode(contributors))
            )
        );
        uint64 id = _store(blsKey, commitment, ed25519Key, feeBps);
        emit NodeRegistered(id, msg.sender, ed25519Key, blsKey, ed25519Signature, feeBps, contributors);
        _token.safeTransferFrom(msg.sender, address(this), contributors[0].amount);
    }

    function _store(G1Point calldata blsKey, bytes32 commitment, bytes32 ed25519Key, uint16 feeBps)
        private
        returns (uint64 id)
    {
        id = ++_lastId;
        Node storage record = _nodes[id];
        record.status = _addKey(id, blsKey, commitment);
        record.operator = msg.sender;
        record.feeBps = feeBps;
        record.index = uint32(_ids.length);
        record.registeredAtS = uint40(block.timestamp);
        record.stake = _stakingRequirement;
        record.ed25519Key = ed25519Key;
        _idOfEd25519Key[ed25519Key] = id;
        _ids.push(id);
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

    function _setStakingRequirement(uint256 amount) private {
        _requireValue(amount, "stakingRequirement");
        _stakingRequirement = amount.toUint96();
        emit StakingRequirementSet(amount);
    }

    function _emitSnapshotAccepted(Snapshot calldata s, uint256 nonSignerCount) private {
        emit SnapshotAccepted(
            s.height,
            msg.sender,
            s.rewardsRoot,
            s.exitsRoot,
            s.l2Number,
            s.timestampS,
            _keyCount - nonSignerCount,
            nonSignerCount
        );
    }

    function _registered(uint64 id) private view returns (Node storage record) {
        record = _nodes[id];
        if (record.status != NodeStatus.Waiting && record.status != NodeStatus.Counted) {
            revert NodeUnknown(id);
        }
    }
}
