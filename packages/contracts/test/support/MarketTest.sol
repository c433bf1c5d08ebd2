// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SessionToken} from "../../src/SessionToken.sol";
import {INameMarket, NameMarketParams, OrderStatus} from "../../src/market/INameMarket.sol";
import {NameMarket} from "../../src/market/NameMarket.sol";
import {NamesTest} from "./NamesTest.sol";
import {vm} from "./Vm.sol";

/// @notice A market beside the registry. ALICE owns the revealed name "alice" and lets the market move her names.
abstract contract MarketTest is NamesTest {
    uint64 internal constant EXTENSION_S = 600;
    uint96 internal constant ASKED = 1_000e9;

    NameMarket internal market;
    bytes32 internal nameHash;

    function deployMarket() internal {
        deployMarketOn(new SessionToken(address(this)));
    }

    function deployMarketOn(SessionToken token_) internal {
        deployNamesOn(token_);
        market = deployMarketFor(address(token));
        _allow(ALICE);
        _allow(BOB);
        _allow(CAROL);
        nameHash = registerRevealed(ALICE, "alice");
    }

    function deployMarketFor(address token_) internal returns (NameMarket) {
        return deployMarketWith(marketParams(token_));
    }

    function deployMarketWith(NameMarketParams memory params) internal returns (NameMarket) {
        return NameMarket(proxied(address(new NameMarket()), abi.encodeCall(NameMarket.initialize, (params))));
    }

    function marketParams(address token_) internal view returns (NameMarketParams memory) {
        return NameMarketParams({
            token: token_,
            names: address(names),
            owner: address(this),
            manager: MANAGER,
            guardian: GUARDIAN,
            auctionExtensionS: EXTENSION_S,
            bidIncrementBps: 500
        });
    }

    function _allow(address account) private {
        vm.startPrank(account);
        token.approve(address(market), type(uint256).max);
        names.setApprovalForAll(address(market), true);
        vm.stopPrank();
    }

    function dayLater() internal view returns (uint64) {
        return uint64(block.timestamp) + 1 days;
    }

    function listIt() internal {
        vm.prank(ALICE);
        market.list(nameHash, ASKED, dayLater());
    }

    function auctionIt() internal returns (uint64 endsAtS) {
        endsAtS = dayLater();
        vm.prank(ALICE);
        market.startAuction(nameHash, ASKED, endsAtS);
    }

    function bidAs(address bidder, uint256 amount) internal {
        vm.prank(bidder);
        market.bid(nameHash, uint96(amount), type(uint64).max);
    }

    function move(address from, address to) internal {
        vm.prank(from);
        names.transferFrom(from, to, uint256(nameHash));
    }

    function revokeApproval() internal {
        vm.prank(ALICE);
        names.setApprovalForAll(address(market), false);
    }

    function expectNotForSale(OrderStatus status) internal {
        vm.expectRevert(abi.encodeWithSelector(INameMarket.NotForSale.selector, nameHash, status));
    }

    function assertOwner(address owner) internal view {
        vm.assertEq(names.ownerOf(uint256(nameHash)), owner);
    }

    function assertListing(OrderStatus status) internal view {
        (, OrderStatus actual) = market.listingOf(nameHash);
        vm.assertEq(uint256(actual), uint256(status));
    }

    function assertOffer(uint256 id, OrderStatus status) internal view {
        (, OrderStatus actual) = market.offer(id);
        vm.assertEq(uint256(actual), uint256(status));
    }

    function assertAuction(OrderStatus status) internal view {
        (, OrderStatus actual) = market.auctionOf(nameHash);
        vm.assertEq(uint256(actual), uint256(status));
    }

    /// @notice A sale at `price` has credited the seller and paid the royalty of 5 %.
    function assertPaid(address seller, uint256 price, uint256 poolBefore) internal view {
        uint256 royalty = (price * 500) / 10_000;
        vm.assertEq(market.creditOf(seller), price - royalty);
        vm.assertEq(token.balanceOf(POOL) - poolBefore, royalty);
        vm.assertEq(token.balanceOf(address(market)), price - royalty);
    }
}
