// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {INameRegistry} from "../names/INameRegistry.sol";
import {NameMarketParams} from "./INameMarket.sol";
import {Offers} from "./Offers.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title The market for names
/// @notice Built of parts that read in this order: {MarketStorage}, {Sales}, {Auctions}, {Listings}, {Offers}. A pause stops
/// new orders and sales; it never stops cancelling, withdrawing, or getting a bid back.
contract NameMarket is Offers {
    uint64 public constant AUCTION_EXTENSION_S_MAX = 1 days;
    uint16 public constant BID_INCREMENT_BPS_MAX = 5_000;

    function initialize(NameMarketParams calldata params) external initializer {
        _requireAddress(params.token, "token");
        _requireAddress(params.names, "names");
        __Governed_init(params.owner, params.manager, params.guardian);
        _token = IERC20(params.token);
        _names = INameRegistry(params.names);
        _setAuctionRules(params.auctionExtensionS, params.bidIncrementBps);
    }

    /// @notice Sets how late and how little a bid may be; running auctions follow.
    function setAuctionRules(uint64 auctionExtensionS, uint16 bidIncrementBps) external onlyManager {
        _setAuctionRules(auctionExtensionS, bidIncrementBps);
    }

    function auctionRules() external view returns (uint64 auctionExtensionS, uint16 bidIncrementBps) {
        return (_auctionExtensionS, _bidIncrementBps);
    }

    function token() external view returns (address) {
        return address(_token);
    }

    function names() external view returns (address) {
        return address(_names);
    }

    function _setAuctionRules(uint64 auctionExtensionS, uint16 bidIncrementBps) private {
        if (
            auctionExtensionS == 0 || auctionExtensionS > AUCTION_EXTENSION_S_MAX || bidIncrementBps == 0
                || bidIncrementBps > BID_INCREMENT_BPS_MAX
        ) revert AuctionRulesOutOfRange(auctionExtensionS, bidIncrementBps);
        (_auctionExtensionS, _bidIncrementBps) = (auctionExtensionS, bidIncrementBps);
        emit AuctionRulesSet(auctionExtensionS, bidIncrementBps);
    }
}
