// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Governed} from "../Governed.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

/// @notice What is granted to whom, and when. Times are unix seconds.
/// @param revoker May take back what has not vested; zero when nobody may.
/// @param transferable Whether the beneficiary may hand the grant to another.
struct VestingGrant {
    address beneficiary;
    address revoker;
    uint64 startS;
    uint64 endS;
    bool transferable;
}

/// @title Tokens that become somebody's own over time
/// @notice What all vesting wallets share: whose the grant is, and who may revoke it. A wallet vests whatever ERC-20 tokens
/// are sent to it, each by itself.
abstract contract VestingWallet is ReentrancyGuardTransient {
    uint64 public immutable startS;
    uint64 public immutable endS;
    bool public immutable transferable;

    address public beneficiary;
    /// @notice Who may become the beneficiary by {acceptGrant}; zero when nobody.
    address public offeredTo;
    /// @notice Zero when the grant cannot be revoked.
    address public revoker;

    event GrantOffered(address indexed beneficiary, address indexed offeredTo);
    event GrantAccepted(address indexed previousBeneficiary, address indexed beneficiary);
    event RevokerSet(address indexed revoker);
    event VestingReleased(address indexed token, address indexed receiver, uint256 amount);

    error VestingPeriodInvalid(uint64 startS, uint64 endS);
    error CallerNotBeneficiary(address caller);
    error CallerNotRevoker(address caller);
    /// @notice This grant stays with its beneficiary.
    error GrantNotTransferable();
    error GrantNotOffered(address caller);
    /// @notice The token's grant was revoked before.
    error RevokedAlready(address token);
    /// @notice Everything has vested.
    error VestingOver(uint64 endS);
    error NothingToRelease(address token);

    modifier onlyRevoker() {
        if (msg.sender != revoker) revert CallerNotRevoker(msg.sender);
        _;
    }

    constructor(VestingGrant memory grant) {
        _requireAddress(grant.beneficiary, "beneficiary");
        if (grant.startS >= grant.endS) revert VestingPeriodInvalid(grant.startS, grant.endS);
        (startS, endS, transferable) = (grant.startS, grant.endS, grant.transferable);
        (beneficiary, revoker) = (grant.beneficiary, grant.revoker);
        emit GrantAccepted(address(0), grant.beneficiary);
        emit RevokerSet(grant.revoker);
    }

    /// @notice The beneficiary offers the grant to `account`, which has to accept it; zero takes the offer back.
    function offerGrant(address account) external {
        if (msg.sender != beneficiary) revert CallerNotBeneficiary(msg.sender);
        if (!transferable) revert GrantNotTransferable();
        offeredTo = account;
        emit GrantOffered(msg.sender, account);
    }

    /// @notice Makes the sender the beneficiary, if the grant was offered to it.
    function acceptGrant() external {
        if (msg.sender != offeredTo) revert GrantNotOffered(msg.sender);
        emit GrantAccepted(beneficiary, msg.sender);
        beneficiary = msg.sender;
        delete offeredTo;
    }

    /// @notice Hands the revoker's right over; zero gives it up for ever.
    function setRevoker(address revoker_) public virtual onlyRevoker {
        revoker = revoker_;
        emit RevokerSet(revoker_);
    }

    function _requireAddress(address value, bytes32 parameter) internal pure {
        if (value == address(0)) revert Governed.AddressZero(parameter);
    }
}
