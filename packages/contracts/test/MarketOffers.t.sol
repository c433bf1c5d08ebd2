// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Governed} from "../src/Governed.sol";
import {INameMarket, Offer, OrderStatus, SaleKind} from "../src/market/INameMarket.sol";
import {NameStatus, Registration} from "../src/names/INameRegistry.sol";
import {MarketTest} from "./support/MarketTest.sol";
import {vm} from "./support/Vm.sol";
import {PausableUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/PausableUpgradeable.sol";

contract MarketOffersTest is MarketTest {
    function setUp() public {
        deployMarket();
    }

    function _offer(uint96 amount) private returns (uint256 id) {
        vm.prank(BOB);
        return market.makeOffer(nameHash, amount, dayLater());
    }

    function _expectAcceptRefused(uint256 id, OrderStatus status) private {
        assertOffer(id, status);
        expectNotForSale(status);
        vm.prank(ALICE);
        market.acceptOffer(id);
    }

    function test_acceptOffer_sellsForTheMoneySetAside() public {
        uint64 endS = dayLater();
        vm.expectEmit(address(market));
        emit INameMarket.OfferMade(1, nameHash, BOB, ASKED, endS);
        uint256 id = _offer(ASKED);
        vm.assertEq(id, market.lastOfferId());
        vm.assertEq(token.balanceOf(address(market)), ASKED);
        (Offer memory offer, OrderStatus status) = market.offer(id);
        vm.assertEq(offer.bidder, BOB);
        vm.assertEq(offer.amount, ASKED);
        vm.assertEq(offer.nameExpiresAtS, expiryOf(nameHash));
        vm.assertEq(uint256(status), uint256(OrderStatus.Live));
        uint256 poolBefore = token.balanceOf(POOL);
        vm.expectEmit(address(market));
        emit INameMarket.OfferAccepted(id, nameHash, ALICE);
        vm.expectEmit(address(market));
        emit INameMarket.NameSold(nameHash, ALICE, BOB, ASKED, ASKED / 20, SaleKind.Offer);
        vm.prank(ALICE);
        market.acceptOffer(id);
        assertOwner(BOB);
        assertPaid(ALICE, ASKED, poolBefore);
        vm.expectRevert(abi.encodeWithSelector(INameMarket.OfferUnknown.selector, id));
        vm.prank(BOB);
        market.acceptOffer(id);
        assertOffer(id, OrderStatus.None);
    }

    /// @dev An offer is for the name, whoever owns it.
    function test_acceptOffer_isForWhoeverOwnsTheName() public {
        uint256 id = _offer(ASKED);
        move(ALICE, CAROL);
        expectNotForSale(OrderStatus.OwnerChanged);
        vm.prank(ALICE);
        market.acceptOffer(id);
        vm.prank(CAROL);
        market.acceptOffer(id);
        assertOwner(BOB);
        vm.assertGe(market.creditOf(CAROL), 1);
    }

    function test_makeOffer_needsAnActiveNameAndAnEnd() public {
        vm.expectRevert(
            abi.encodeWithSelector(INameMarket.NotForSale.selector, bytes32("x"), OrderStatus.NameInactive)
        );
        market.makeOffer("x", 1, dayLater());
        vm.expectRevert(abi.encodeWithSelector(Governed.ValueZero.selector, bytes32("amount")));
        market.makeOffer(nameHash, 0, dayLater());
        uint64 nameEndS = expiryOf(nameHash);
        vm.expectRevert(
            abi.encodeWithSelector(INameMarket.OrderExpiryOutOfRange.selector, nameEndS + 1, nameEndS)
        );
        market.makeOffer(nameHash, 1, nameEndS + 1);
        vm.expectRevert(
            abi.encodeWithSelector(INameMarket.OrderExpiryOutOfRange.selector, block.timestamp, nameEndS)
        );
        market.makeOffer(nameHash, 1, uint64(block.timestamp));
    }

    function test_acceptOffer_revertsOnceExpired() public {
        uint256 id = _offer(ASKED);
        vm.warp(dayLater());
        _expectAcceptRefused(id, OrderStatus.Expired);
    }

    function test_acceptOffer_revertsForAHiddenOrUnapprovedName() public {
        uint256 id = _offer(ASKED);
        revokeApproval();
        expectNotForSale(OrderStatus.NotApproved);
        vm.prank(ALICE);
        market.acceptOffer(id);
        bytes32 hidden = registerFor(CAROL, "hidden");
        uint64 endS = dayLater();
        vm.prank(BOB);
        id = market.makeOffer(hidden, ASKED, endS);
        vm.expectRevert(
            abi.encodeWithSelector(INameMarket.NotForSale.selector, hidden, OrderStatus.NameHidden)
        );
        vm.prank(CAROL);
        market.acceptOffer(id);
        vm.prank(CAROL);
        names.reveal("hidden");
        vm.prank(CAROL);
        market.acceptOffer(id);
        vm.assertEq(names.ownerOf(uint256(hidden)), BOB);
    }

    /// @dev Whoever offers for years must not get months.
    function test_acceptOffer_revertsForANameRegisteredAnewForLess() public {
        Registration memory r = registrationOf("abc", ALICE, 5);
        r.length = 9;
        commitAndRegister(ALICE, r);
        uint64 endS = dayLater();
        vm.prank(BOB);
        uint256 id = market.makeOffer(r.nameHash, ASKED, endS);
        names.challenge("abc");
        assertOffer(id, OrderStatus.NameInactive);
        vm.assertEq(uint256(names.stateOf(r.nameHash).status), uint256(NameStatus.Free));
        registerRevealed(CAROL, "abc");
        assertOffer(id, OrderStatus.NameInactive);
        vm.expectRevert(
            abi.encodeWithSelector(INameMarket.NotForSale.selector, r.nameHash, OrderStatus.NameInactive)
        );
        vm.prank(CAROL);
        market.acceptOffer(id);
        vm.prank(CAROL);
        names.renew(r.nameHash, 5, type(uint256).max);
        assertOffer(id, OrderStatus.Live);
    }

    function test_cancelOffer_returnsTheMoneyAtAnyTime() public {
        uint256 before = token.balanceOf(BOB);
        uint256 id = _offer(ASKED);
        vm.expectRevert(abi.encodeWithSelector(INameMarket.CallerNotBidder.selector, id, ALICE));
        vm.prank(ALICE);
        market.cancelOffer(id);
        vm.warp(block.timestamp + 5 * YEAR_S);
        vm.prank(GUARDIAN);
        market.pause();
        vm.expectEmit(address(market));
        emit INameMarket.OfferCancelled(id, nameHash, BOB);
        vm.prank(BOB);
        market.cancelOffer(id);
        vm.assertEq(token.balanceOf(BOB), before);
        vm.assertEq(token.balanceOf(address(market)), 0);
        vm.expectRevert(abi.encodeWithSelector(INameMarket.OfferUnknown.selector, id));
        vm.prank(BOB);
        market.cancelOffer(id);
    }

    function test_cancelAll_voidsOffersAndLeavesTheirMoney() public {
        uint256 first = _offer(ASKED);
        uint256 second = _offer(2 * ASKED);
        vm.prank(BOB);
        market.cancelAll();
        _expectAcceptRefused(first, OrderStatus.Cancelled);
        uint256 third = _offer(3 * ASKED);
        assertOffer(third, OrderStatus.Live);
        vm.prank(BOB);
        market.cancelOffer(first);
        vm.prank(BOB);
        market.cancelOffer(second);
        vm.assertEq(token.balanceOf(address(market)), 3 * ASKED);
        // others' orders stand
        vm.prank(ALICE);
        market.acceptOffer(third);
        assertOwner(BOB);
    }

    function test_pause_stopsOffersAndAcceptance() public {
        uint256 id = _offer(ASKED);
        vm.prank(GUARDIAN);
        market.pause();
        vm.expectRevert(PausableUpgradeable.EnforcedPause.selector);
        vm.prank(ALICE);
        market.acceptOffer(id);
        vm.expectRevert(PausableUpgradeable.EnforcedPause.selector);
        market.makeOffer(nameHash, 1, 0);
    }
}
