// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Governed} from "../src/Governed.sol";
import {IRegistryErrors} from "../src/interfaces/IRegistryErrors.sol";
import {IRegistryEvents} from "../src/interfaces/IRegistryEvents.sol";
import {Contributor, ExitLeaf, NodeStatus} from "../src/interfaces/RegistryTypes.sol";
import {RegistryFace} from "./support/RegistryFace.sol";
import {SharedNodes} from "./support/SharedNodes.sol";
import {bound, vm} from "./support/Vm.sol";
import {PausableUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/PausableUpgradeable.sol";

/// @notice What an operator loses whose node outstays its time.
contract LiquidationTest is SharedNodes {
    uint256 private constant NODES = 5;
    uint64 private constant N = 6;
    address private constant LIQUIDATOR = address(0x11b);
    /// @dev 3 and 17 basis points of 25,000 tokens.
    uint256 private constant BOUNTY = 7.5e9;
    uint256 private constant POOL_PART = 42.5e9;

    bytes32[] private empty;
    Contributor[] private nobody;

    function setUp() public {
        deployNetwork(0);
        startNetwork(NODES);
    }

    /// @dev A leaf that the network lists now and that can be liquidated at once.
    function _late(uint256 count, uint64 id, uint8 kind) private returns (ExitLeaf memory leaf) {
        leaf = exitLeaf(id, kind, 0);
        leaf.eligibleAtS -= LIQUIDATION_DELAY_S;
        leaf.unlockAtS = leaf.eligibleAtS;
        acceptExit(count, leaf);
    }

    function _liquidate(ExitLeaf memory leaf, Contributor[] memory list) private {
        vm.prank(LIQUIDATOR);
        registry.liquidate(leaf, empty, list);
    }

    function test_liquidate_takesThePenaltyOfASoloNodeAndCreditsTheRest() public {
        ExitLeaf memory leaf = _late(NODES, 3, 0);
        uint256 left = REQUIREMENT - BOUNTY - POOL_PART;
        vm.expectEmit(address(registry));
        emit IRegistryEvents.NodeExited(3, operatorOf(3), 0, left, uint64(block.timestamp));
        vm.expectEmit(address(registry));
        emit IRegistryEvents.StakeReleased(3, operatorOf(3), left);
        vm.expectEmit(address(registry));
        emit IRegistryEvents.NodeLiquidated(3, LIQUIDATOR, BOUNTY + POOL_PART, BOUNTY);
        _liquidate(leaf, nobody);
        vm.assertEq(token.balanceOf(LIQUIDATOR), BOUNTY);
        vm.assertEq(token.balanceOf(address(pool)), POOL_PART);
        vm.assertEq(registry.creditOf(operatorOf(3)), left);
        vm.assertTrue(registry.node(3).status == NodeStatus.None);
        vm.prank(operatorOf(3));
        registry.withdraw();
        vm.assertEq(token.balanceOf(address(registry)), (NODES - 1) * REQUIREMENT);
    }

    function test_liquidate_takesFromTheOperatorOfASharedNodeOnly() public {
        Contributor[] memory list = threeOf(N);
        registerSharedAs(PAYER, N, list);
        ExitLeaf memory leaf = _late(N, N, 1);
        _liquidate(leaf, list);
        // 3 and 17 basis points of the operator's own 10,000
        vm.assertEq(token.balanceOf(LIQUIDATOR), 3e9);
        vm.assertEq(token.balanceOf(address(pool)), 17e9);
        vm.assertEq(registry.node(N).stake, REQUIREMENT - 20e9);
        registry.releaseStakes(N, list);
        vm.assertEq(registry.creditOf(operatorOf(N)), 10_000e9 - 20e9);
        vm.assertEq(registry.creditOf(stakerOf(N, 1)), 10_000e9);
        vm.assertEq(registry.creditOf(stakerOf(N, 2)), 5_000e9);
    }

    function test_liquidate_locksWhatIsLeftOfADeregisteredStake() public {
        ExitLeaf memory leaf = exitLeaf(3, 1, 20 days);
        leaf.eligibleAtS -= LIQUIDATION_DELAY_S;
        acceptExit(NODES, leaf);
        _liquidate(leaf, nobody);
        uint256 left = REQUIREMENT - BOUNTY - POOL_PART;
        vm.assertEq(registry.node(3).stake, left);
        vm.assertEq(registry.creditOf(operatorOf(3)), 0);
        vm.warp(leaf.unlockAtS);
        registry.releaseStake(3);
        vm.assertEq(registry.creditOf(operatorOf(3)), left);
    }

    /// @dev Bounty down, pool up, nothing lost between them, and never more than there is.
    function test_fuzz_liquidate_roundsForThePoolAndConserves(
        uint256 requirement,
        uint256 count,
        uint256 seed
    ) public {
        requirement = bound(requirement, 16, 1_000_000e9);
        count = bound(count, 1, 10);
        registry.setStakingRequirement(requirement);
        Contributor[] memory list = splitOf(N, count, requirement, seed);
        registerSharedAs(PAYER, N, list);
        _liquidate(_late(N, N, 0), count == 1 ? nobody : list);
        uint256 own = list[0].amount;
        uint256 bounty = token.balanceOf(LIQUIDATOR);
        uint256 poolPart = token.balanceOf(address(pool));
        vm.assertEq(bounty, own * 3 / 10_000);
        vm.assertEq(poolPart, (own * 17 + 9_999) / 10_000);
        if (count > 1) registry.releaseStakes(N, list);
        vm.assertEq(registry.creditOf(operatorOf(N)), own - bounty - poolPart);
        for (uint256 i = 1; i < count; ++i) {
            vm.assertEq(registry.creditOf(list[i].staker), list[i].amount);
        }
        vm.assertEq(token.balanceOf(address(registry)), NODES * REQUIREMENT + requirement - bounty - poolPart);
    }

    function test_liquidate_revertsBeforeTheDelayIsOver() public {
        ExitLeaf memory leaf = exitLeaf(3, 0, 0);
        acceptExit(NODES, leaf);
        uint256 allowedAtS = leaf.eligibleAtS + LIQUIDATION_DELAY_S;
        vm.warp(allowedAtS - 1);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.LiquidationTooEarly.selector, 3, allowedAtS));
        registry.liquidate(leaf, empty, nobody);
        vm.warp(allowedAtS);
        registry.liquidate(leaf, empty, nobody);
    }

    function test_liquidate_revertsForARefusedRegistration() public {
        ExitLeaf memory leaf = _late(NODES, 3, 2);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.ExitKindNotLiquidatable.selector, 2));
        registry.liquidate(leaf, empty, nobody);
        registry.completeExit(leaf, empty);
        vm.assertEq(registry.creditOf(operatorOf(3)), REQUIREMENT);
    }

    function test_liquidate_revertsWithoutAProof() public {
        ExitLeaf memory leaf = _late(NODES, 3, 0);
        leaf.unlockAtS -= 1;
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.ExitNotProven.selector, 3));
        registry.liquidate(leaf, empty, nobody);
        leaf.id = 4;
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.ExitNotProven.selector, 4));
        registry.liquidate(leaf, empty, nobody);
        leaf.id = 99;
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.NodeUnknown.selector, 99));
        registry.liquidate(leaf, empty, nobody);
    }

    function test_liquidate_revertsOnALockBeyondTheLimit() public {
        ExitLeaf memory leaf = exitLeaf(3, 1, 90 days + 1);
        leaf.eligibleAtS -= LIQUIDATION_DELAY_S;
        acceptExit(NODES, leaf);
        vm.expectRevert(
            abi.encodeWithSelector(
                IRegistryErrors.ExitLockTooLong.selector, leaf.unlockAtS, block.timestamp + 90 days
            )
        );
        registry.liquidate(leaf, empty, nobody);
    }

    function test_liquidate_needsTheListThatWasRegistered() public {
        registerSharedAs(PAYER, N, threeOf(N));
        ExitLeaf memory leaf = _late(N, N, 0);
        Contributor[] memory list = threeOf(N);
        list[0].amount -= 1;
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.ContributorsUnexpected.selector, N));
        registry.liquidate(leaf, empty, list);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.ContributorsUnexpected.selector, N));
        registry.liquidate(leaf, empty, nobody);
        leaf = _late(N, 3, 0);
        list = threeOf(3);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.ContributorsUnexpected.selector, 3));
        registry.liquidate(leaf, empty, list);
    }

    function test_liquidate_happensOnce() public {
        ExitLeaf memory leaf = _late(NODES, 3, 0);
        _liquidate(leaf, nobody);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.NodeUnknown.selector, 3));
        registry.liquidate(leaf, empty, nobody);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.NodeUnknown.selector, 3));
        registry.completeExit(leaf, empty);
    }

    /// @dev Whoever completes the exit first spares the operator the penalty.
    function test_completeExit_worksInsteadOfALiquidation() public {
        ExitLeaf memory leaf = _late(NODES, 3, 0);
        registry.completeExit(leaf, empty);
        vm.assertEq(registry.creditOf(operatorOf(3)), REQUIREMENT);
    }

    function test_liquidate_revertsWhenPaused() public {
        ExitLeaf memory leaf = _late(NODES, 3, 0);
        vm.prank(GUARDIAN);
        registry.pause();
        vm.expectRevert(PausableUpgradeable.EnforcedPause.selector);
        registry.liquidate(leaf, empty, nobody);
    }

    function test_setRewardPool_worksOnceAndIsForTheManager() public {
        registry = deployRegistry(address(token), 0);
        vm.expectRevert(abi.encodeWithSelector(Governed.CallerNotManager.selector, STRANGER));
        vm.prank(STRANGER);
        registry.setRewardPool(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(Governed.AddressZero.selector, bytes32("rewardPool")));
        registry.setRewardPool(address(0));
        vm.assertEq(registry.rewardPool(), address(0));
        vm.expectEmit(address(registry));
        emit IRegistryEvents.RewardPoolSet(address(pool));
        vm.prank(MANAGER);
        registry.setRewardPool(address(pool));
        vm.assertEq(registry.rewardPool(), address(pool));
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.RewardPoolSetAlready.selector, address(pool)));
        vm.prank(MANAGER);
        registry.setRewardPool(STRANGER);
    }

    function test_liquidate_revertsUntilThePoolIsKnown() public {
        registry = deployRegistry(address(token), 0);
        startNetwork(NODES);
        ExitLeaf memory leaf = _late(NODES, 3, 0);
        vm.expectRevert(IRegistryErrors.RewardPoolUnset.selector);
        registry.liquidate(leaf, empty, nobody);
    }

    function test_annex_isNothingByItself() public {
        RegistryFace annex = RegistryFace(registry.annex());
        vm.assertEq(annex.nodeCount(), 0);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.NodeUnknown.selector, 1));
        annex.requestExit(1);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.NothingToWithdraw.selector, address(this)));
        annex.withdraw();
        vm.assertEq(annex.owner(), address(0));
    }

    function test_unknownFunctionsAndValueAreRefused() public {
        (bool done,) = address(registry).call(hex"deadbeef");
        vm.assertFalse(done);
        (done,) = address(registry).call{value: 1}("");
        vm.assertFalse(done);
        (done,) = address(registry).call{value: 1}(abi.encodeCall(registry.withdraw, ()));
        vm.assertFalse(done);
    }
}
