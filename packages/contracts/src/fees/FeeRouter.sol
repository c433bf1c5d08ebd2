// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Governed} from "../Governed.sol";
import {IFeeRouter} from "./IFeeRouter.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @param liquidity Receives what the reward pool does not.
struct FeeRouterParams {
    address token;
    address rewardPool;
    address liquidity;
    address owner;
    address manager;
    address guardian;
}

/// @title The one door for network fees
/// @notice Sends 90 % of each fee to the reward pool and 10 % to the liquidity address, straight from the payer: nothing
/// ever rests here, so nothing can be left over or lost.
contract FeeRouter is IFeeRouter, Governed {
    using SafeERC20 for IERC20;

    uint256 public constant POOL_SHARE_BPS = 9_000;

    IERC20 private _token;
    address private _rewardPool;
    address private _liquidity;

    function initialize(FeeRouterParams calldata params) external initializer {
        _requireAddress(params.token, "token");
        _requireAddress(params.rewardPool, "rewardPool");
        __Governed_init(params.owner, params.manager, params.guardian);
        _token = IERC20(params.token);
        _rewardPool = params.rewardPool;
        _setLiquidity(params.liquidity);
    }

    /// @inheritdoc IFeeRouter
    function pay(uint256 amount) external override nonReentrant whenNotPaused {
        _requireValue(amount, "amount");
        (uint256 poolAmount, uint256 liquidityAmount) = split(amount);
        emit FeesPaid(msg.sender, poolAmount, liquidityAmount);
        _token.safeTransferFrom(msg.sender, _rewardPool, poolAmount);
        if (liquidityAmount > 0) _token.safeTransferFrom(msg.sender, _liquidity, liquidityAmount);
    }

    /// @notice Names another receiver of the 10 %. It decides over money, so it waits for the owner's timelock.
    function setLiquidity(address liquidity_) external onlyOwner {
        _setLiquidity(liquidity_);
    }

    /// @inheritdoc IFeeRouter
    function split(uint256 amount)
        public
        pure
        override
        returns (uint256 poolAmount, uint256 liquidityAmount)
    {
        poolAmount = Math.mulDiv(amount, POOL_SHARE_BPS, 10_000, Math.Rounding.Ceil);
        liquidityAmount = amount - poolAmount;
    }

    /// @inheritdoc IFeeRouter
    function token() external view override returns (address) {
        return address(_token);
    }

    /// @inheritdoc IFeeRouter
    function rewardPool() external view override returns (address) {
        return _rewardPool;
    }

    /// @inheritdoc IFeeRouter
    function liquidity() external view override returns (address) {
        return _liquidity;
    }

    function _setLiquidity(address liquidity_) private {
        _requireAddress(liquidity_, "liquidity");
        _liquidity = liquidity_;
        emit LiquiditySet(liquidity_);
    }
}
