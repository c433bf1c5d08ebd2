// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {VestingGrant, VestingWallet} from "./VestingWallet.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title A grant that vests a fifth at its start and the rest evenly until its end
/// @notice Each token vests and is revoked by itself. A revocation freezes what has vested of that token by then: that stays
/// the beneficiary's, the rest and whatever arrives later is the revoker's.
contract LinearVestingWallet is VestingWallet {
    using SafeERC20 for IERC20;

    /// @notice What vests at `startS`.
    uint256 public constant START_BPS = 2_000;
    uint256 private constant BPS = 10_000;

    /// @dev `vested` counts only once `revoked`.
    struct Account {
        bool revoked;
        uint256 released;
        uint256 vested;
    }

    mapping(IERC20 token => Account) private _accounts;

    event TokenRevoked(address indexed token, uint256 vestedAmount, uint256 returnedAmount);
    event TokenReclaimed(address indexed token, uint256 amount);

    error NotRevoked(address token);
    error NothingToReclaim(address token);

    constructor(VestingGrant memory grant) VestingWallet(grant) {}

    /// @notice Pays the beneficiary all that has vested of `token` and was not paid yet.
    function release(IERC20 token) external nonReentrant {
        if (msg.sender != beneficiary) revert CallerNotBeneficiary(msg.sender);
        uint256 amount = releasable(token);
        if (amount == 0) revert NothingToRelease(address(token));
        _accounts[token].released += amount;
        emit VestingReleased(address(token), msg.sender, amount);
        token.safeTransfer(msg.sender, amount);
    }

    /// @notice Takes back what has not vested of `token`, once and before the end. Other tokens go on vesting.
    function revoke(IERC20 token) external nonReentrant onlyRevoker {
        Account storage account = _accounts[token];
        if (account.revoked) revert RevokedAlready(address(token));
        if (block.timestamp >= endS) revert VestingOver(endS);
        uint256 vested = vestedAmount(token);
        uint256 unvested = token.balanceOf(address(this)) + account.released - vested;
        (account.revoked, account.vested) = (true, vested);
        emit TokenRevoked(address(token), vested, unvested);
        if (unvested != 0) token.safeTransfer(msg.sender, unvested);
    }

    /// @notice Pays the revoker what has arrived of a revoked token since.
    function reclaim(IERC20 token) external nonReentrant onlyRevoker {
        if (!_accounts[token].revoked) revert NotRevoked(address(token));
        uint256 amount = token.balanceOf(address(this)) - releasable(token);
        if (amount == 0) revert NothingToReclaim(address(token));
        emit TokenReclaimed(address(token), amount);
        token.safeTransfer(msg.sender, amount);
    }

    /// @notice What the beneficiary may have paid out now.
    function releasable(IERC20 token) public view returns (uint256) {
        return vestedAmount(token) - _accounts[token].released;
    }

    /// @notice What has become the beneficiary's by now, paid out or not. Rounded down.
    function vestedAmount(IERC20 token) public view returns (uint256) {
        Account storage account = _accounts[token];
        if (account.revoked) return account.vested;
        if (block.timestamp < startS) return 0;
        uint256 total = token.balanceOf(address(this)) + account.released;
        if (block.timestamp >= endS) return total;
        uint256 duration = endS - startS;
        uint256 share = START_BPS * duration + (BPS - START_BPS) * (block.timestamp - startS);
        return (total * share) / (BPS * duration);
    }

    /// @notice What was paid out of `token`.
    function released(IERC20 token) external view returns (uint256) {
        return _accounts[token].released;
    }

    function isRevoked(IERC20 token) external view returns (bool) {
        return _accounts[token].revoked;
    }
}
