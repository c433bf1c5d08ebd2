// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Governed} from "../Governed.sol";
import {FeePayer} from "../fees/FeePayer.sol";
import {IFeeRouter} from "../fees/IFeeRouter.sol";
import {IPriceFeed} from "./IPriceFeed.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @param usdPerPeriodE8 US dollars for one period, times 10^8.
/// @param periodS Length of one period, for good.
/// @param priceAgeMaxS How old the feed's price may be.
struct SessionProParams {
    address feeRouter;
    address priceFeed;
    address owner;
    address manager;
    address guardian;
    uint256 usdPerPeriodE8;
    uint64 periodS;
    uint64 priceAgeMaxS;
}

/// @title A pass for an account, for a time
/// @notice Anyone may buy a pass for any Account ID: for oneself or as a gift. Nodes follow {ProExtended}; they need nothing
/// else.
contract SessionPro is Governed {
    uint32 public constant PERIODS_MAX = 120;
    /// @dev Atomic units of one SESH.
    uint256 private constant ATOMIC_PER_SESH = 1e9;

    IFeeRouter private _feeRouter;
    IPriceFeed private _priceFeed;
    uint256 private _usdPerPeriodE8;
    uint64 private _periodS;
    uint64 private _priceAgeMaxS;
    mapping(bytes32 accountKey => uint64) private _expiresAtS;

    /// @param accountKey The 32 bytes of the Account ID after its prefix 05.
    /// @param expiresAtS When the pass ends now, unix seconds; it holds before that second.
    event ProExtended(
        bytes32 indexed accountKey, address indexed payer, uint64 expiresAtS, uint32 periods, uint256 cost
    );
    event ProPriceSet(uint256 usdPerPeriodE8);
    event PriceFeedSet(address indexed priceFeed, uint64 priceAgeMaxS);

    error PeriodsOutOfRange(uint32 periods, uint32 periodsMax);
    error PriceTooOld(uint64 updatedAtS, uint64 oldestAtS);
    error PriceFromFuture(uint64 updatedAtS);
    error PriceMissing();

    function initialize(SessionProParams calldata params) external initializer {
        _requireAddress(params.feeRouter, "feeRouter");
        _requireValue(params.periodS, "periodS");
        __Governed_init(params.owner, params.manager, params.guardian);
        _feeRouter = IFeeRouter(params.feeRouter);
        _periodS = params.periodS;
        _setPriceFeed(params.priceFeed, params.priceAgeMaxS);
        _setUsdPerPeriod(params.usdPerPeriodE8);
        FeePayer.allow(_feeRouter);
    }

    /// @notice Extends an account's pass from its end, or from now when it has ended.
    /// @param accountKey The 32 bytes of the Account ID after its prefix 05.
    /// @param costMax Most that the sender pays, atomic units, whatever the price is when the transaction arrives.
    function buy(bytes32 accountKey, uint32 periods, uint256 costMax) external nonReentrant whenNotPaused {
        _requireValue(uint256(accountKey), "accountKey");
        uint256 cost = costOf(periods);
        FeePayer.check(cost, costMax);
        uint64 expiresAtS_ = uint64(Math.max(block.timestamp, _expiresAtS[accountKey])) + periods * _periodS;
        _expiresAtS[accountKey] = expiresAtS_;
        emit ProExtended(accountKey, msg.sender, expiresAtS_, periods, cost);
        FeePayer.collect(_feeRouter, msg.sender, cost);
    }

    function setUsdPerPeriod(uint256 usdPerPeriodE8_) external onlyManager {
        _setUsdPerPeriod(usdPerPeriodE8_);
    }

    /// @notice Reads prices from another feed. It decides what SESH is worth here, so it waits for the owner's timelock.
    function setPriceFeed(address priceFeed_, uint64 priceAgeMaxS_) external onlyOwner {
        _setPriceFeed(priceFeed_, priceAgeMaxS_);
    }

    /// @notice What `periods` cost now, atomic units, rounded up.
    function costOf(uint32 periods) public view returns (uint256) {
        if (periods == 0 || periods > PERIODS_MAX) revert PeriodsOutOfRange(periods, PERIODS_MAX);
        return Math.mulDiv(_usdPerPeriodE8 * periods, ATOMIC_PER_SESH, _price(), Math.Rounding.Ceil);
    }

    /// @notice When the account's pass ends or ended, unix seconds; 0 when it never had one.
    function expiresAtS(bytes32 accountKey) external view returns (uint64) {
        return _expiresAtS[accountKey];
    }

    function usdPerPeriodE8() external view returns (uint256) {
        return _usdPerPeriodE8;
    }

    function periodS() external view returns (uint64) {
        return _periodS;
    }

    function priceFeed() external view returns (address) {
        return address(_priceFeed);
    }

    function priceAgeMaxS() external view returns (uint64) {
        return _priceAgeMaxS;
    }

    function feeRouter() external view returns (address) {
        return address(_feeRouter);
    }

    /// @dev A feed that stands still, runs ahead or knows nothing sells no pass.
    function _price() private view returns (uint256 usdPerSeshE8) {
        uint64 updatedAtS;
        (usdPerSeshE8, updatedAtS) = _priceFeed.latestPrice();
        if (usdPerSeshE8 == 0) revert PriceMissing();
        if (updatedAtS > block.timestamp) revert PriceFromFuture(updatedAtS);
        if (block.timestamp - updatedAtS > _priceAgeMaxS) {
            revert PriceTooOld(updatedAtS, uint64(block.timestamp) - _priceAgeMaxS);
        }
    }

    function _setUsdPerPeriod(uint256 usdPerPeriodE8_) private {
        _requireValue(usdPerPeriodE8_, "usdPerPeriodE8");
        _usdPerPeriodE8 = usdPerPeriodE8_;
        emit ProPriceSet(usdPerPeriodE8_);
    }

    function _setPriceFeed(address priceFeed_, uint64 priceAgeMaxS_) private {
        _requireAddress(priceFeed_, "priceFeed");
        _requireValue(priceAgeMaxS_, "priceAgeMaxS");
        (_priceFeed, _priceAgeMaxS) = (IPriceFeed(priceFeed_), priceAgeMaxS_);
        emit PriceFeedSet(priceFeed_, priceAgeMaxS_);
    }
}
