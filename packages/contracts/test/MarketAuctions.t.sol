// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Governed} from "../src/Governed.sol";
import {Auction, INameMarket, OrderStatus, SaleKind} from "../src/market/INameMarket.sol";
import {MarketTest} from "./support/MarketTest.sol";
import {bound, vm} from "./support/Vm.sol";
import {PausableUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/PausableUpgradeable.sol";

contract MarketAuctionsTest is MarketTest {
    uint64 private constant SETTLE_S = 7 days;

    function setUp() public {
        deployMarket();
    }

    function _endOf() private view returns (uint64) {
        (Auction memory auction,) = market.auctionOf(nameHash);
        return auction.endsAtS;
    }

    function _expectFailed() private {
        vm.expectEmit(address(market));
        emit INameMarket.AuctionFailed(nameHash, ALICE);
        market.settle(nameHash);
        assertOwnerUnsold();
        assertAuction(OrderStatus.None);
    }

    function assertOwnerUnsold() private view {
        vm.assertEq(market.creditOf(ALICE), 0);
    }

    // --- a whole auction

    function test_auction_sellsToTheHighestBidder() public {
        uint64 endsAtS = dayLater();
        vm.expectEmit(address(market));
        emit INameMarket.AuctionStarted(nameHash, ALICE, ASKED, endsAtS);
        auctionIt();
        assertAuction(OrderStatus.Live);
        vm.assertEq(market.bidMin(nameHash), ASKED);
        vm.expectEmit(address(market));
        emit INameMarket.BidPlaced(nameHash, BOB, ASKED, endsAtS);
        bidAs(BOB, ASKED);
        uint256 second = ASKED + ASKED / 20;
        vm.assertEq(market.bidMin(nameHash), second);
        vm.expectEmit(address(market));
        emit INameMarket.BidPlaced(nameHash, CAROL, second, endsAtS);
        vm.expectEmit(address(market));
        emit INameMarket.Credited(BOB, ASKED);
        bidAs(CAROL, second);
        vm.assertEq(market.creditOf(BOB), ASKED);
        vm.prank(BOB);
        market.withdraw(BOB);
        vm.assertEq(token.balanceOf(BOB), 1_000_000e9);
        vm.expectRevert(abi.encodeWithSelector(INameMarket.AuctionNotOver.selector, endsAtS));
        market.settle(nameHash);
        vm.warp(endsAtS);
        vm.expectRevert(abi.encodeWithSelector(INameMarket.AuctionOver.selector, endsAtS));
        bidAs(BOB, ASKED * 2);
        uint256 poolBefore = token.balanceOf(POOL);
        vm.expectEmit(address(market));
        emit INameMarket.NameSold(nameHash, ALICE, CAROL, second, second / 20, SaleKind.Auction);
        market.settle(nameHash);
        assertOwner(CAROL);
        assertPaid(ALICE, second, poolBefore);
        vm.expectRevert(abi.encodeWithSelector(INameMarket.AuctionUnknown.selector, nameHash));
        market.settle(nameHash);
    }

    function test_fuzz_bid_mustRiseByTheIncrement(uint256 amount) public {
        auctionIt();
        vm.expectRevert(abi.encodeWithSelector(INameMarket.BidTooLow.selector, ASKED - 1, ASKED));
        bidAs(BOB, ASKED - 1);
        bidAs(BOB, ASKED);
        uint256 least = market.bidMin(nameHash);
        amount = bound(amount, 0, 2 * least);
        if (amount < least) {
            vm.expectRevert(abi.encodeWithSelector(INameMarket.BidTooLow.selector, amount, least));
        }
        bidAs(CAROL, amount);
    }

    function test_bid_ofTheSmallestAmountsRisesByOne() public {
        uint64 endS = dayLater();
        vm.prank(ALICE);
        market.startAuction(nameHash, 1, endS);
        bidAs(BOB, 1);
        vm.assertEq(market.bidMin(nameHash), 2);
    }

    // --- extension

    function test_fuzz_bid_alwaysLeavesTimeForAnother(uint256 waitS) public {
        uint64 endsAtS = auctionIt();
        waitS = bound(waitS, 0, 1 days - 1);
        vm.warp(block.timestamp + waitS);
        bidAs(BOB, ASKED);
        uint256 leastEndS = block.timestamp + EXTENSION_S;
        vm.assertEq(_endOf(), leastEndS > endsAtS ? leastEndS : endsAtS);
    }

    function test_bid_extendsAgainAndAgain() public {
        uint64 endsAtS = auctionIt();
        uint256 amount = ASKED;
        for (uint256 i; i < 5; ++i) {
            vm.warp(endsAtS - 1);
            bidAs(i % 2 == 0 ? BOB : CAROL, amount);
            vm.assertEq(_endOf(), endsAtS - 1 + EXTENSION_S);
            endsAtS = _endOf();
            amount = market.bidMin(nameHash);
        }
    }

    function test_bid_neverExtendsBeyondTheName() public {
        uint64 nameEndS = expiryOf(nameHash);
        vm.warp(nameEndS - 1 days);
        vm.prank(ALICE);
        market.startAuction(nameHash, ASKED, nameEndS);
        vm.warp(nameEndS - 1);
        bidAs(BOB, ASKED);
        vm.assertEq(_endOf(), nameEndS);
        vm.warp(nameEndS);
        assertAuction(OrderStatus.NameInactive);
        // renewed by anyone, it can still be sold
        vm.prank(BOB);
        names.renew(nameHash, 1, PRICE);
        market.settle(nameHash);
        assertOwner(BOB);
    }

    /// @dev The seller cannot stretch the auction under a bid that is on its way.
    function test_bid_bindsTheEndTheBidderSaw() public {
        uint64 endsAtS = auctionIt();
        vm.prank(ALICE);
        market.startAuction(nameHash, ASKED, endsAtS + 20 days);
        vm.expectRevert(
            abi.encodeWithSelector(INameMarket.AuctionEndsLater.selector, endsAtS + 20 days, endsAtS)
        );
        vm.prank(BOB);
        market.bid(nameHash, ASKED, endsAtS);
    }

    // --- starting and cancelling

    function test_startAuction_bindsItsEnd() public {
        uint64 nowS = uint64(block.timestamp);
        uint64 nameEndS = expiryOf(nameHash);
        _expectEndRefused(nowS + EXTENSION_S - 1, nowS + EXTENSION_S, nowS + 30 days);
        _expectEndRefused(nowS + 30 days + 1, nowS + EXTENSION_S, nowS + 30 days);
        vm.warp(nameEndS - 1 days);
        _expectEndRefused(nameEndS + 1, nameEndS - 1 days + EXTENSION_S, nameEndS);
        vm.expectRevert(abi.encodeWithSelector(Governed.ValueZero.selector, bytes32("reserve")));
        vm.prank(ALICE);
        market.startAuction(nameHash, 0, nameEndS);
    }

    function _expectEndRefused(uint64 endsAtS, uint64 earliestS, uint64 latestS) private {
        vm.expectRevert(
            abi.encodeWithSelector(INameMarket.AuctionEndOutOfRange.selector, endsAtS, earliestS, latestS)
        );
        vm.prank(ALICE);
        market.startAuction(nameHash, ASKED, endsAtS);
    }

    function test_startAuction_isForTheOwnerAndEndsTheListing() public {
        listIt();
        uint64 endS = dayLater();
        expectNotForSale(OrderStatus.OwnerChanged);
        vm.prank(BOB);
        market.startAuction(nameHash, ASKED, endS);
        vm.expectEmit(address(market));
        emit INameMarket.ListingCancelled(nameHash, ALICE);
        auctionIt();
        assertListing(OrderStatus.None);
    }

    function test_aBid_closesEveryOtherWayOfSelling() public {
        uint64 endS = auctionIt();
        vm.prank(CAROL);
        uint256 offerId = market.makeOffer(nameHash, ASKED, endS);
        listIt();
        vm.prank(ALICE);
        market.cancelListing(nameHash);
        bidAs(BOB, ASKED);
        bytes memory hasBid = abi.encodeWithSelector(INameMarket.AuctionHasBid.selector, nameHash);
        vm.startPrank(ALICE);
        vm.expectRevert(hasBid);
        market.list(nameHash, ASKED, endS);
        vm.expectRevert(hasBid);
        market.startAuction(nameHash, ASKED, endS);
        vm.expectRevert(hasBid);
        market.acceptOffer(offerId);
        vm.expectRevert(hasBid);
        market.cancelAuction(nameHash);
        vm.stopPrank();
    }

    function test_cancelAuction_isForTheSellerWithoutBids() public {
        vm.expectRevert(abi.encodeWithSelector(INameMarket.AuctionUnknown.selector, nameHash));
        market.cancelAuction(nameHash);
        auctionIt();
        vm.expectRevert(abi.encodeWithSelector(INameMarket.CallerNotSeller.selector, nameHash, BOB));
        vm.prank(BOB);
        market.cancelAuction(nameHash);
        vm.expectEmit(address(market));
        emit INameMarket.AuctionCancelled(nameHash, ALICE);
        vm.prank(ALICE);
        market.cancelAuction(nameHash);
        vm.expectRevert(abi.encodeWithSelector(INameMarket.AuctionUnknown.selector, nameHash));
        bidAs(BOB, ASKED);
        vm.expectRevert(abi.encodeWithSelector(INameMarket.AuctionUnknown.selector, nameHash));
        market.bidMin(nameHash);
    }

    function test_cancelAll_voidsAuctionsWithoutBidsOnly() public {
        auctionIt();
        vm.prank(ALICE);
        market.cancelAll();
        assertAuction(OrderStatus.Cancelled);
        expectNotForSale(OrderStatus.Cancelled);
        bidAs(BOB, ASKED);
        _expectFailed();
        uint64 endsAtS = auctionIt();
        bidAs(BOB, ASKED);
        vm.prank(ALICE);
        market.cancelAll();
        assertAuction(OrderStatus.Live);
        vm.warp(endsAtS);
        market.settle(nameHash);
        assertOwner(BOB);
    }

    // --- auctions that fail

    function test_settle_withoutABidChangesNothing() public {
        uint64 endsAtS = auctionIt();
        vm.expectRevert(abi.encodeWithSelector(INameMarket.AuctionNotOver.selector, endsAtS));
        market.settle(nameHash);
        vm.warp(endsAtS);
        _expectFailed();
        assertOwner(ALICE);
    }

    function test_settle_returnsTheBidWhenTheSellerMovedTheName() public {
        auctionIt();
        bidAs(BOB, ASKED);
        move(ALICE, CAROL);
        assertAuction(OrderStatus.OwnerChanged);
        expectNotForSale(OrderStatus.OwnerChanged);
        bidAs(CAROL, 2 * ASKED);
        // at once: nobody waits for the end
        _expectFailed();
        vm.assertEq(market.creditOf(BOB), ASKED);
        assertOwner(CAROL);
    }

    function test_settle_returnsTheBidWhenTheNameCameBack() public {
        uint64 endsAtS = auctionIt();
        bidAs(BOB, ASKED);
        move(ALICE, CAROL);
        move(CAROL, ALICE);
        vm.warp(endsAtS);
        _expectFailed();
        vm.assertEq(market.creditOf(BOB), ASKED);
        assertOwner(ALICE);
    }

    function test_settle_returnsTheBidWithoutApproval() public {
        auctionIt();
        bidAs(BOB, ASKED);
        revokeApproval();
        assertAuction(OrderStatus.NotApproved);
        _expectFailed();
        vm.assertEq(market.creditOf(BOB), ASKED);
    }

    function test_settle_returnsTheBidAfterAWeek() public {
        uint64 endsAtS = auctionIt();
        bidAs(BOB, ASKED);
        vm.warp(endsAtS + SETTLE_S - 1);
        assertAuction(OrderStatus.Live);
        vm.warp(endsAtS + SETTLE_S);
        assertAuction(OrderStatus.Expired);
        _expectFailed();
        vm.assertEq(market.creditOf(BOB), ASKED);
        assertOwner(ALICE);
    }

    /// @dev The next owner starts an auction of their own; the last one's bidder is not forgotten.
    function test_startAuction_returnsTheBidOfADeadOne() public {
        auctionIt();
        bidAs(BOB, ASKED);
        move(ALICE, CAROL);
        uint64 endS = dayLater();
        vm.expectEmit(address(market));
        emit INameMarket.AuctionFailed(nameHash, ALICE);
        vm.expectEmit(address(market));
        emit INameMarket.Credited(BOB, ASKED);
        vm.prank(CAROL);
        market.startAuction(nameHash, ASKED, endS);
        vm.assertEq(market.creditOf(BOB), ASKED);
        bidAs(BOB, ASKED);
        vm.warp(endS);
        market.settle(nameHash);
        assertOwner(BOB);
        vm.assertEq(market.creditOf(CAROL), ASKED - ASKED / 20);
    }

    function test_pause_stopsBidsAndSalesAndNotRefunds() public {
        uint64 endsAtS = auctionIt();
        bidAs(BOB, ASKED);
        vm.prank(GUARDIAN);
        market.pause();
        vm.expectRevert(PausableUpgradeable.EnforcedPause.selector);
        bidAs(CAROL, 2 * ASKED);
        vm.expectRevert(PausableUpgradeable.EnforcedPause.selector);
        vm.prank(ALICE);
        market.startAuction(nameHash, ASKED, endsAtS);
        vm.warp(endsAtS);
        vm.expectRevert(PausableUpgradeable.EnforcedPause.selector);
        market.settle(nameHash);
        // the guardian cannot keep a bid for good
        vm.warp(endsAtS + SETTLE_S);
        _expectFailed();
        vm.prank(BOB);
        market.withdraw(BOB);
        vm.assertEq(token.balanceOf(BOB), 1_000_000e9);
    }
}
