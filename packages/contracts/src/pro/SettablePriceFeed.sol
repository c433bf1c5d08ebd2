// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Governed} from "../Governed.sol";
import {IPriceFeed} from "./IPriceFeed.sol";

/// @param usdPerSeshE8 The first price.
/// @param deviationMaxBps Most that one update may move the price, either way, in basis points of the last one.
/// @param updateIntervalS Least time between two updates; 0 = at will.
struct SettablePriceFeedParams {
    address owner;
    address manager;
    address guardian;
    uint256 usdPerSeshE8;
    uint16 deviationMaxBps;
    uint64 updateIntervalS;
}

/// @title A price that the manager sets
/// @notice A manager's key that is lost or stolen moves the price only as far as the bounds allow. The owner may set any
/// price, for when the market moved further than the bounds.
contract SettablePriceFeed is IPriceFeed, Governed {
    uint256 private constant BPS = 10_000;

    uint256 private _usdPerSeshE8;
    uint64 private _updatedAtS;
    uint64 private _updateIntervalS;
    uint16 private _deviationMaxBps;

    event PriceSet(uint256 usdPerSeshE8);
    event PriceBoundsSet(uint16 deviationMaxBps, uint64 updateIntervalS);

    error PriceDeviationTooLarge(uint256 usdPerSeshE8, uint256 lowest, uint256 highest);
    error PriceSetTooEarly(uint256 nextUpdateAtS);

    function initialize(SettablePriceFeedParams calldata params) external initializer {
        __Governed_init(params.owner, params.manager, params.guardian);
        _setBounds(params.deviationMaxBps, params.updateIntervalS);
        _setPrice(params.usdPerSeshE8);
    }

    /// @notice Sets a price within the bounds.
    function setPrice(uint256 usdPerSeshE8) external onlyManager whenNotPaused {
        uint256 nextAtS = uint256(_updatedAtS) + _updateIntervalS;
        if (block.timestamp < nextAtS) revert PriceSetTooEarly(nextAtS);
        (uint256 lowest, uint256 highest) = bounds();
        if (usdPerSeshE8 < lowest || usdPerSeshE8 > highest) {
            revert PriceDeviationTooLarge(usdPerSeshE8, lowest, highest);
        }
        _setPrice(usdPerSeshE8);
    }

    /// @notice Sets a price whatever the bounds say.
    function overridePrice(uint256 usdPerSeshE8) external onlyOwner {
        _setPrice(usdPerSeshE8);
    }

    function setBounds(uint16 deviationMaxBps_, uint64 updateIntervalS_) external onlyOwner {
        _setBounds(deviationMaxBps_, updateIntervalS_);
    }

    /// @inheritdoc IPriceFeed
    function latestPrice() external view override returns (uint256 usdPerSeshE8, uint64 updatedAtS) {
        return (_usdPerSeshE8, _updatedAtS);
    }

    /// @notice The lowest and the highest price that the next update may set.
    function bounds() public view returns (uint256 lowest, uint256 highest) {
        uint256 step = (_usdPerSeshE8 * _deviationMaxBps) / BPS;
        return (_usdPerSeshE8 - step, _usdPerSeshE8 + step);
    }

    function deviationMaxBps() external view returns (uint16) {
        return _deviationMaxBps;
    }

    function updateIntervalS() external view returns (uint64) {
        return _updateIntervalS;
    }

    /// @dev Below 100 %, so that no update reaches zero.
    function _setBounds(uint16 deviationMaxBps_, uint64 updateIntervalS_) private {
        _requireValue(deviationMaxBps_, "deviationMaxBps");
        if (deviationMaxBps_ >= BPS) revert PriceDeviationTooLarge(deviationMaxBps_, 1, BPS - 1);
        (_deviationMaxBps, _updateIntervalS) = (deviationMaxBps_, updateIntervalS_);
        emit PriceBoundsSet(deviationMaxBps_, updateIntervalS_);
    }

    function _setPrice(uint256 usdPerSeshE8) private {
        _requireValue(usdPerSeshE8, "usdPerSeshE8");
        _usdPerSeshE8 = usdPerSeshE8;
        _updatedAtS = uint64(block.timestamp);
        emit PriceSet(usdPerSeshE8);
    }
}
