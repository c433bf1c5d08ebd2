// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SessionToken} from "../src/SessionToken.sol";
import {IFeeRouter} from "../src/fees/IFeeRouter.sol";
import {INameMarket} from "../src/market/INameMarket.sol";
import {INameRegistry, Registration} from "../src/names/INameRegistry.sol";
import {SessionPro, SessionProParams} from "../src/pro/SessionPro.sol";
import {SettablePriceFeed, SettablePriceFeedParams} from "../src/pro/SettablePriceFeed.sol";
import {MarketTest} from "./support/MarketTest.sol";
import {TrickToken} from "./support/TrickToken.sol";
import {vm} from "./support/Vm.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC721Receiver} from "@openzeppelin/contracts/token/ERC721/IERC721Receiver.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

/// @notice Tries to sell a name in the callback of receiving it, and to keep it.
contract SellingReceiver is IERC721Receiver {
    INameMarket private immutable MARKET;
    uint256 private immutable OFFER;
    bytes public answer;

    constructor(INameMarket market, uint256 offerId) {
        (MARKET, OFFER) = (market, offerId);
    }

    function onERC721Received(address, address, uint256, bytes calldata) external override returns (bytes4) {
        (, answer) = address(MARKET).call(abi.encodeCall(INameMarket.acceptOffer, (OFFER)));
        return this.onERC721Received.selector;
    }
}

/// @notice Names, passes and the market on a token that misbehaves.
contract HostileNamesTest is MarketTest {
    TrickToken private trick;

    function setUp() public {
        trick = new TrickToken();
        deployMarketOn(SessionToken(address(trick)));
    }

    function _expectBlocked() private {
        vm.assertEq(
            trick.reentryAnswer(),
            abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector)
        );
        trick.callBack(address(0), "");
    }

    function _expectTookFee(uint256 sent) private {
        vm.expectRevert(abi.encodeWithSelector(INameMarket.TokenTookFee.selector, sent, sent - sent / 100));
    }

    // --- a token that keeps a part

    function test_market_refusesATokenThatKeepsAPart() public {
        listIt();
        uint64 endS = dayLater();
        trick.takeFee(true);
        _expectTookFee(ASKED);
        vm.prank(BOB);
        market.buy(nameHash, ALICE, ASKED);
        _expectTookFee(ASKED);
        vm.prank(BOB);
        market.makeOffer(nameHash, ASKED, endS);
        auctionIt();
        _expectTookFee(ASKED);
        bidAs(BOB, ASKED);
        vm.assertEq(token.balanceOf(address(market)), 0);
    }

    function test_names_refuseATokenThatKeepsAPart() public {
        trick.takeFee(true);
        vm.expectRevert(
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientBalance.selector,
                address(names),
                PRICE / 10 - PRICE / 100,
                PRICE / 10
            )
        );
        vm.prank(ALICE);
        names.renew(nameHash, 1, PRICE);
    }

    // --- accounts that cannot receive

    function test_bid_isNotStoppedByTheOneOutbid() public {
        uint64 endsAtS = auctionIt();
        bidAs(BOB, ASKED);
        trick.blockAccount(BOB, true);
        trick.blockAccount(ALICE, true);
        bidAs(CAROL, 2 * ASKED);
        vm.warp(endsAtS);
        market.settle(nameHash);
        assertOwner(CAROL);
        vm.expectRevert(abi.encodeWithSelector(TrickToken.AccountBlocked.selector, BOB));
        vm.prank(BOB);
        market.withdraw(BOB);
        // to somewhere else it can go
        vm.prank(BOB);
        market.withdraw(address(0xdead));
        vm.assertEq(token.balanceOf(address(0xdead)), ASKED);
        vm.assertEq(market.creditOf(ALICE), 2 * ASKED - ASKED / 10);
    }

    function test_settle_withAPoolThatRefusesLeavesTheBidToTheBidder() public {
        uint64 endsAtS = auctionIt();
        bidAs(BOB, ASKED);
        trick.blockAccount(POOL, true);
        vm.warp(endsAtS);
        vm.expectRevert(abi.encodeWithSelector(TrickToken.AccountBlocked.selector, POOL));
        market.settle(nameHash);
        vm.warp(endsAtS + 7 days);
        market.settle(nameHash);
        vm.assertEq(market.creditOf(BOB), ASKED);
        assertOwner(ALICE);
    }

    // --- a token that stands still

    function test_standstill_losesNothing() public {
        uint64 endS = dayLater();
        vm.prank(BOB);
        uint256 id = market.makeOffer(nameHash, ASKED, endS);
        trick.stand(true);
        vm.expectRevert(TrickToken.Standstill.selector);
        vm.prank(BOB);
        market.cancelOffer(id);
        Registration memory r = registrationOf("other", ALICE, 1);
        names.commit(names.commitmentOf(r));
        vm.warp(block.timestamp + AGE_MIN_S);
        vm.expectRevert(TrickToken.Standstill.selector);
        vm.prank(ALICE);
        names.register(r, type(uint256).max);
        assertFree(r.nameHash);
        trick.stand(false);
        vm.prank(ALICE);
        names.register(r, type(uint256).max);
        vm.prank(BOB);
        market.cancelOffer(id);
        vm.assertEq(token.balanceOf(address(market)), 0);
    }

    // --- calls back

    function test_names_cannotBeReentered() public {
        trick.callBack(address(names), abi.encodeCall(INameRegistry.renew, (nameHash, 1, PRICE)));
        vm.prank(ALICE);
        names.renew(nameHash, 1, PRICE);
        _expectBlocked();
        Registration memory r = registrationOf("other", ALICE, 1);
        names.commit(names.commitmentOf(r));
        vm.warp(block.timestamp + AGE_MIN_S);
        trick.callBack(address(names), abi.encodeCall(INameRegistry.register, (r, PRICE)));
        vm.prank(ALICE);
        names.register(r, PRICE);
        _expectBlocked();
        vm.assertEq(names.balanceOf(ALICE), 2);
    }

    function test_router_cannotBeReentered() public {
        vm.prank(ALICE);
        token.approve(address(router), 100);
        trick.callBack(address(router), abi.encodeCall(IFeeRouter.pay, (10)));
        vm.prank(ALICE);
        router.pay(10);
        _expectBlocked();
    }

    function test_pro_cannotBeReentered() public {
        SettablePriceFeedParams memory feed =
            SettablePriceFeedParams(address(this), MANAGER, GUARDIAN, 1e8, 100, 0);
        SessionProParams memory params = SessionProParams({
            feeRouter: address(router),
            priceFeed: proxied(
                address(new SettablePriceFeed()), abi.encodeCall(SettablePriceFeed.initialize, (feed))
            ),
            owner: address(this),
            manager: MANAGER,
            guardian: GUARDIAN,
            usdPerPeriodE8: 1e8,
            periodS: 30 days,
            priceAgeMaxS: 1 days
        });
        SessionPro pro =
            SessionPro(proxied(address(new SessionPro()), abi.encodeCall(SessionPro.initialize, (params))));
        vm.prank(ALICE);
        token.approve(address(pro), type(uint256).max);
        trick.callBack(address(pro), abi.encodeCall(SessionPro.buy, ("key", 1, 1e9)));
        vm.prank(ALICE);
        pro.buy("key", 1, 1e9);
        _expectBlocked();
        vm.assertEq(pro.expiresAtS("key"), block.timestamp + 30 days);
    }

    function test_market_cannotBeReentered() public {
        uint64 endS = dayLater();
        bytes memory withdraw = abi.encodeCall(INameMarket.withdraw, (address(trick)));
        trick.callBack(address(market), withdraw);
        vm.startPrank(BOB);
        uint256 first = market.makeOffer(nameHash, ASKED, endS);
        _expectBlocked();
        uint256 second = market.makeOffer(nameHash, ASKED, endS);
        trick.callBack(address(market), abi.encodeCall(INameMarket.cancelOffer, (second)));
        market.cancelOffer(first);
        _expectBlocked();
        vm.stopPrank();
        trick.callBack(address(market), abi.encodeCall(INameMarket.acceptOffer, (second)));
        vm.prank(ALICE);
        market.acceptOffer(second);
        _expectBlocked();
        trick.callBack(address(market), withdraw);
        vm.prank(ALICE);
        market.withdraw(ALICE);
        _expectBlocked();
        vm.assertEq(token.balanceOf(address(market)), 0);
    }

    function test_auctionAndListing_cannotBeReentered() public {
        uint64 endS = auctionIt();
        trick.callBack(address(market), abi.encodeCall(INameMarket.bid, (nameHash, 2 * ASKED, endS)));
        bidAs(BOB, ASKED);
        _expectBlocked();
        vm.warp(endS);
        trick.callBack(address(market), abi.encodeCall(INameMarket.settle, (nameHash)));
        market.settle(nameHash);
        _expectBlocked();
        assertOwner(BOB);
        endS = dayLater();
        vm.prank(BOB);
        market.list(nameHash, ASKED, endS);
        trick.callBack(address(market), abi.encodeCall(INameMarket.buy, (nameHash, BOB, ASKED)));
        vm.prank(CAROL);
        market.buy(nameHash, BOB, ASKED);
        _expectBlocked();
        assertOwner(CAROL);
    }

    // --- receivers of names

    /// @dev It owns the name, so it may sell, but has approved nobody.
    function test_receiver_cannotSellWhatItHasNotApproved() public {
        uint64 endS = dayLater();
        vm.prank(BOB);
        uint256 id = market.makeOffer(nameHash, ASKED, endS);
        SellingReceiver receiver = new SellingReceiver(market, id);
        vm.prank(ALICE);
        names.safeTransferFrom(ALICE, address(receiver), uint256(nameHash));
        vm.assertEq(bytes4(receiver.answer()), INameMarket.NotForSale.selector);
        assertOwner(address(receiver));
    }

    /// @dev A buyer's contract is not asked, so it cannot refuse what it won and hold the seller's money.
    function test_sale_asksNoReceiver() public {
        auctionIt();
        address winner = address(new TrickToken());
        trick.transfer(winner, ASKED);
        vm.startPrank(winner);
        token.approve(address(market), ASKED);
        market.bid(nameHash, ASKED, dayLater());
        vm.stopPrank();
        vm.warp(dayLater());
        market.settle(nameHash);
        assertOwner(winner);
    }
}
