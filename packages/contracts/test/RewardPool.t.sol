// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {RewardPool, RewardPoolParams} from "../src/RewardPool.sol";
import {NetworkTest} from "./support/NetworkTest.sol";
import {bound, vm} from "./support/Vm.sol";
import {PausableUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/PausableUpgradeable.sol";

contract RewardPoolTest is NetworkTest {
    uint256 private constant BALANCE = 40_000_000e9;

    function setUp() public {
        deployNetwork(0);
        token.transfer(address(pool), BALANCE);
    }

    function test_release_movesOneDaysShareAndAnnouncesTheRate() public {
        vm.warp(block.timestamp + 1 days);
        uint256 amount = (BALANCE * 151) / (1000 * 365);
        vm.assertEq(pool.accrued(), amount);
        vm.expectEmit(address(pool));
        emit RewardPool.Released(amount);
        vm.expectEmit(address(pool));
        emit RewardPool.RewardRateSet(((BALANCE - amount) * 151) / (1000 * 365));
        vm.prank(STRANGER);
        pool.release();
        vm.assertEq(token.balanceOf(address(vault)), amount);
        vm.assertEq(pool.totalReleased(), amount);
        vm.assertEq(pool.atomicPerDay(), ((BALANCE - amount) * 151) / (1000 * 365));
    }

    function test_release_revertsWithinTheInterval() public {
        uint256 nextAtS = block.timestamp + 1 days;
        vm.warp(nextAtS - 1);
        vm.expectRevert(abi.encodeWithSelector(RewardPool.ReleaseTooEarly.selector, nextAtS));
        pool.release();
        vm.warp(nextAtS);
        pool.release();
        vm.expectRevert(abi.encodeWithSelector(RewardPool.ReleaseTooEarly.selector, nextAtS + 1 days));
        pool.release();
    }

    function test_release_worksAtWillWithoutAnInterval() public {
        RewardPoolParams memory params = poolParams();
        params.releaseIntervalS = 0;
        pool = RewardPool(proxied(address(new RewardPool()), abi.encodeCall(RewardPool.initialize, (params))));
        token.transfer(address(pool), BALANCE);
        vm.expectEmit(address(pool));
        emit RewardPool.Released(0);
        vm.expectEmit(address(pool));
        emit RewardPool.RewardRateSet((BALANCE * 151) / (1000 * 365));
        pool.release();
        vm.warp(block.timestamp + 10);
        pool.release();
        vm.assertEq(token.balanceOf(address(vault)), (BALANCE * 151 * 10) / (1000 * 365 days));
    }

    /// @dev 15.1 % a year, simple, is a little over 14 % of the balance when released daily.
    function test_release_daily_pays14PercentAYear() public {
        for (uint256 day; day < 365; ++day) {
            vm.warp(block.timestamp + 1 days);
            pool.release();
        }
        uint256 paid = token.balanceOf(address(vault));
        vm.assertApproxEqAbs(paid * 1_000_000 / BALANCE, 140_174, 5);
    }

    /// @dev What the appchain pays at the announced rate is there at the next release.
    function test_fuzz_release_coversTheRateItAnnounced(uint256 waitS, uint256 deposit) public {
        vm.warp(block.timestamp + 1 days);
        pool.release();
        uint256 rate = pool.atomicPerDay();
        waitS = bound(waitS, 1 days, 3 * 365 days);
        deposit = bound(deposit, 0, 50_000_000e9);
        token.transfer(address(pool), deposit);
        vm.warp(block.timestamp + waitS);
        uint256 before = token.balanceOf(address(vault));
        pool.release();
        // Both divisions round down: the rate by less than one unit per day.
        vm.assertGe(token.balanceOf(address(vault)) - before + 1, (rate * waitS) / 1 days);
    }

    function test_fuzz_release_neverMovesMoreThanThereIs(uint256 waitS) public {
        vm.warp(block.timestamp + bound(waitS, 1 days, 100 * 365 days));
        pool.release();
        vm.assertEq(token.balanceOf(address(vault)) + token.balanceOf(address(pool)), BALANCE);
    }

    function test_release_ofAnEmptyPoolAnnouncesZero() public {
        pool = RewardPool(
            proxied(address(new RewardPool()), abi.encodeCall(RewardPool.initialize, (poolParams())))
        );
        vm.warp(block.timestamp + 1 days);
        vm.expectEmit(address(pool));
        emit RewardPool.RewardRateSet(0);
        pool.release();
    }

    function test_release_revertsWhenPaused() public {
        vm.warp(block.timestamp + 1 days);
        vm.prank(GUARDIAN);
        pool.pause();
        vm.expectRevert(PausableUpgradeable.EnforcedPause.selector);
        pool.release();
    }

    function test_views_nameTokenAndVault() public view {
        vm.assertEq(pool.token(), address(token));
        vm.assertEq(pool.vault(), address(vault));
    }
}
