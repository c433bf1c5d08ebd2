// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Governed} from "../src/Governed.sol";
import {INameMarket, NameMarketParams, OrderStatus, SaleKind} from "../src/market/INameMarket.sol";
import {MarketTest} from "./support/MarketTest.sol";
import {bound, vm} from "./support/Vm.sol";
import {PausableUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/PausableUpgradeable.sol";

contract MarketListingsTest is MarketTest {
    function setUp() public {
        deployMarket();
    }

    function deployMarketExternally(NameMarketParams memory params) external {
        deployMarketWith(params);
    }

    function _expectBuyRefused(OrderStatus status) private {
        assertListing(status);
        expectNotForSale(status);
        vm.prank(BOB);
        market.buy(nameHash, ALICE, ASKED);
    }

    function test_buy_sellsAtTheListedPrice() public {
        uint64 expiresAtS = dayLater();
        vm.expectEmit(address(market));
        emit INameMarket.NameListed(nameHash, ALICE, ASKED, expiresAtS);
        listIt();
        assertListing(OrderStatus.Live);
        uint256 poolBefore = token.balanceOf(POOL);
        vm.expectEmit(address(market));
        emit INameMarket.NameSold(nameHash, ALICE, BOB, ASKED, ASKED / 20, SaleKind.Listing);
        vm.expectEmit(address(market));
        emit INameMarket.Credited(ALICE, ASKED - ASKED / 20);
        vm.prank(BOB);
        market.buy(nameHash, ALICE, ASKED);
        assertOwner(BOB);
        assertPaid(ALICE, ASKED, poolBefore);
        assertListing(OrderStatus.None);
        expectNotForSale(OrderStatus.None);
        vm.prank(CAROL);
        market.buy(nameHash, ALICE, ASKED);
    }

    function test_fuzz_buy_dividesThePriceExactly(uint256 price, uint256 royaltyBps) public {
        price = bound(price, 1, 900_000e9);
        royaltyBps = bound(royaltyBps, 0, 1_000);
        vm.prank(MANAGER);
        names.setRoyalty(uint16(royaltyBps));
        vm.prank(ALICE);
        market.list(nameHash, uint96(price), dayLater());
        uint256 poolBefore = token.balanceOf(POOL);
        uint256 bobBefore = token.balanceOf(BOB);
        vm.prank(BOB);
        market.buy(nameHash, ALICE, price);
        uint256 royalty = (price * royaltyBps) / 10_000;
        vm.assertEq(bobBefore - token.balanceOf(BOB), price);
        vm.assertEq(market.creditOf(ALICE), price - royalty);
        vm.assertEq(token.balanceOf(POOL) - poolBefore, royalty);
    }

    function test_list_isForTheOwnerOfASellableName() public {
        uint64 endS = dayLater();
        expectNotForSale(OrderStatus.OwnerChanged);
        vm.prank(BOB);
        market.list(nameHash, ASKED, endS);
        bytes32 hidden = registerFor(ALICE, "hidden");
        vm.expectRevert(
            abi.encodeWithSelector(INameMarket.NotForSale.selector, hidden, OrderStatus.NameHidden)
        );
        vm.prank(ALICE);
        market.list(hidden, ASKED, endS);
        revokeApproval();
        expectNotForSale(OrderStatus.NotApproved);
        vm.prank(ALICE);
        market.list(nameHash, ASKED, endS);
        // an approval for this name alone is enough
        vm.prank(ALICE);
        names.approve(address(market), uint256(nameHash));
        listIt();
        vm.warp(expiryOf(nameHash));
        expectNotForSale(OrderStatus.NameInactive);
        vm.prank(ALICE);
        market.list(nameHash, ASKED, endS);
    }

    function test_list_endsBeforeTheName() public {
        uint64 nameEndS = expiryOf(nameHash);
        _expectExpiryRefused(uint64(block.timestamp), nameEndS);
        _expectExpiryRefused(nameEndS + 1, nameEndS);
        vm.expectRevert(abi.encodeWithSelector(Governed.ValueZero.selector, bytes32("price")));
        vm.prank(ALICE);
        market.list(nameHash, 0, nameEndS);
        vm.prank(ALICE);
        market.list(nameHash, ASKED, nameEndS);
        vm.warp(nameEndS - 1);
        vm.prank(BOB);
        market.buy(nameHash, ALICE, ASKED);
        assertOwner(BOB);
    }

    function _expectExpiryRefused(uint64 expiresAtS, uint64 latestS) private {
        vm.expectRevert(
            abi.encodeWithSelector(INameMarket.OrderExpiryOutOfRange.selector, expiresAtS, latestS)
        );
        vm.prank(ALICE);
        market.list(nameHash, ASKED, expiresAtS);
    }

    function test_buy_revertsOnceExpired() public {
        listIt();
        vm.warp(dayLater());
        _expectBuyRefused(OrderStatus.Expired);
    }

    function test_buy_revertsForAnotherPriceOrSeller() public {
        listIt();
        vm.expectRevert(abi.encodeWithSelector(INameMarket.PriceChanged.selector, ASKED, ASKED - 1));
        vm.prank(BOB);
        market.buy(nameHash, ALICE, ASKED - 1);
        expectNotForSale(OrderStatus.OwnerChanged);
        vm.prank(BOB);
        market.buy(nameHash, CAROL, ASKED);
        // a seller who raises the price before the purchase lands sells nothing
        vm.prank(ALICE);
        market.list(nameHash, ASKED * 2, dayLater());
        vm.expectRevert(abi.encodeWithSelector(INameMarket.PriceChanged.selector, ASKED * 2, ASKED));
        vm.prank(BOB);
        market.buy(nameHash, ALICE, ASKED);
    }

    function test_buy_revertsOnceTheApprovalIsGone() public {
        listIt();
        revokeApproval();
        _expectBuyRefused(OrderStatus.NotApproved);
    }

    /// @dev Also when the name comes back: an old price must not wake up.
    function test_buy_revertsOnceTheNameHasMoved() public {
        listIt();
        move(ALICE, CAROL);
        _expectBuyRefused(OrderStatus.OwnerChanged);
        move(CAROL, ALICE);
        _expectBuyRefused(OrderStatus.OwnerChanged);
    }

    function test_buy_revertsOnceTheNameHasExpired() public {
        uint64 nameEndS = expiryOf(nameHash);
        vm.prank(ALICE);
        market.list(nameHash, ASKED, nameEndS);
        vm.warp(nameEndS);
        _expectBuyRefused(OrderStatus.Expired);
    }

    /// @dev The seller lost the name, registered it again, and never listed it again.
    function test_buy_revertsForANameThatWasRegisteredAnew() public {
        vm.prank(ALICE);
        names.renew(nameHash, 3, type(uint256).max);
        uint64 listedUntilS = expiryOf(nameHash);
        vm.prank(ALICE);
        market.list(nameHash, ASKED, listedUntilS);
        vm.warp(listedUntilS + GRACE_S);
        registerRevealed(ALICE, "alice");
        _expectBuyRefused(OrderStatus.Expired);
    }

    function test_cancelListing_isForTheSeller() public {
        listIt();
        vm.expectRevert(abi.encodeWithSelector(INameMarket.CallerNotSeller.selector, nameHash, BOB));
        vm.prank(BOB);
        market.cancelListing(nameHash);
        vm.expectEmit(address(market));
        emit INameMarket.ListingCancelled(nameHash, ALICE);
        vm.prank(ALICE);
        market.cancelListing(nameHash);
        _expectBuyRefused(OrderStatus.None);
    }

    function test_cancelAll_voidsTheListing() public {
        listIt();
        vm.expectEmit(address(market));
        emit INameMarket.AllCancelled(ALICE, 1);
        vm.prank(ALICE);
        market.cancelAll();
        vm.assertEq(market.nonceOf(ALICE), 1);
        _expectBuyRefused(OrderStatus.Cancelled);
        listIt();
        assertListing(OrderStatus.Live);
    }

    function test_pause_stopsSalesAndNotTheWayOut() public {
        listIt();
        vm.prank(GUARDIAN);
        market.pause();
        vm.expectRevert(PausableUpgradeable.EnforcedPause.selector);
        vm.prank(BOB);
        market.buy(nameHash, ALICE, ASKED);
        vm.expectRevert(PausableUpgradeable.EnforcedPause.selector);
        market.list(nameHash, ASKED, 0);
        vm.prank(ALICE);
        market.cancelListing(nameHash);
    }

    // --- credits

    function test_withdraw_paysTheSellerWhereTheyWant() public {
        listIt();
        vm.prank(BOB);
        market.buy(nameHash, ALICE, ASKED);
        uint256 credit = market.creditOf(ALICE);
        vm.prank(GUARDIAN);
        market.pause();
        vm.expectEmit(address(market));
        emit INameMarket.CreditWithdrawn(ALICE, address(0xdead), credit);
        vm.prank(ALICE);
        market.withdraw(address(0xdead));
        vm.assertEq(token.balanceOf(address(0xdead)), credit);
        vm.assertEq(token.balanceOf(address(market)), 0);
        vm.expectRevert(abi.encodeWithSelector(INameMarket.NothingCredited.selector, ALICE));
        vm.prank(ALICE);
        market.withdraw(ALICE);
    }

    // --- parameters

    function test_setAuctionRules_isTheManagersWithinBounds() public {
        vm.expectRevert(abi.encodeWithSelector(Governed.CallerNotManager.selector, ALICE));
        vm.prank(ALICE);
        market.setAuctionRules(1, 1);
        vm.expectEmit(address(market));
        emit INameMarket.AuctionRulesSet(1, 5_000);
        vm.prank(MANAGER);
        market.setAuctionRules(1, 5_000);
        (uint64 extensionS, uint16 incrementBps) = market.auctionRules();
        vm.assertEq(extensionS, 1);
        vm.assertEq(incrementBps, 5_000);
        uint64[4] memory badS = [uint64(0), 1 days + 1, 1, 1];
        uint16[4] memory badBps = [uint16(1), 1, 0, 5_001];
        for (uint256 i; i < 4; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(INameMarket.AuctionRulesOutOfRange.selector, badS[i], badBps[i])
            );
            market.setAuctionRules(badS[i], badBps[i]);
        }
    }

    function test_initialize_needsTokenAndNames() public {
        vm.expectRevert(abi.encodeWithSelector(Governed.AddressZero.selector, bytes32("token")));
        this.deployMarketExternally(marketParams(address(0)));
        NameMarketParams memory params = marketParams(address(token));
        params.names = address(0);
        vm.expectRevert(abi.encodeWithSelector(Governed.AddressZero.selector, bytes32("names")));
        this.deployMarketExternally(params);
        vm.assertEq(market.token(), address(token));
        vm.assertEq(market.names(), address(names));
    }
}
