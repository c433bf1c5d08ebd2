// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Governed} from "./Governed.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @param vault Receives what is released.
/// @param releaseIntervalS Least time between two releases; 0 = at will.
struct RewardPoolParams {
    address token;
    address vault;
    address owner;
    address manager;
    address guardian;
    uint256 releaseIntervalS;
}

/// @title The pool that rewards come from
/// @notice Pays 15.1 % of its balance per year, simple between two releases, into the vault, and tells the appchain the
/// daily amount that follows from what is left.
contract RewardPool is Governed {
    using SafeERC20 for IERC20;

    uint256 public constant PAYOUT_PER_MILLE_PER_YEAR = 151;

    IERC20 private _token;
    address private _vault;
    uint256 private _releaseIntervalS;
    uint256 private _lastReleaseAtS;
    uint256 private _totalReleased;

    event Released(uint256 amount);
    event RewardRateSet(uint256 atomicPerDay);

    error ReleaseTooEarly(uint256 nextReleaseAtS);

    function initialize(RewardPoolParams calldata params) external initializer {
        _requireAddress(params.token, "token");
        _requireAddress(params.vault, "vault");
        __Governed_init(params.owner, params.manager, params.guardian);
        _token = IERC20(params.token);
        _vault = params.vault;
        _releaseIntervalS = params.releaseIntervalS;
        _lastReleaseAtS = block.timestamp;
    }

    /// @notice Moves what has accrued since the last release to the vault and announces the new daily rate. Anyone may
    /// call it, once per interval.
    function release() external nonReentrant whenNotPaused {
        uint256 nextAtS = nextReleaseAtS();
        if (block.timestamp < nextAtS) revert ReleaseTooEarly(nextAtS);
        uint256 balance = _token.balanceOf(address(this));
        uint256 amount = _accrued(balance);
        _lastReleaseAtS = block.timestamp;
        _totalReleased += amount;
        emit Released(amount);
        // The rate follows from what stays, so that the next release covers what the appchain pays until then.
        emit RewardRateSet(_atomicPerDay(balance - amount));
        if (amount > 0) _token.safeTransfer(_vault, amount);
    }

    /// @notice What a release would move now, atomic units, rounded down.
    function accrued() external view returns (uint256) {
        return _accrued(_token.balanceOf(address(this)));
    }

    /// @notice The daily amount that the present balance earns, atomic units, rounded down.
    function atomicPerDay() external view returns (uint256) {
        return _atomicPerDay(_token.balanceOf(address(this)));
    }

    function nextReleaseAtS() public view returns (uint256) {
        return _lastReleaseAtS + _releaseIntervalS;
    }

    function totalReleased() external view returns (uint256) {
        return _totalReleased;
    }

    function token() external view returns (address) {
        return address(_token);
    }

    function vault() external view returns (address) {
        return _vault;
    }

    /// @dev Never more than there is, however long nobody called.
    function _accrued(uint256 balance) private view returns (uint256) {
        uint256 elapsedS = block.timestamp - _lastReleaseAtS;
        return Math.min(balance, (balance * PAYOUT_PER_MILLE_PER_YEAR * elapsedS) / (1000 * 365 days));
    }

    function _atomicPerDay(uint256 balance) private pure returns (uint256) {
        return (balance * PAYOUT_PER_MILLE_PER_YEAR) / (1000 * 365);
    }
}
