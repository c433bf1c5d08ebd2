// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {INodeRegistryCore} from "./interfaces/INodeRegistry.sol";
import {NodeRegistryParams, Snapshot} from "./interfaces/RegistryTypes.sol";
import {BLS12381, G1Point, G2Point} from "./libraries/BLS12381.sol";
import {L2BlockNumber} from "./libraries/L2BlockNumber.sol";
import {Messages} from "./libraries/Messages.sol";
import {Registration} from "./registry/Registration.sol";
import {RegistryAnnex} from "./registry/RegistryAnnex.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title The registry of service nodes
/// @notice Registers nodes, holds their stakes apart from all rewards, and accepts the snapshots they sign. How nodes leave,
/// and all views that other contracts rarely need, are in the {RegistryAnnex}; {INodeRegistry} is the whole.
/// @dev A pause stops registrations and whatever the nodes' signatures decide. It never stops a staker's own way out:
/// requestExit, requestExitAsContributor, exitWithoutSnapshot, releaseStake, releaseStakes and withdraw stay open.
contract NodeRegistry is Registration {
    using SafeCast for uint256;

    /// @notice How far a snapshot's timestamp may lie ahead of this chain's clock.
    uint64 public constant CLOCK_AHEAD_MAX_S = 120;

    /// @notice Where calls go that this code does not know. It changes with the code, in an upgrade only.
    /// @custom:oz-upgrades-unsafe-allow state-variable-immutable
    address public immutable annex;

    /// @dev Refuses to be deployed where the BLS precompiles are missing or differ.
    /// @custom:oz-upgrades-unsafe-allow constructor
    constructor() {
        BLS12381.probe();
        annex = address(new RegistryAnnex());
    }

    /// @dev Runs the annex's code on this contract's storage, and ends the call with its answer.
    fallback() external {
        address code = annex;
        assembly ("memory-safe") {
            let start := mload(0x40)
            calldatacopy(start, 0, calldatasize())
            let done := delegatecall(gas(), code, start, calldatasize(), 0, 0)
            returndatacopy(start, 0, returndatasize())
            if done { return(start, returndatasize()) }
            revert(start, returndatasize())
        }
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
        _smallContributorDelayS = uint256(params.smallContributorDelayS).toUint40();
        _liquidationDelayS = uint256(params.liquidationDelayS).toUint40();
        _deployedAtBlock = L2BlockNumber.current().toUint64();
        _setStakingRequirement(params.stakingRequirement);
    }

    /// @inheritdoc INodeRegistryCore
    function activateKeys(G1Point[] calldata keys) external override whenNotPaused {
        _activateKeys(keys);
    }

    /// @inheritdoc INodeRegistryCore
    function start() external override onlyManager whenNotPaused {
        if (_genesisTimeS != 0) revert NetworkStartedAlready(_genesisTimeS);
        if (_keyCount < SIGNERS_MIN) revert KeysTooFew(_keyCount, SIGNERS_MIN);
        _genesisTimeS = uint64(block.timestamp);
        emit NetworkStarted(_genesisTimeS);
    }

    /// @inheritdoc INodeRegistryCore
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

    /// @inheritdoc INodeRegistryCore
    function setStakingRequirement(uint256 amount) external override onlyManager {
        _setStakingRequirement(amount);
    }

    /// @inheritdoc INodeRegistryCore
    function setRewardPool(address rewardPool_) external override onlyManager {
        _requireAddress(rewardPool_, "rewardPool");
        if (_rewardPool != address(0)) revert RewardPoolSetAlready(_rewardPool);
        _rewardPool = rewardPool_;
        emit RewardPoolSet(rewardPool_);
    }

    /// @inheritdoc INodeRegistryCore
    function rewardsRoots() external view override returns (bytes32 newest, bytes32 previous) {
        return (_snapshots[_newest].rewardsRoot, _snapshots[_newest ^ 1].rewardsRoot);
    }

    /// @inheritdoc INodeRegistryCore
    function stakingRequirement() external view override returns (uint256) {
        return _stakingRequirement;
    }

    /// @inheritdoc INodeRegistryCore
    function token() external view override returns (address) {
        return address(_token);
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
