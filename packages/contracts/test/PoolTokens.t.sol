// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ContributionPool} from "../src/pools/ContributionPool.sol";
import {IContributionPool} from "../src/pools/IContributionPool.sol";
import {HostileToken} from "./Reentrancy.t.sol";
import {MoodyToken} from "./support/MoodyToken.sol";
import {PoolTest} from "./support/PoolTest.sol";
import {vm} from "./support/Vm.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

/// @notice Pools on tokens that misbehave: nobody's mood may cost another contributor anything.
contract PoolTokensTest is PoolTest {
    MoodyToken private moody;
    HostileToken private hostile;

    function setUp() public {
        deployPools();
        moody = new MoodyToken();
        hostile = new HostileToken();
    }

    function _openedOn(ERC20 other) private returns (ContributionPool opened) {
        registry = deployRegistry(address(other), 0);
        factory = deployFactory(address(registry));
        opened = openedPool();
    }

    function test_contribute_refusesATokenThatKeepsAFee() public {
        ContributionPool opened = _openedOn(moody);
        give(moody, memberOf(1), address(opened), 5_000e9);
        moody.setFee(100);
        bytes32 termsHash = opened.termsHash();
        vm.expectRevert(
            abi.encodeWithSelector(IContributionPool.TransferIncomplete.selector, 4_950e9, 5_000e9)
        );
        vm.prank(memberOf(1));
        opened.contribute(5_000e9, address(0), termsHash);
    }

    function test_reset_worksWhileTheTokenIsPaused() public {
        ContributionPool opened = _openedOn(moody);
        contribute(opened, memberOf(1), 5_000e9);
        vm.warp(block.timestamp + 1 days);
        moody.setPaused(true);
        vm.expectRevert(MoodyToken.MoodyTokenPaused.selector);
        vm.prank(memberOf(1));
        opened.withdraw();
        vm.prank(operatorOf(1));
        opened.reset();
        vm.expectRevert(MoodyToken.MoodyTokenPaused.selector);
        opened.payCredit(memberOf(1));
        moody.setPaused(false);
        opened.payCredit(memberOf(1));
        opened.payCredit(operatorOf(1));
        vm.assertEq(moody.balanceOf(memberOf(1)), 5_000e9);
        vm.assertEq(moody.balanceOf(operatorOf(1)), QUARTER);
    }

    function test_refunds_areNotBlockedByOneReceiver() public {
        ContributionPool opened = _openedOn(moody);
        contribute(opened, memberOf(1), 5_000e9);
        contribute(opened, memberOf(2), 4_000e9);
        moody.setBlocked(memberOf(1), true);
        vm.prank(operatorOf(1));
        opened.reset();
        opened.payCredit(memberOf(2));
        opened.payCredit(operatorOf(1));
        vm.assertEq(moody.balanceOf(memberOf(2)), 4_000e9);
        vm.expectRevert(abi.encodeWithSelector(MoodyToken.MoodyTokenBlocked.selector, memberOf(1)));
        opened.payCredit(memberOf(1));
        vm.expectRevert(abi.encodeWithSelector(IContributionPool.NothingToRescue.selector, address(moody)));
        vm.prank(operatorOf(1));
        opened.rescue(moody);
        vm.assertEq(opened.creditOf(memberOf(1)), 5_000e9);
        moody.setBlocked(memberOf(1), false);
        opened.payCredit(memberOf(1));
        vm.assertEq(moody.balanceOf(memberOf(1)), 5_000e9);
    }

    function _expectBlocked() private view {
        vm.assertEq(
            hostile.reentryRevert(),
            abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector)
        );
    }

    /// @dev While tokens move, every function that moves tokens or changes who has them is shut.
    function test_noMoneyPathCanBeReentered() public {
        ContributionPool opened = _openedOn(hostile);
        contribute(opened, memberOf(1), 5_000e9);
        bytes32 termsHash = opened.termsHash();
        bytes[] memory calls = new bytes[](6);
        calls[0] = abi.encodeCall(IContributionPool.withdraw, ());
        calls[1] = abi.encodeCall(IContributionPool.contribute, (1, address(0), termsHash));
        calls[2] = abi.encodeCall(IContributionPool.payCredit, (memberOf(1)));
        calls[3] = abi.encodeCall(IContributionPool.reset, ());
        calls[4] = abi.encodeCall(IContributionPool.finalize, ());
        calls[5] = abi.encodeCall(IContributionPool.rescue, (IERC20(address(hostile))));
        give(hostile, memberOf(1), address(opened), 100);
        for (uint256 i; i < calls.length; ++i) {
            hostile.callBack(address(opened), calls[i]);
            vm.prank(memberOf(1));
            opened.contribute(1, address(0), termsHash);
            _expectBlocked();
        }
        vm.warp(block.timestamp + 1 days);
        hostile.callBack(address(opened), calls[0]);
        vm.prank(memberOf(1));
        opened.withdraw();
        _expectBlocked();
        hostile.callBack(address(0), "");
        contribute(opened, memberOf(2), REQUIREMENT - QUARTER);
        hostile.callBack(address(opened), calls[3]);
        opened.finalize();
        _expectBlocked();
        vm.assertEq(hostile.balanceOf(address(registry)), REQUIREMENT);
    }

    function test_credits_cannotBeTakenTwice() public {
        ContributionPool opened = _openedOn(hostile);
        contribute(opened, memberOf(1), 5_000e9);
        vm.prank(operatorOf(1));
        opened.reset();
        hostile.callBack(address(opened), abi.encodeCall(IContributionPool.payCredit, (memberOf(1))));
        opened.payCredit(memberOf(1));
        _expectBlocked();
        vm.assertEq(hostile.balanceOf(memberOf(1)), 5_000e9);
    }
}
