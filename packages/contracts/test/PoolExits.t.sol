// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ContributionPool} from "../src/pools/ContributionPool.sol";
import {IContributionPool, PoolState, PoolTerms, PoolView} from "../src/pools/IContributionPool.sol";
import {PoolTest} from "./support/PoolTest.sol";
import {bound, vm} from "./support/Vm.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

contract OtherToken is ERC20("Other", "O") {
    constructor() {
        _mint(msg.sender, 1e24);
    }
}

contract PoolExitsTest is PoolTest {
    function setUp() public {
        deployPools();
    }

    function _withdraw(ContributionPool from, address account) private {
        vm.prank(account);
        from.withdraw();
    }

    function _reset(ContributionPool of_) private {
        vm.prank(operatorOf(1));
        of_.reset();
    }

    function test_fuzz_withdraw_waitsADay(uint256 waitedS) public {
        ContributionPool opened = openedPool();
        contribute(opened, memberOf(1), 5_000e9);
        uint64 dueAtS = uint64(block.timestamp + 24 hours);
        vm.warp(block.timestamp + bound(waitedS, 0, 24 hours - 1));
        vm.expectRevert(abi.encodeWithSelector(IContributionPool.WithdrawTooEarly.selector, dueAtS));
        _withdraw(opened, memberOf(1));
        vm.warp(dueAtS);
        vm.expectEmit(address(opened));
        emit IContributionPool.ContributionWithdrawn(memberOf(1), 5_000e9, QUARTER);
        _withdraw(opened, memberOf(1));
        vm.assertEq(token.balanceOf(memberOf(1)), 5_000e9);
        vm.assertEq(opened.overview().contributed, QUARTER);
        vm.assertEq(opened.contributors().length, 1);
        vm.expectRevert(abi.encodeWithSelector(IContributionPool.NoContribution.selector, memberOf(1)));
        _withdraw(opened, memberOf(1));
    }

    function test_withdraw_opensAFullPoolAgain() public {
        ContributionPool filled = fullPool(4);
        vm.warp(block.timestamp + 1 days);
        uint256 amount = contributed(filled, memberOf(1));
        vm.expectEmit(address(filled));
        emit IContributionPool.StateChanged(PoolState.Open);
        _withdraw(filled, memberOf(1));
        PoolView memory seen = filled.overview();
        vm.assertTrue(seen.state == PoolState.Open);
        vm.assertEq(seen.fullAtS, 0);
        vm.assertEq(seen.contributors[1].staker, memberOf(3));
        vm.assertEq(seen.minimum, (amount + 6) / 7);
        contribute(filled, memberOf(5), amount);
        vm.assertTrue(filled.state() == PoolState.Full);
        vm.assertEq(filled.overview().fullAtS, block.timestamp);
    }

    /// @dev The moved contributor's books must follow it to its new place.
    function test_withdraw_leavesTheOthersBooksWhole() public {
        ContributionPool opened = openedPool();
        for (uint256 i = 1; i <= 3; ++i) {
            contribute(opened, memberOf(i), 3_000e9 + i);
        }
        vm.warp(block.timestamp + 1 days);
        _withdraw(opened, memberOf(1));
        contribute(opened, memberOf(3), 10);
        vm.assertEq(contributed(opened, memberOf(2)), 3_000e9 + 2);
        vm.assertEq(contributed(opened, memberOf(3)), 3_000e9 + 13);
        vm.warp(block.timestamp + 1 days);
        _withdraw(opened, memberOf(3));
        _withdraw(opened, memberOf(2));
        vm.assertEq(opened.overview().contributed, QUARTER);
        vm.assertEq(token.balanceOf(memberOf(3)), 3_000e9 + 13);
    }

    function test_withdraw_bringsTheReservationBack() public {
        uint256[] memory amounts = new uint256[](2);
        (amounts[0], amounts[1]) = (QUARTER, 4_000e9);
        ContributionPool made = createPool(1, reservationsOf(amounts));
        contribute(made, memberOf(0), QUARTER);
        contribute(made, memberOf(1), 5_000e9);
        vm.warp(block.timestamp + 1 days);
        _withdraw(made, memberOf(1));
        vm.assertEq(made.overview().reservedOpen, 4_000e9);
        (uint256 least, uint256 most) = made.limitsOf(memberOf(1));
        vm.assertEq(least, 4_000e9);
        vm.assertEq(most, REQUIREMENT - QUARTER);
    }

    /// @dev Who had brought more than was reserved leaves: the difference can only be added by those who are there.
    function test_withdraw_mayLeaveWhatOnlyContributorsCanBring() public {
        uint256[] memory amounts = new uint256[](2);
        (amounts[0], amounts[1]) = (QUARTER, 4_000e9);
        ContributionPool made = createPool(1, reservationsOf(amounts));
        contribute(made, memberOf(0), QUARTER);
        contribute(made, memberOf(1), 5_000e9);
        for (uint256 i = 2; i < 10; ++i) {
            contribute(made, memberOf(i), made.minimumContribution());
        }
        vm.assertTrue(made.state() == PoolState.Full);
        vm.warp(block.timestamp + 1 days);
        _withdraw(made, memberOf(1));
        vm.assertEq(made.minimumContribution(), 0);
        (uint256 least, uint256 most) = made.limitsOf(memberOf(10));
        vm.assertEq(least, 1);
        vm.assertEq(most, 0);
        contribute(made, memberOf(5), 1_000e9);
        contribute(made, memberOf(1), 4_000e9);
        vm.assertTrue(made.state() == PoolState.Full);
    }

    function test_withdraw_isNotTheOperatorsWay() public {
        ContributionPool opened = openedPool();
        vm.warp(block.timestamp + 2 days);
        vm.expectRevert(IContributionPool.OperatorLeavesByReset.selector);
        _withdraw(opened, operatorOf(1));
    }

    function test_withdraw_isOpenAtOnceWhenAKeyIsTaken() public {
        ContributionPool opened = openedPool();
        contribute(opened, memberOf(1), 5_000e9);
        vm.assertTrue(opened.isRegistrable());
        registerNode(1);
        vm.assertFalse(opened.isRegistrable());
        _withdraw(opened, memberOf(1));
        vm.assertEq(token.balanceOf(memberOf(1)), 5_000e9);
    }

    function test_withdraw_isOpenAtOnceWhenTheProofIsWrong() public {
        ContributionPool made = createPool();
        PoolTerms memory terms = termsFor(1, address(0xbad), FEE_BPS);
        vm.prank(operatorOf(1));
        made.setTerms(terms);
        contribute(made, operatorOf(1), QUARTER);
        contribute(made, memberOf(1), 5_000e9);
        vm.assertFalse(made.isRegistrable());
        _withdraw(made, memberOf(1));
        vm.assertEq(token.balanceOf(memberOf(1)), 5_000e9);
    }

    function test_withdraw_isOpenAtOnceWhileTheRegistryIsPausedOrSilent() public {
        ContributionPool opened = openedPool();
        contribute(opened, memberOf(1), 5_000e9);
        contribute(opened, memberOf(2), 5_000e9);
        registry.pause();
        _withdraw(opened, memberOf(1));
        registry.unpause();
        vm.mockCallRevert(address(registry), abi.encodeCall(registry.stakingRequirement, ()), "silent");
        _withdraw(opened, memberOf(2));
        _reset(opened);
        vm.assertEq(opened.requirement(), REQUIREMENT);
        _withdraw(opened, operatorOf(1));
        vm.assertEq(token.balanceOf(address(opened)), 0);
        vm.assertEq(token.balanceOf(operatorOf(1)), QUARTER);
    }

    function test_reset_creditsEverybody() public {
        ContributionPool filled = fullPool(4);
        uint256 first = contributed(filled, memberOf(1));
        bytes32 termsHash = filled.termsHash();
        vm.expectEmit(address(filled));
        emit IContributionPool.ContributionCredited(memberOf(1), first);
        vm.expectEmit(address(filled));
        emit IContributionPool.StateChanged(PoolState.WaitingForOperator);
        vm.expectEmit(address(filled));
        emit IContributionPool.PoolReset(REQUIREMENT, termsHash);
        _reset(filled);
        vm.assertEq(filled.overview().contributed, 0);
        vm.assertEq(filled.overview().fullAtS, 0);
        vm.assertEq(filled.contributors().length, 0);
        vm.assertEq(filled.creditOf(memberOf(1)), first);
        vm.expectEmit(address(filled));
        emit IContributionPool.CreditPaid(memberOf(1), first);
        filled.payCredit(memberOf(1));
        vm.assertEq(token.balanceOf(memberOf(1)), first);
        vm.expectRevert(abi.encodeWithSelector(IContributionPool.NoCredit.selector, memberOf(1)));
        filled.payCredit(memberOf(1));
        for (uint256 i; i < 4; ++i) {
            if (i != 1) _withdraw(filled, memberOf(i));
        }
        vm.assertEq(token.balanceOf(address(filled)), 0);
    }

    function test_reset_isTheOperatorsAndNotAfterTheRegistration() public {
        ContributionPool filled = fullPool(2);
        vm.expectRevert(abi.encodeWithSelector(IContributionPool.CallerNotPoolOperator.selector, STRANGER));
        vm.prank(STRANGER);
        filled.reset();
        filled.finalize();
        vm.expectRevert(IContributionPool.PoolEnded.selector);
        _reset(filled);
        vm.expectRevert(IContributionPool.PoolEnded.selector);
        vm.prank(operatorOf(1));
        filled.setAutoFinalize(false);
        vm.expectRevert(IContributionPool.PoolEnded.selector);
        vm.prank(memberOf(1));
        filled.setBeneficiary(STRANGER);
    }

    function test_reset_endsReservations() public {
        uint256[] memory amounts = new uint256[](2);
        (amounts[0], amounts[1]) = (QUARTER, 4_000e9);
        ContributionPool made = createPool(1, reservationsOf(amounts));
        _reset(made);
        vm.assertEq(made.reservations().length, 0);
        vm.assertEq(made.overview().reservedOpen, 0);
        contribute(made, memberOf(0), QUARTER);
        vm.assertEq(made.minimumContribution(), (REQUIREMENT - QUARTER + 8) / 9);
    }

    /// @dev Who contributed before and after a reset has both: a credit and a contribution.
    function test_reset_keepsCreditsApartFromNewContributions() public {
        ContributionPool opened = openedPool();
        contribute(opened, memberOf(1), 5_000e9);
        _reset(opened);
        contribute(opened, memberOf(0), QUARTER);
        contribute(opened, memberOf(1), 4_000e9);
        vm.expectRevert(
            abi.encodeWithSelector(
                IContributionPool.WithdrawTooEarly.selector, uint64(block.timestamp + 24 hours)
            )
        );
        _withdraw(opened, memberOf(1));
        opened.payCredit(memberOf(1));
        vm.assertEq(token.balanceOf(memberOf(1)), 5_000e9);
        _reset(opened);
        contribute(opened, memberOf(0), QUARTER);
        contribute(opened, memberOf(1), 3_000e9);
        vm.warp(block.timestamp + 1 days);
        _withdraw(opened, memberOf(1));
        vm.assertEq(token.balanceOf(memberOf(1)), 12_000e9);
    }

    /// @dev Reset, other terms, own contribution: one transaction of the operator's.
    function test_multicall_startsOverInOneTransaction() public {
        ContributionPool opened = openedPool();
        PoolTerms memory terms = termsFor(1, address(opened), 100);
        give(token, operatorOf(1), address(opened), REQUIREMENT / 2);
        bytes32 hash = termsHashOf(address(opened), terms, REQUIREMENT);
        bytes[] memory calls = new bytes[](4);
        calls[0] = abi.encodeCall(IContributionPool.reset, ());
        calls[1] = abi.encodeCall(IContributionPool.setTerms, (terms));
        calls[2] = abi.encodeCall(IContributionPool.contribute, (REQUIREMENT / 2, address(0), hash));
        calls[3] = abi.encodeCall(IContributionPool.payCredit, (operatorOf(1)));
        vm.prank(operatorOf(1));
        opened.multicall(calls);
        vm.assertEq(opened.overview().contributed, REQUIREMENT / 2);
        vm.assertEq(opened.overview().feeBps, 100);
        vm.assertEq(token.balanceOf(operatorOf(1)), QUARTER);
    }

    function test_fuzz_rescue_takesOnlyWhatBelongsToNobody(uint256 stray, uint256 stage) public {
        stray = bound(stray, 1, 1_000_000e9);
        stage = bound(stage, 0, 3);
        ContributionPool made = stage == 0 ? openedPool() : fullPool(3);
        if (stage == 2) _reset(made);
        if (stage == 3) made.finalize();
        uint256 owed = token.balanceOf(address(made));
        token.transfer(address(made), stray);
        vm.expectEmit(address(made));
        emit IContributionPool.TokenRescued(address(token), operatorOf(1), stray);
        vm.prank(operatorOf(1));
        made.rescue(token);
        vm.assertEq(token.balanceOf(operatorOf(1)), stray);
        vm.assertEq(token.balanceOf(address(made)), owed);
        vm.expectRevert(abi.encodeWithSelector(IContributionPool.NothingToRescue.selector, address(token)));
        vm.prank(operatorOf(1));
        made.rescue(token);
    }

    function test_rescue_returnsOtherTokensToTheOperator() public {
        ContributionPool opened = openedPool();
        OtherToken other = new OtherToken();
        other.transfer(address(opened), 7);
        vm.expectRevert(abi.encodeWithSelector(IContributionPool.CallerNotPoolOperator.selector, STRANGER));
        vm.prank(STRANGER);
        opened.rescue(IERC20(address(other)));
        vm.prank(operatorOf(1));
        opened.rescue(IERC20(address(other)));
        vm.assertEq(other.balanceOf(operatorOf(1)), 7);
    }

    /// @dev Neither strays nor the credits of others pay a stake that the registry has.
    function test_withdraw_paysNoStakeThatTheRegistryHas() public {
        ContributionPool made = fullPool(3);
        _reset(made);
        fill(made, 3);
        made.finalize();
        made.payCredit(memberOf(1));
        token.transfer(address(made), REQUIREMENT);
        vm.warp(block.timestamp + 2 days);
        vm.expectRevert(abi.encodeWithSelector(IContributionPool.NoContribution.selector, memberOf(1)));
        _withdraw(made, memberOf(1));
    }

    function test_creditsStayPayableAfterTheRegistration() public {
        ContributionPool made = fullPool(3);
        uint256 credit = contributed(made, memberOf(2));
        _reset(made);
        fill(made, 2);
        made.finalize();
        _withdraw(made, memberOf(2));
        vm.assertEq(token.balanceOf(memberOf(2)), credit);
        vm.expectRevert(abi.encodeWithSelector(IContributionPool.NoCredit.selector, STRANGER));
        made.payCredit(STRANGER);
    }
}
