// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Auction, Listing, Offer, OrderStatus} from "../../src/market/INameMarket.sol";
import {NameState, NameStatus} from "../../src/names/INameRegistry.sol";
import {NamesHandler} from "./NamesHandler.sol";
import {bound, vm} from "./Vm.sol";

/// @notice Random orders on top of random moves with names.
contract MarketHandler is NamesHandler {
    // --- listings

    function list(uint256 slot, uint256 price, uint256 forS) external {
        NameState memory state = _stateOf(slot);
        if (!_sellable(state) || _hasLiveBid(state.nameHash)) return;
        _list(state, uint96(bound(price, 1, 1_000_000e9)), _endOf(state, forS));
    }

    function _list(NameState memory state, uint96 price, uint64 endS) private logged("list") {
        vm.prank(state.owner);
        market.list(state.nameHash, price, endS);
    }

    /// @dev Also when the order is not live: then it must be refused.
    function buy(uint256 slot, uint256 buyer) external {
        bytes32 hash = hashOfSlot(slot);
        (Listing memory listing, OrderStatus status) = market.listingOf(hash);
        if (status == OrderStatus.Live) return _buy(hash, listing, actorOf(buyer));
        vm.expectRevert();
        vm.prank(actorOf(buyer));
        market.buy(hash, listing.seller, listing.price);
    }

    function _buy(bytes32 hash, Listing memory listing, address buyer) private logged("buy") {
        _expectSale(hash, listing.seller, listing.price);
        vm.prank(buyer);
        market.buy(hash, listing.seller, listing.price);
        _afterSale(hash, buyer);
    }

    function cancelListing(uint256 slot) external {
        bytes32 hash = hashOfSlot(slot);
        (Listing memory listing,) = market.listingOf(hash);
        if (listing.seller == address(0)) return;
        vm.prank(listing.seller);
        market.cancelListing(hash);
    }

    // --- offers

    function makeOffer(uint256 slot, uint256 bidder, uint256 amount, uint256 forS) external {
        NameState memory state = _stateOf(slot);
        if (state.status != NameStatus.Active) return;
        _makeOffer(state, actorOf(bidder), uint96(bound(amount, 1, 100_000e9)), _endOf(state, forS));
    }

    function _makeOffer(NameState memory state, address bidder, uint96 amount, uint64 endS)
        private
        logged("makeOffer")
    {
        vm.prank(bidder);
        market.makeOffer(state.nameHash, amount, endS);
    }

    function acceptOffer(uint256 seed) external {
        (uint256 id, Offer memory offer, OrderStatus status) = _offerBy(seed);
        if (offer.bidder == address(0)) return;
        NameState memory state = names.stateOf(offer.nameHash);
        bool possible = status == OrderStatus.Live && _sellable(state) && !_hasLiveBid(offer.nameHash);
        if (possible) return _acceptOffer(id, offer, state.owner);
        vm.expectRevert();
        vm.prank(state.owner);
        market.acceptOffer(id);
    }

    function _acceptOffer(uint256 id, Offer memory offer, address seller) private logged("acceptOffer") {
        _expectSale(offer.nameHash, seller, offer.amount);
        vm.prank(seller);
        market.acceptOffer(id);
        _afterSale(offer.nameHash, offer.bidder);
    }

    function cancelOffer(uint256 seed) external {
        (uint256 id, Offer memory offer,) = _offerBy(seed);
        if (offer.bidder == address(0)) return;
        _cancelOffer(id, offer.bidder);
    }

    function _cancelOffer(uint256 id, address bidder) private logged("cancelOffer") {
        vm.prank(bidder);
        market.cancelOffer(id);
    }

    // --- auctions

    function startAuction(uint256 slot, uint256 reserve, uint256 forS) external {
        NameState memory state = _stateOf(slot);
        uint64 endS = uint64(block.timestamp + bound(forS, EXTENSION_S, 3 days));
        if (!_sellable(state) || _hasLiveBid(state.nameHash) || endS > state.expiresAtS) return;
        _startAuction(state, uint96(bound(reserve, 1, 10_000e9)), endS);
    }

    function _startAuction(NameState memory state, uint96 reserve, uint64 endS)
        private
        logged("startAuction")
    {
        vm.prank(state.owner);
        market.startAuction(state.nameHash, reserve, endS);
    }

    /// @dev Now and then the last bid before the end.
    function bidOn(uint256 slot, uint256 bidder, uint256 more) external {
        bytes32 hash = hashOfSlot(slot);
        (Auction memory auction, OrderStatus status) = market.auctionOf(hash);
        if (status != OrderStatus.Live || block.timestamp >= auction.endsAtS) return;
        _bidOn(hash, actorOf(bidder), uint96(market.bidMin(hash) + bound(more, 0, 1_000e9)));
        if (more % 3 != 0) return;
        (auction,) = market.auctionOf(hash);
        vm.warp(auction.endsAtS);
        settle(slot);
    }

    function _bidOn(bytes32 hash, address bidder, uint96 amount) private logged("bid") {
        vm.prank(bidder);
        market.bid(hash, amount, type(uint64).max);
    }

    function settle(uint256 slot) public {
        bytes32 hash = hashOfSlot(slot);
        (Auction memory auction, OrderStatus status) = market.auctionOf(hash);
        if (auction.seller == address(0)) return;
        bool live = status == OrderStatus.Live;
        if (live && block.timestamp < auction.endsAtS) return;
        if (live && auction.bidder != address(0)) return _settleSale(hash, auction);
        _settleFailed(hash);
    }

    function _settleSale(bytes32 hash, Auction memory auction) private logged("settleSale") {
        _expectSale(hash, auction.seller, auction.bid);
        market.settle(hash);
        _afterSale(hash, auction.bidder);
    }

    function _settleFailed(bytes32 hash) private logged("settleFailed") {
        address owner = names.stateOf(hash).owner;
        market.settle(hash);
        vm.assertEq(names.stateOf(hash).owner, owner);
    }

    // --- accounts

    function cancelAll(uint256 actor, uint256 rarely) external {
        if (rarely % 8 != 0) return;
        vm.prank(actorOf(actor));
        market.cancelAll();
        ++done["cancelAll"];
    }

    function toggleApproval(uint256 actor, uint256 rarely) external {
        bool approved = names.isApprovedForAll(actorOf(actor), address(market));
        if (approved && rarely % 8 != 0) return;
        vm.prank(actorOf(actor));
        names.setApprovalForAll(address(market), !approved);
    }

    function withdraw(uint256 actor) external {
        if (market.creditOf(actorOf(actor)) > 0) _withdraw(actorOf(actor));
    }

    function _withdraw(address account) private logged("withdraw") {
        vm.prank(account);
        market.withdraw(account);
    }

    // --- what ought to be

    /// @dev The seller owns the name at the moment before, and what they are owed rises by the price less the royalty.
    function _expectSale(bytes32 hash, address seller, uint256 price) private {
        vm.assertEq(names.ownerOf(uint256(hash)), seller);
        _expectRoyalty(price);
    }

    function _afterSale(bytes32 hash, address buyer) private {
        vm.assertEq(names.ownerOf(uint256(hash)), buyer);
        _clear(hash);
    }

    function _offerBy(uint256 seed)
        private
        view
        returns (uint256 id, Offer memory offer, OrderStatus status)
    {
        if (market.lastOfferId() == 0) {
            return (0, offer, status);
        }
        id = bound(seed, 1, market.lastOfferId());
        (offer, status) = market.offer(id);
    }

    function _sellable(NameState memory state) private view returns (bool) {
        return state.status == NameStatus.Active && state.revealed
            && names.isApprovedForAll(state.owner, address(market));
    }

    function _hasLiveBid(bytes32 hash) private view returns (bool) {
        (Auction memory auction, OrderStatus status) = market.auctionOf(hash);
        return auction.bidder != address(0) && status == OrderStatus.Live;
    }

    function _endOf(NameState memory state, uint256 forS) private view returns (uint64) {
        return uint64(bound(forS, block.timestamp + 1, state.expiresAtS));
    }
}
