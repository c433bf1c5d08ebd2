// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Governed} from "../src/Governed.sol";
import {FeePayer} from "../src/fees/FeePayer.sol";
import {IPriceFeed} from "../src/pro/IPriceFeed.sol";
import {SessionPro, SessionProParams} from "../src/pro/SessionPro.sol";
import {SettablePriceFeed, SettablePriceFeedParams} from "../src/pro/SettablePriceFeed.sol";
import {NamesTest} from "./support/NamesTest.sol";
import {bound, vm} from "./support/Vm.sol";
import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";
import {PausableUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/PausableUpgradeable.sol";

contract SessionProTest is NamesTest {
    bytes32 private constant KEY = keccak256("account");
    uint256 private constant USD_PER_SESH_E8 = 5_000_000;
    uint256 private constant USD_PER_PERIOD_E8 = 500_000_000;
    uint64 private constant PERIOD_S = 30 days;

    SettablePriceFeed private feed;
    SessionPro private pro;

    function setUp() public {
        deployNames();
        feed = SettablePriceFeed(
            proxied(
                address(new SettablePriceFeed()), abi.encodeCall(SettablePriceFeed.initialize, (feedParams()))
            )
        );
        pro = SessionPro(
            proxied(address(new SessionPro()), abi.encodeCall(SessionPro.initialize, (proParams())))
        );
        vm.prank(ALICE);
        token.approve(address(pro), type(uint256).max);
    }

    function feedParams() private view returns (SettablePriceFeedParams memory) {
        return SettablePriceFeedParams(address(this), MANAGER, GUARDIAN, USD_PER_SESH_E8, 2_000, 1 hours);
    }

    function proParams() private view returns (SessionProParams memory) {
        return SessionProParams({
            feeRouter: address(router),
            priceFeed: address(feed),
            owner: address(this),
            manager: MANAGER,
            guardian: GUARDIAN,
            usdPerPeriodE8: USD_PER_PERIOD_E8,
            periodS: PERIOD_S,
            priceAgeMaxS: 1 days
        });
    }

    function deployPro(SessionProParams memory params) external {
        proxied(address(new SessionPro()), abi.encodeCall(SessionPro.initialize, (params)));
    }

    function deployFeed(SettablePriceFeedParams memory params) external {
        proxied(address(new SettablePriceFeed()), abi.encodeCall(SettablePriceFeed.initialize, (params)));
    }

    function _expectNotOwner(address caller) private {
        vm.expectRevert(
            abi.encodeWithSelector(OwnableUpgradeable.OwnableUnauthorizedAccount.selector, caller)
        );
        vm.prank(caller);
    }

    // --- the pass

    function test_buy_extendsFromNowThenFromTheEnd() public {
        uint64 first = uint64(START_S) + 2 * PERIOD_S;
        // $10 at $0.05 for one SESH
        vm.expectEmit(address(pro));
        emit SessionPro.ProExtended(KEY, ALICE, first, 2, 200e9);
        vm.prank(ALICE);
        pro.buy(KEY, 2, 200e9);
        vm.assertEq(pro.expiresAtS(KEY), first);
        vm.assertEq(token.balanceOf(POOL), 180e9);
        vm.assertEq(token.balanceOf(LIQUIDITY), 20e9);
        vm.assertEq(token.balanceOf(address(pro)), 0);
        vm.prank(ALICE);
        pro.buy(KEY, 1, 100e9);
        vm.assertEq(pro.expiresAtS(KEY), first + PERIOD_S);
        vm.warp(first + PERIOD_S + 5);
        feed.overridePrice(USD_PER_SESH_E8);
        vm.prank(ALICE);
        pro.buy(KEY, 1, 100e9);
        vm.assertEq(pro.expiresAtS(KEY), first + 2 * PERIOD_S + 5);
    }

    function test_buy_isAGiftWhenTheKeyIsAnothers() public {
        bytes32 other = keccak256("other");
        vm.prank(ALICE);
        pro.buy(other, 1, type(uint256).max);
        vm.assertEq(pro.expiresAtS(other), START_S + PERIOD_S);
        vm.assertEq(pro.expiresAtS(KEY), 0);
    }

    function test_buy_revertsAboveTheAgreedCost() public {
        vm.expectRevert(abi.encodeWithSelector(FeePayer.CostAboveMax.selector, 100e9, 100e9 - 1));
        vm.prank(ALICE);
        pro.buy(KEY, 1, 100e9 - 1);
    }

    function test_buy_revertsWithoutAKeyOrWhenPaused() public {
        vm.expectRevert(abi.encodeWithSelector(Governed.ValueZero.selector, bytes32("accountKey")));
        pro.buy(0, 1, type(uint256).max);
        vm.prank(GUARDIAN);
        pro.pause();
        vm.expectRevert(PausableUpgradeable.EnforcedPause.selector);
        pro.buy(KEY, 1, type(uint256).max);
    }

    function test_costOf_revertsOutsideTheRange() public {
        vm.expectRevert(abi.encodeWithSelector(SessionPro.PeriodsOutOfRange.selector, 0, 120));
        pro.costOf(0);
        vm.expectRevert(abi.encodeWithSelector(SessionPro.PeriodsOutOfRange.selector, 121, 120));
        pro.costOf(121);
        vm.assertEq(pro.costOf(120), 12_000e9);
    }

    function test_fuzz_costOf_isNeverBelowThePrice(uint256 usdPerSeshE8, uint256 periods) public {
        usdPerSeshE8 = bound(usdPerSeshE8, 1, 1e14);
        periods = bound(periods, 1, 120);
        feed.overridePrice(usdPerSeshE8);
        uint256 cost = pro.costOf(uint32(periods));
        uint256 owedUsd = USD_PER_PERIOD_E8 * periods * 1e9;
        vm.assertGe(cost * usdPerSeshE8, owedUsd);
        vm.assertLe((cost - 1) * usdPerSeshE8, owedUsd - 1);
    }

    function test_costOf_needsAFreshPrice() public {
        vm.warp(START_S + 1 days);
        pro.costOf(1);
        vm.warp(START_S + 1 days + 1);
        vm.expectRevert(abi.encodeWithSelector(SessionPro.PriceTooOld.selector, START_S, START_S + 1));
        pro.costOf(1);
    }

    function test_costOf_refusesAFeedThatIsWrong() public {
        bytes memory call = abi.encodeCall(IPriceFeed.latestPrice, ());
        vm.mockCall(address(feed), call, abi.encode(uint256(0), uint64(block.timestamp)));
        vm.expectRevert(SessionPro.PriceMissing.selector);
        pro.costOf(1);
        vm.mockCall(address(feed), call, abi.encode(uint256(1), uint64(block.timestamp + 1)));
        vm.expectRevert(abi.encodeWithSelector(SessionPro.PriceFromFuture.selector, block.timestamp + 1));
        pro.costOf(1);
        vm.clearMockedCalls();
    }

    function test_setters_haveTheirRoles() public {
        vm.expectRevert(abi.encodeWithSelector(Governed.CallerNotManager.selector, ALICE));
        vm.prank(ALICE);
        pro.setUsdPerPeriod(1);
        vm.expectEmit(address(pro));
        emit SessionPro.ProPriceSet(1);
        vm.prank(MANAGER);
        pro.setUsdPerPeriod(1);
        vm.assertEq(pro.usdPerPeriodE8(), 1);
        vm.expectRevert(abi.encodeWithSelector(Governed.ValueZero.selector, bytes32("usdPerPeriodE8")));
        pro.setUsdPerPeriod(0);
        _expectNotOwner(MANAGER);
        pro.setPriceFeed(BOB, 1);
        vm.expectEmit(address(pro));
        emit SessionPro.PriceFeedSet(BOB, 1);
        pro.setPriceFeed(BOB, 1);
        vm.assertEq(pro.priceFeed(), BOB);
        vm.assertEq(pro.priceAgeMaxS(), 1);
        vm.assertEq(pro.periodS(), PERIOD_S);
        vm.assertEq(pro.feeRouter(), address(router));
    }

    function test_initialize_needsEveryPart() public {
        SessionProParams memory params = proParams();
        params.feeRouter = address(0);
        vm.expectRevert(abi.encodeWithSelector(Governed.AddressZero.selector, bytes32("feeRouter")));
        this.deployPro(params);
        params = proParams();
        params.priceFeed = address(0);
        vm.expectRevert(abi.encodeWithSelector(Governed.AddressZero.selector, bytes32("priceFeed")));
        this.deployPro(params);
        params = proParams();
        params.periodS = 0;
        vm.expectRevert(abi.encodeWithSelector(Governed.ValueZero.selector, bytes32("periodS")));
        this.deployPro(params);
        params = proParams();
        params.priceAgeMaxS = 0;
        vm.expectRevert(abi.encodeWithSelector(Governed.ValueZero.selector, bytes32("priceAgeMaxS")));
        this.deployPro(params);
    }

    // --- the feed

    function test_setPrice_keepsWithinTheBounds() public {
        vm.warp(START_S + 1 hours);
        vm.expectRevert(
            abi.encodeWithSelector(
                SettablePriceFeed.PriceDeviationTooLarge.selector, 6_000_001, 4_000_000, 6_000_000
            )
        );
        feed.setPrice(6_000_001);
        vm.expectRevert(
            abi.encodeWithSelector(
                SettablePriceFeed.PriceDeviationTooLarge.selector, 3_999_999, 4_000_000, 6_000_000
            )
        );
        feed.setPrice(3_999_999);
        vm.expectEmit(address(feed));
        emit SettablePriceFeed.PriceSet(6_000_000);
        vm.prank(MANAGER);
        feed.setPrice(6_000_000);
        (uint256 price, uint64 updatedAtS) = feed.latestPrice();
        vm.assertEq(price, 6_000_000);
        vm.assertEq(updatedAtS, START_S + 1 hours);
        // bounds follow the last price
        vm.expectRevert(
            abi.encodeWithSelector(SettablePriceFeed.PriceSetTooEarly.selector, START_S + 2 hours)
        );
        feed.setPrice(6_000_000);
        vm.warp(START_S + 2 hours);
        feed.setPrice(7_200_000);
    }

    /// @dev A manager's key in wrong hands moves the price by a bounded factor in a bounded time.
    function test_fuzz_setPrice_isBoundedOverTime(uint256 seed) public {
        uint256 highest = USD_PER_SESH_E8;
        for (uint256 i = 1; i <= 5; ++i) {
            vm.warp(START_S + i * 1 hours);
            (uint256 low, uint256 high) = feed.bounds();
            feed.setPrice(bound(uint256(keccak256(abi.encode(seed, i))), low, high));
            highest = (highest * 12) / 10;
        }
        (uint256 price,) = feed.latestPrice();
        vm.assertLe(price, highest);
        vm.assertGe(price, 1);
    }

    function test_overridePrice_isForTheOwner() public {
        _expectNotOwner(MANAGER);
        feed.overridePrice(1);
        feed.overridePrice(1);
        (uint256 price,) = feed.latestPrice();
        vm.assertEq(price, 1);
        vm.expectRevert(abi.encodeWithSelector(Governed.ValueZero.selector, bytes32("usdPerSeshE8")));
        feed.overridePrice(0);
    }

    function test_setPrice_hasItsRoleAndStopsInAPause() public {
        vm.expectRevert(abi.encodeWithSelector(Governed.CallerNotManager.selector, ALICE));
        vm.prank(ALICE);
        feed.setPrice(1);
        vm.prank(GUARDIAN);
        feed.pause();
        vm.expectRevert(PausableUpgradeable.EnforcedPause.selector);
        feed.setPrice(USD_PER_SESH_E8);
    }

    function test_setBounds_isForTheOwnerAndBelowAll() public {
        _expectNotOwner(MANAGER);
        feed.setBounds(1, 1);
        vm.expectEmit(address(feed));
        emit SettablePriceFeed.PriceBoundsSet(100, 7);
        feed.setBounds(100, 7);
        vm.assertEq(feed.deviationMaxBps(), 100);
        vm.assertEq(feed.updateIntervalS(), 7);
        vm.expectRevert(abi.encodeWithSelector(Governed.ValueZero.selector, bytes32("deviationMaxBps")));
        feed.setBounds(0, 7);
        vm.expectRevert(
            abi.encodeWithSelector(SettablePriceFeed.PriceDeviationTooLarge.selector, 10_000, 1, 9_999)
        );
        feed.setBounds(10_000, 7);
    }
}
