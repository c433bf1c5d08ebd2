// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {NameState} from "../names/INameRegistry.sol";
import {Auction, INameMarket, OrderStatus, SaleKind} from "./INameMarket.sol";
import {Sales} from "./Sales.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title Names to the highest bidder
/// @notice An auction does not lock the name. A seller who moves it, or takes the approval back, ends the auction: the highest
/// bidder gets the bid back at once. After its end anyone may settle it for a week; then the bid is the bidder's again.
abstract contract Auctions is Sales {
    uint64 public constant AUCTION_S_MAX = 30 days;
    /// @notice How long after its end an auction can still become a sale.
    uint64 public constant SETTLE_S_MAX = 7 days;

    /// @inheritdoc INameMarket
    function startAuction(bytes32 nameHash, uint96 reserve, uint64 endsAtS)
        external
        override
        nonReentrant
        whenNotPaused
    {
        _requireValue(reserve, "reserve");
        NameState memory state = _requireSellable(nameHash);
        uint64 earliestS = uint64(block.timestamp) + _auctionExtensionS;
        uint64 latestS = uint64(Math.min(block.timestamp + AUCTION_S_MAX, state.expiresAtS));
        if (endsAtS < earliestS || endsAtS > latestS) {
            revert AuctionEndOutOfRange(endsAtS, earliestS, latestS);
        }
        _makeRoom(nameHash);
        _auctions[nameHash] = Auction({
            seller: msg.sender,
            endsAtS: endsAtS,
            generation: state.generation,
            bidder: address(0),
            bid: 0,
            reserve: reserve,
            nonce: _nonces[msg.sender]
        });
        emit AuctionStarted(nameHash, msg.sender, reserve, endsAtS);
    }

    /// @inheritdoc INameMarket
    function cancelAuction(bytes32 nameHash) external override nonReentrant {
        Auction storage auction = _existing(nameHash);
        if (msg.sender != auction.seller) revert CallerNotSeller(nameHash, msg.sender);
        if (auction.bidder != address(0)) revert AuctionHasBid(nameHash);
        delete _auctions[nameHash];
        emit AuctionCancelled(nameHash, msg.sender);
    }

    /// @inheritdoc INameMarket
    function bid(bytes32 nameHash, uint96 amount, uint64 endsAtSMax)
        external
        override
        nonReentrant
        whenNotPaused
    {
        Auction storage auction = _existing(nameHash);
        (uint64 endsAtS, address outbid, uint96 lastBid) = (auction.endsAtS, auction.bidder, auction.bid);
        if (block.timestamp >= endsAtS) revert AuctionOver(endsAtS);
        if (endsAtS > endsAtSMax) revert AuctionEndsLater(endsAtS, endsAtSMax);
        NameState memory state = _names.stateOf(nameHash);
        _requireLive(nameHash, _statusOf(auction, state));
        uint256 least = _bidMin(auction);
        if (amount < least) revert BidTooLow(amount, least);
        // A late bid leaves time for another, but never beyond the name's own time.
        endsAtS = uint64(Math.max(endsAtS, Math.min(block.timestamp + _auctionExtensionS, state.expiresAtS)));
        (auction.endsAtS, auction.bidder, auction.bid) = (endsAtS, msg.sender, amount);
        emit BidPlaced(nameHash, msg.sender, amount, endsAtS);
        if (outbid != address(0)) _credit(outbid, lastBid);
        _take(msg.sender, amount);
    }

    /// @inheritdoc INameMarket
    function settle(bytes32 nameHash) external override nonReentrant {
        Auction memory auction = _existing(nameHash);
        bool live = _canStillSell(nameHash, auction);
        if (live && block.timestamp < auction.endsAtS) revert AuctionNotOver(auction.endsAtS);
        if (!live || auction.bidder == address(0)) return _fail(nameHash, auction);
        _requireNotPaused();
        delete _auctions[nameHash];
        _sell(nameHash, auction.seller, auction.bidder, auction.bid, SaleKind.Auction);
    }

    /// @inheritdoc INameMarket
    function auctionOf(bytes32 nameHash)
        external
        view
        override
        returns (Auction memory auction, OrderStatus status)
    {
        auction = _auctions[nameHash];
        status = _statusOf(auction, _names.stateOf(nameHash));
    }

    /// @inheritdoc INameMarket
    function bidMin(bytes32 nameHash) external view override returns (uint256) {
        return _bidMin(_existing(nameHash));
    }

    /// @dev While someone's bid may still win the name, the market sells it no other way.
    function _requireNoBid(bytes32 nameHash) internal view {
        Auction memory auction = _auctions[nameHash];
        if (auction.bidder != address(0) && _canStillSell(nameHash, auction)) revert AuctionHasBid(nameHash);
    }

    /// @dev Clears away whatever else the name was offered by.
    function _makeRoom(bytes32 nameHash) private {
        _requireNoBid(nameHash);
        Auction memory former = _auctions[nameHash];
        if (former.seller != address(0)) _fail(nameHash, former);
        if (_listings[nameHash].seller != address(0)) {
            emit ListingCancelled(nameHash, _listings[nameHash].seller);
            delete _listings[nameHash];
        }
    }

    function _fail(bytes32 nameHash, Auction memory auction) private {
        delete _auctions[nameHash];
        emit AuctionFailed(nameHash, auction.seller);
        if (auction.bidder != address(0)) _credit(auction.bidder, auction.bid);
    }

    function _existing(bytes32 nameHash) private view returns (Auction storage auction) {
        auction = _auctions[nameHash];
        if (auction.seller == address(0)) revert AuctionUnknown(nameHash);
    }

    function _canStillSell(bytes32 nameHash, Auction memory auction) private view returns (bool) {
        return _statusOf(auction, _names.stateOf(nameHash)) == OrderStatus.Live;
    }

    function _statusOf(Auction memory auction, NameState memory state) private view returns (OrderStatus) {
        if (auction.seller == address(0)) return OrderStatus.None;
        if (block.timestamp >= auction.endsAtS + SETTLE_S_MAX) return OrderStatus.Expired;
        // A bid holds whatever its seller cancels.
        bool cancelled = auction.bidder == address(0) && auction.nonce != _nonces[auction.seller];
        return cancelled ? OrderStatus.Cancelled : _sellability(state, auction.seller, auction.generation);
    }

    function _bidMin(Auction memory auction) private view returns (uint256) {
        if (auction.bidder == address(0)) return auction.reserve;
        return auction.bid + Math.max(1, (uint256(auction.bid) * _bidIncrementBps) / 10_000);
    }
}
