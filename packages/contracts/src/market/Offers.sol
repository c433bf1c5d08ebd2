// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {NameState, NameStatus} from "../names/INameRegistry.sol";
import {INameMarket, Offer, OrderStatus, SaleKind} from "./INameMarket.sol";
import {Listings} from "./Listings.sol";

/// @title Offers for names, with the money set aside
abstract contract Offers is Listings {
    /// @inheritdoc INameMarket
    function makeOffer(bytes32 nameHash, uint96 amount, uint64 expiresAtS)
        external
        override
        nonReentrant
        whenNotPaused
        returns (uint256 id)
    {
        _requireValue(amount, "amount");
        NameState memory state = _names.stateOf(nameHash);
        if (state.status != NameStatus.Active) revert NotForSale(nameHash, OrderStatus.NameInactive);
        _checkExpiry(expiresAtS, state.expiresAtS);
        id = ++_lastOfferId;
        _offers[id] = Offer({
            bidder: msg.sender,
            expiresAtS: expiresAtS,
            amount: amount,
            nonce: _nonces[msg.sender],
            nameExpiresAtS: state.expiresAtS,
            nameHash: nameHash
        });
        emit OfferMade(id, nameHash, msg.sender, amount, expiresAtS);
        _take(msg.sender, amount);
    }

    /// @inheritdoc INameMarket
    function cancelOffer(uint256 id) external override nonReentrant {
        Offer memory offer_ = _existingOffer(id);
        if (msg.sender != offer_.bidder) revert CallerNotBidder(id, msg.sender);
        delete _offers[id];
        emit OfferCancelled(id, offer_.nameHash, msg.sender);
        _give(msg.sender, offer_.amount);
    }

    /// @inheritdoc INameMarket
    function acceptOffer(uint256 id) external override nonReentrant whenNotPaused {
        Offer memory offer_ = _existingOffer(id);
        bytes32 nameHash = offer_.nameHash;
        NameState memory state = _requireSellable(nameHash);
        _requireLive(nameHash, _statusOf(offer_, state));
        _requireNoBid(nameHash);
        delete _offers[id];
        emit OfferAccepted(id, nameHash, msg.sender);
        _sell(nameHash, msg.sender, offer_.bidder, offer_.amount, SaleKind.Offer);
    }

    /// @inheritdoc INameMarket
    function offer(uint256 id) external view override returns (Offer memory, OrderStatus) {
        Offer memory offer_ = _offers[id];
        return (offer_, _statusOf(offer_, _names.stateOf(offer_.nameHash)));
    }

    /// @inheritdoc INameMarket
    function lastOfferId() external view override returns (uint256) {
        return _lastOfferId;
    }

    function _existingOffer(uint256 id) private view returns (Offer memory offer_) {
        offer_ = _offers[id];
        if (offer_.bidder == address(0)) revert OfferUnknown(id);
    }

    /// @dev Live when the name's owner could accept it.
    function _statusOf(Offer memory offer_, NameState memory state) private view returns (OrderStatus) {
        if (offer_.bidder == address(0)) return OrderStatus.None;
        if (block.timestamp >= offer_.expiresAtS) return OrderStatus.Expired;
        if (offer_.nonce != _nonces[offer_.bidder]) return OrderStatus.Cancelled;
        if (state.status != NameStatus.Active || state.expiresAtS < offer_.nameExpiresAtS) {
            return OrderStatus.NameInactive;
        }
        return OrderStatus.Live;
    }
}
