// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Governed} from "../Governed.sol";
import {INameRegistry} from "../names/INameRegistry.sol";
import {Auction, INameMarket, Listing, Offer} from "./INameMarket.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Everything the market remembers
/// @dev The only contract of the market with storage variables, so that an upgrade appends here and nowhere else.
abstract contract MarketStorage is INameMarket, Governed {
    IERC20 internal _token;
    INameRegistry internal _names;
    uint64 internal _auctionExtensionS;
    uint16 internal _bidIncrementBps;

    uint256 internal _lastOfferId;
    mapping(bytes32 nameHash => Listing) internal _listings;
    mapping(uint256 id => Offer) internal _offers;
    mapping(bytes32 nameHash => Auction) internal _auctions;
    mapping(address account => uint64) internal _nonces;
    mapping(address account => uint256) internal _credits;
}
