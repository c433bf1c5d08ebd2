// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {NameState} from "../names/INameRegistry.sol";
import {Auctions} from "./Auctions.sol";
import {INameMarket, Listing, OrderStatus, SaleKind} from "./INameMarket.sol";

/// @title Names at a fixed price
abstract contract Listings is Auctions {
    /// @inheritdoc INameMarket
    function list(bytes32 nameHash, uint96 price, uint64 expiresAtS) external override whenNotPaused {
        _requireValue(price, "price");
        NameState memory state = _requireSellable(nameHash);
        _checkExpiry(expiresAtS, state.expiresAtS);
        _requireNoBid(nameHash);
        _listings[nameHash] = Listing({
            seller: msg.sender,
            expiresAtS: expiresAtS,
            generation: state.generation,
            price: price,
            nonce: _nonces[msg.sender]
        });
        emit NameListed(nameHash, msg.sender, price, expiresAtS);
    }

    /// @inheritdoc INameMarket
    function cancelListing(bytes32 nameHash) external override {
        if (msg.sender != _listings[nameHash].seller) revert CallerNotSeller(nameHash, msg.sender);
        delete _listings[nameHash];
        emit ListingCancelled(nameHash, msg.sender);
    }

    /// @inheritdoc INameMarket
    function buy(bytes32 nameHash, address seller, uint256 price)
        external
        override
        nonReentrant
        whenNotPaused
    {
        Listing memory listing = _listings[nameHash];
        _requireLive(nameHash, _statusOf(nameHash, listing));
        if (listing.seller != seller) revert NotForSale(nameHash, OrderStatus.OwnerChanged);
        if (listing.price != price) revert PriceChanged(listing.price, price);
        delete _listings[nameHash];
        _take(msg.sender, price);
        _sell(nameHash, seller, msg.sender, price, SaleKind.Listing);
    }

    /// @inheritdoc INameMarket
    function listingOf(bytes32 nameHash) external view override returns (Listing memory, OrderStatus) {
        Listing memory listing = _listings[nameHash];
        return (listing, _statusOf(nameHash, listing));
    }

    function _statusOf(bytes32 nameHash, Listing memory listing) private view returns (OrderStatus) {
        if (listing.seller == address(0)) return OrderStatus.None;
        if (block.timestamp >= listing.expiresAtS) return OrderStatus.Expired;
        if (listing.nonce != _nonces[listing.seller]) return OrderStatus.Cancelled;
        return _sellability(_names.stateOf(nameHash), listing.seller, listing.generation);
    }
}
