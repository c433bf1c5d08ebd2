// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {
    Ownable2StepUpgradeable
} from "@openzeppelin/contracts-upgradeable/access/Ownable2StepUpgradeable.sol";
import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";
import {PausableUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/PausableUpgradeable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

/// @title Who may upgrade, set and pause
/// @notice The owner (a timelock) upgrades, unpauses and hands out the other roles. The manager sets parameters. The guardian
/// can only pause, so that a fast key can stop harm but not do any. What the manager may do, the owner may too.
abstract contract Governed is
    UUPSUpgradeable,
    Ownable2StepUpgradeable,
    PausableUpgradeable,
    ReentrancyGuardTransient
{
    /// @custom:storage-location erc7201:sextant.storage.Governed
    struct GovernedStorage {
        address guardian;
        address manager;
    }

    /// @dev keccak256(abi.encode(uint256(keccak256("sextant.storage.Governed")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant GOVERNED_SLOT =
        keccak256(abi.encode(uint256(keccak256("sextant.storage.Governed")) - 1)) & ~bytes32(uint256(0xff));

    event GuardianSet(address indexed guardian);
    event ManagerSet(address indexed manager);

    /// @notice Ownership can be handed over but not given up: an ownerless contract could never be repaired.
    error OwnershipNotRenounceable();
    /// @notice Only the owner and the guardian may pause.
    error CallerMayNotPause(address caller);
    /// @notice Only the owner and the manager may set parameters.
    error CallerNotManager(address caller);
    /// @notice The parameter needs an address other than zero.
    error AddressZero(bytes32 parameter);
    /// @notice The parameter needs a value other than zero.
    error ValueZero(bytes32 parameter);

    /// @dev Lets the manager pass, and the owner.
    modifier onlyManager() {
        _checkManager();
        _;
    }

    /// @custom:oz-upgrades-unsafe-allow constructor
    constructor() {
        _disableInitializers();
    }

    function __Governed_init(address owner_, address manager_, address guardian_) internal onlyInitializing {
        __Ownable_init(owner_);
        _setManager(manager_);
        _setGuardian(guardian_);
    }

    /// @notice Stops everything marked as pausable until the owner unpauses.
    function pause() external {
        if (msg.sender != guardian() && msg.sender != owner()) revert CallerMayNotPause(msg.sender);
        _pause();
    }

    function unpause() external onlyOwner {
        _unpause();
    }

    /// @param manager_ May set parameters from now on; zero leaves that to the owner alone.
    function setManager(address manager_) external onlyOwner {
        _setManager(manager_);
    }

    /// @param guardian_ May pause from now on; zero leaves that to the owner alone.
    function setGuardian(address guardian_) external onlyOwner {
        _setGuardian(guardian_);
    }

    function manager() public view returns (address) {
        return _governed().manager;
    }

    function guardian() public view returns (address) {
        return _governed().guardian;
    }

    /// @inheritdoc OwnableUpgradeable
    function renounceOwnership() public view override onlyOwner {
        revert OwnershipNotRenounceable();
    }

    function _authorizeUpgrade(address) internal view override onlyOwner {}

    function _requireAddress(address value, bytes32 parameter) internal pure {
        if (value == address(0)) revert AddressZero(parameter);
    }

    function _requireValue(uint256 value, bytes32 parameter) internal pure {
        if (value == 0) revert ValueZero(parameter);
    }

    function _checkManager() private view {
        if (msg.sender != manager() && msg.sender != owner()) revert CallerNotManager(msg.sender);
    }

    function _setManager(address manager_) private {
        _governed().manager = manager_;
        emit ManagerSet(manager_);
    }

    function _setGuardian(address guardian_) private {
        _governed().guardian = guardian_;
        emit GuardianSet(guardian_);
    }

    function _governed() private pure returns (GovernedStorage storage $) {
        bytes32 slot = GOVERNED_SLOT;
        assembly ("memory-safe") {
            $.slot := slot
        }
    }
}
