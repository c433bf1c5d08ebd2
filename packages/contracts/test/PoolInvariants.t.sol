// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SessionToken} from "../src/SessionToken.sol";
import {ContributionPool} from "../src/pools/ContributionPool.sol";
import {PoolState, PoolView, Reservation} from "../src/pools/IContributionPool.sol";
import {RegistryFace} from "./support/RegistryFace.sol";
import {PoolHandler} from "./support/PoolHandler.sol";
import {vm} from "./support/Vm.sol";

/// @notice What holds for pools after any sequence of moves.
contract PoolInvariantsTest {
    PoolHandler private handler;
    SessionToken private token;
    RegistryFace private registry;

    function setUp() public {
        handler = new PoolHandler();
        token = SessionToken(handler.supply());
        registry = RegistryFace(handler.theRegistry());
    }

    function targetContracts() external view returns (address[] memory list) {
        list = new address[](1);
        list[0] = address(handler);
    }

    /// @dev The way out of everybody is checked at the end of each run, not by chance in its middle.
    function excludeSelectors() external view returns (FuzzSelector[] memory list) {
        list = new FuzzSelector[](1);
        list[0].addr = address(handler);
        list[0].selectors = new bytes4[](1);
        list[0].selectors[0] = PoolHandler.everybodyLeaves.selector;
    }

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function afterInvariant() external {
        handler.everybodyLeaves();
        ContributionPool[] memory all = handler.pools();
        for (uint256 p; p < all.length; ++p) {
            vm.assertEq(token.balanceOf(address(all[p])), handler.strayOf(all[p]), "left behind");
        }
    }

    function invariant_aPoolHoldsContributionsAndCreditsAndNothingLess() external view {
        ContributionPool[] memory all = handler.pools();
        for (uint256 p; p < all.length; ++p) {
            uint256 owed = handler.strayOf(all[p]);
            for (uint256 i; i < handler.ACCOUNTS(); ++i) {
                address account = handler.accountOf(i);
                uint256 ofOne = all[p].creditOf(account);
                if (all[p].state() != PoolState.Registered) ofOne += _contributed(all[p], account);
                vm.assertEq(ofOne, handler.paidIn(all[p], account), "paid in");
                owed += ofOne;
            }
            vm.assertEq(token.balanceOf(address(all[p])), owed, "balance");
        }
    }

    function invariant_theBooksOfAPoolAgree() external view {
        ContributionPool[] memory all = handler.pools();
        for (uint256 p; p < all.length; ++p) {
            PoolView memory seen = all[p].overview();
            uint256 sum;
            for (uint256 i; i < seen.contributors.length; ++i) {
                address staker = seen.contributors[i].staker;
                sum += seen.contributors[i].amount;
                vm.assertTrue(seen.contributors[i].amount != 0);
                vm.assertTrue(seen.contributors[i].beneficiary != address(0));
                vm.assertEq(seen.contributors[i].amount, _contributed(all[p], staker));
            }
            vm.assertEq(sum, seen.contributed, "sum");
            vm.assertLe(seen.contributed + seen.reservedOpen, seen.requirement, "never more than the stake");
            vm.assertLe(seen.contributors.length, 10, "contributors");
            if (sum != 0) {
                vm.assertEq(seen.contributors[0].staker, seen.operator);
                vm.assertGe(seen.contributors[0].amount * 4, seen.requirement);
            }
        }
    }

    function invariant_theStateFollowsFromTheBooks() external view {
        ContributionPool[] memory all = handler.pools();
        for (uint256 p; p < all.length; ++p) {
            PoolView memory seen = all[p].overview();
            bool isComplete = seen.contributed == seen.requirement;
            bool isFull = seen.state == PoolState.Full || seen.state == PoolState.Registered;
            vm.assertTrue(isComplete == isFull);
            vm.assertTrue(isFull == (seen.fullAtS != 0));
            vm.assertTrue((seen.contributed == 0) == (seen.state == PoolState.WaitingForOperator));
        }
    }

    function invariant_reservedPlacesStayOpen() external view {
        ContributionPool[] memory all = handler.pools();
        for (uint256 p; p < all.length; ++p) {
            Reservation[] memory list = all[p].reservations();
            uint256 open;
            for (uint256 i; i < list.length; ++i) {
                if (_contributed(all[p], list[i].contributor) != 0) continue;
                open += list[i].amount;
                if (i != 0 && all[p].state() == PoolState.WaitingForOperator) continue;
                (uint256 least, uint256 most) = all[p].limitsOf(list[i].contributor);
                vm.assertEq(least, list[i].amount, "least of a reservation");
                vm.assertGe(most, list[i].amount);
            }
            vm.assertEq(open, all[p].overview().reservedOpen, "reserved");
        }
    }

    function invariant_aRegisteredNodeIsExactlyItsPool() external view {
        ContributionPool[] memory all = handler.pools();
        for (uint256 p; p < all.length; ++p) {
            PoolView memory seen = all[p].overview();
            uint64 id = registry.idOfEd25519Key(seen.ed25519Key);
            vm.assertTrue((id != 0) == (seen.state == PoolState.Registered));
            if (id == 0) continue;
            bytes32 books =
                seen.contributors.length == 1 ? bytes32(0) : keccak256(abi.encode(seen.contributors));
            vm.assertEq(registry.node(id).contributorsHash, books);
            vm.assertEq(registry.node(id).stake, seen.contributed);
            vm.assertEq(registry.node(id).operator, seen.operator);
            vm.assertEq(registry.node(id).feeBps, seen.feeBps);
        }
    }

    /// @dev Guards the invariants themselves: random moves do reach every kind of change.
    function test_handler_reachesEveryMove() external {
        for (uint256 step; step < 1_500; ++step) {
            uint256 random = uint256(keccak256(abi.encode("pool move", step)));
            (uint256 a, uint256 b, uint256 c) = (random >> 8, random >> 72, random >> 136);
            random %= 16;
            if (random < 5) handler.contribute(a, b, c, random);
            if (random == 5) handler.complete(a, b);
            if (random == 6 || random == 7) handler.withdraw(a, b);
            if (random == 8) handler.payCredit(a, b);
            if (random == 9 && c % 3 == 0) handler.reset(a);
            if (random == 10) handler.finalize(a, b);
            if (random == 11) handler.reserve(a, b, c);
            if (random == 12) handler.changeTerms(a, b, c % 2 == 0);
            if (random == 13) handler.setRequirement(a);
            if (random == 14) handler.wait(a);
            if (random == 15) handler.donate(a, b);
            if (step % 50 == 0) handler.rescue(a);
        }
        vm.assertGe(handler.resets(), 5);
        vm.assertGe(handler.withdrawals(), 20);
        vm.assertGe(handler.reopened(), 1);
        vm.assertGe(handler.finalized(), 3);
        handler.everybodyLeaves();
    }

    function _contributed(ContributionPool to, address account) private view returns (uint256 amount) {
        (amount,,) = to.contributionOf(account);
    }
}
