// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Governed} from "../src/Governed.sol";
import {FeeRouter, FeeRouterParams} from "../src/fees/FeeRouter.sol";
import {IFeeRouter} from "../src/fees/IFeeRouter.sol";
import {NamesTest} from "./support/NamesTest.sol";
import {bound, vm} from "./support/Vm.sol";
import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";
import {PausableUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/PausableUpgradeable.sol";

contract FeeRouterTest is NamesTest {
    function setUp() public {
        deployNames();
        token.approve(address(router), type(uint256).max);
    }

    function deployWith(FeeRouterParams memory params) external {
        proxied(address(new FeeRouter()), abi.encodeCall(FeeRouter.initialize, (params)));
    }

    function test_fuzz_pay_splitsExactly(uint256 amount) public {
        amount = bound(amount, 1, 1_000_000e9);
        uint256 poolAmount = (amount * 9 + 9) / 10;
        vm.expectEmit(address(router));
        emit IFeeRouter.FeesPaid(address(this), poolAmount, amount - poolAmount);
        router.pay(amount);
        vm.assertEq(token.balanceOf(POOL), poolAmount);
        vm.assertEq(token.balanceOf(LIQUIDITY), amount - poolAmount);
        vm.assertEq(token.balanceOf(address(router)), 0);
        (uint256 toPool, uint256 toLiquidity) = router.split(amount);
        vm.assertEq(toPool, poolAmount);
        vm.assertEq(toLiquidity, amount - poolAmount);
    }

    function test_pay_givesTheOddUnitToThePool() public {
        router.pay(1);
        vm.assertEq(token.balanceOf(POOL), 1);
        vm.assertEq(token.balanceOf(LIQUIDITY), 0);
        router.pay(11);
        vm.assertEq(token.balanceOf(POOL), 11);
        vm.assertEq(token.balanceOf(LIQUIDITY), 1);
    }

    function test_pay_revertsForNothing() public {
        vm.expectRevert(abi.encodeWithSelector(Governed.ValueZero.selector, bytes32("amount")));
        router.pay(0);
    }

    function test_pay_revertsWhenPaused() public {
        vm.prank(GUARDIAN);
        router.pause();
        vm.expectRevert(PausableUpgradeable.EnforcedPause.selector);
        router.pay(1);
    }

    function test_setLiquidity_isForTheOwner() public {
        vm.expectRevert(
            abi.encodeWithSelector(OwnableUpgradeable.OwnableUnauthorizedAccount.selector, MANAGER)
        );
        vm.prank(MANAGER);
        router.setLiquidity(BOB);
        vm.expectEmit(address(router));
        emit IFeeRouter.LiquiditySet(BOB);
        router.setLiquidity(BOB);
        vm.assertEq(router.liquidity(), BOB);
        vm.expectRevert(abi.encodeWithSelector(Governed.AddressZero.selector, bytes32("liquidity")));
        router.setLiquidity(address(0));
    }

    function test_initialize_needsTokenAndReceivers() public {
        FeeRouterParams memory params =
            FeeRouterParams(address(0), POOL, LIQUIDITY, address(this), MANAGER, GUARDIAN);
        vm.expectRevert(abi.encodeWithSelector(Governed.AddressZero.selector, bytes32("token")));
        this.deployWith(params);
        (params.token, params.rewardPool) = (address(token), address(0));
        vm.expectRevert(abi.encodeWithSelector(Governed.AddressZero.selector, bytes32("rewardPool")));
        this.deployWith(params);
        vm.assertEq(router.token(), address(token));
        vm.assertEq(router.rewardPool(), POOL);
    }
}
