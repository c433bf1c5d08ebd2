// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Contributor, INodeRegistry, NodeRegistryParams, Snapshot} from "./interfaces/INodeRegistry.sol";
import {BLS12381, G1Point, G2Point} from "./libraries/BLS12381.sol";
import {L2BlockNumber} from "./libraries/L2BlockNumber.sol";
import {Messages} from "./libraries/Messages.sol";
import {Exits} from "./registry/Exits.sol";
import {RegistryViews} from "./registry/RegistryViews.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title The registry of service nodes
/// @notice Registers nodes, holds their stakes apart from all rewards, and accepts the snapshots they sign.
/// @dev A pause stops registrations and whatever the nodes' signatures decide. It never stops a staker's own way out:
/// requestExit, exitWithoutSnapshot, releaseStake and withdraw stay open.
contract NodeRegistry is Exits, RegistryViews {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    uint16 public constant FEE_BPS_MAX = 10_000;
    /// @notice How far a snapshot's timestamp may lie ahead of this chain's clock.
    uint64 public constant CLOCK_AHEAD_MAX_S = 120;

    /// @dev Refuses to be deployed where the BLS precompiles are missing or differ.
    /// @custom:oz-upgrades-unsafe-allow constructor
    constructor() {
        BLS12381.probe();
    }

    function initialize(NodeRegistryParams calldata params) external initializer {
        _requireAddress(params.token, "token");
        _requireValue(params.exitWithoutSnapshotDelayS, "exitWithoutSnapshotDelayS");
        _requireValue(params.snapshotAgeMaxS, "snapshotAgeMaxS");
        __Governed_init(params.owner, params.manager, params.guardian);
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
    function start() external override onlyManager whenNotPaused {
        if (_genesisTimeS != 0) revert NetworkStartedAlready(_genesisTimeS);
        if (_keyCount < SIGNERS_MIN) revert KeysTooFew(_keyCount, SIGNERS_MIN);
        _genesisTimeS = uint64(block.timestamp);
        emit NetworkStarted(_genesisTimeS);
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
    function setStakingRequirement(uint256 amount) external override onlyManager {
        _setStakingRequirement(amount);
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
        emit NodeRegistered(
            _lastId + 1, msg.sender, ed25519Key, blsKey, ed25519Signature, feeBps, contributors
        );
        _store(blsKey, commitment, ed25519Key, feeBps);
        _token.safeTransferFrom(msg.sender, address(this), contributors[0].amount);
    }

    function _store(G1Point calldata blsKey, bytes32 commitment, bytes32 ed25519Key, uint16 feeBps) private {
        uint64 id = ++_lastId;
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
}
