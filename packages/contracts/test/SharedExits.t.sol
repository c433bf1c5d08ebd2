// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IRegistryErrors} from "../src/interfaces/IRegistryErrors.sol";
import {IRegistryEvents} from "../src/interfaces/IRegistryEvents.sol";
import {Contributor, ExitLeaf, NodeStatus, NodeView} from "../src/interfaces/RegistryTypes.sol";
import {SharedNodes} from "./support/SharedNodes.sol";
import {bound, vm} from "./support/Vm.sol";

/// @notice How nodes leave that several contributors stake in, and how each gets its own back.
contract SharedExitsTest is SharedNodes {
    uint256 private constant NODES = 5;
    /// @dev The shared node: its number and its id.
    uint64 private constant N = 6;

    function setUp() public {
        deployNetwork(0);
        startNetwork(NODES);
    }

    function test_requestExitAsContributor_isForAnyContributor() public {
        registerSharedAs(PAYER, N, threeOf(N));
        vm.expectEmit(address(registry));
        emit IRegistryEvents.ExitRequested(N, stakerOf(N, 1));
        vm.prank(stakerOf(N, 1));
        registry.requestExitAsContributor(N, threeOf(N));
        vm.assertEq(registry.node(N).exitRequestedAtS, block.timestamp);
        vm.expectRevert(
            abi.encodeWithSelector(IRegistryErrors.ExitRequestedAlready.selector, N, uint64(block.timestamp))
        );
        vm.prank(operatorOf(N));
        registry.requestExit(N);
    }

    function test_requestExitAsContributor_makesASmallOneWait() public {
        registerSharedAs(PAYER, N, threeOf(N));
        Contributor[] memory list = threeOf(N);
        uint64 allowedAtS = uint64(block.timestamp) + SMALL_DELAY_S;
        vm.warp(allowedAtS - 1);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.ExitRequestTooEarly.selector, N, allowedAtS));
        vm.prank(stakerOf(N, 2));
        registry.requestExitAsContributor(N, list);
        vm.warp(allowedAtS);
        vm.prank(stakerOf(N, 2));
        registry.requestExitAsContributor(N, list);
    }

    function test_requestExitAsContributor_countsAQuarterAsLarge() public {
        uint256[] memory amounts = new uint256[](2);
        (amounts[0], amounts[1]) = (REQUIREMENT - REQUIREMENT / 4, REQUIREMENT / 4);
        registerSharedAs(PAYER, N, listOf(N, amounts));
        vm.prank(stakerOf(N, 1));
        registry.requestExitAsContributor(N, listOf(N, amounts));
    }

    function test_requestExitAsContributor_revertsForOthersAndForOtherLists() public {
        registerSharedAs(PAYER, N, threeOf(N));
        Contributor[] memory list = threeOf(N);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.CallerNotContributor.selector, N, STRANGER));
        vm.prank(STRANGER);
        registry.requestExitAsContributor(N, list);
        list[1].staker = STRANGER;
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.ContributorsUnexpected.selector, N));
        vm.prank(STRANGER);
        registry.requestExitAsContributor(N, list);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.NodeUnknown.selector, N + 1));
        registry.requestExitAsContributor(N + 1, list);
    }

    function test_requestExitAsContributor_revertsForASoloNode() public {
        Contributor[] memory list = new Contributor[](1);
        list[0] = Contributor(operatorOf(1), operatorOf(1), REQUIREMENT);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.ContributorsUnexpected.selector, 1));
        vm.prank(operatorOf(1));
        registry.requestExitAsContributor(1, list);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.ContributorsUnexpected.selector, 1));
        vm.prank(operatorOf(1));
        registry.requestExitAsContributor(1, new Contributor[](0));
    }

    function test_completeExit_keepsASharedStakeUntilItsListIsBrought() public {
        registerSharedAs(PAYER, N, threeOf(N));
        uint64 exitedAtS = uint64(block.timestamp);
        ExitLeaf memory leaf = exitLeaf(N, 0, 0);
        leaf.unlockAtS = exitedAtS - 1 days;
        acceptExit(N, leaf);
        vm.expectEmit(address(registry));
        emit IRegistryEvents.NodeExited(N, operatorOf(N), 0, REQUIREMENT, exitedAtS);
        registry.completeExit(leaf, new bytes32[](0));
        NodeView memory node = registry.node(N);
        vm.assertTrue(node.status == NodeStatus.Locked);
        vm.assertEq(node.unlockAtS, exitedAtS);
        vm.assertEq(node.contributorsHash, keccak256(abi.encode(threeOf(N))));
        vm.assertEq(registry.idOfEd25519Key(ed25519KeyOf(N)), 0);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.StakeShared.selector, N));
        registry.releaseStake(N);
        vm.prank(STRANGER);
        registry.releaseStakes(N, threeOf(N));
        _expectCredits(threeOf(N), 0);
        vm.assertTrue(registry.node(N).status == NodeStatus.None);
        vm.assertEq(registry.node(N).contributorsHash, bytes32(0));
    }

    function _expectCredits(Contributor[] memory list, uint256 penalty) private view {
        for (uint256 i; i < list.length; ++i) {
            vm.assertEq(registry.creditOf(list[i].staker), list[i].amount - (i == 0 ? penalty : 0));
            vm.assertEq(registry.creditOf(list[i].beneficiary), 0);
        }
    }

    function test_releaseStakes_waitsForTheLockAndTheRightList() public {
        registerSharedAs(PAYER, N, threeOf(N));
        Contributor[] memory list = threeOf(N);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.StakeNotLocked.selector, N));
        registry.releaseStakes(N, list);
        ExitLeaf memory leaf = exitLeaf(N, 1, 30 days);
        acceptExit(N, leaf);
        registry.completeExit(leaf, new bytes32[](0));
        vm.warp(leaf.unlockAtS - 1);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.StakeStillLocked.selector, N, leaf.unlockAtS));
        registry.releaseStakes(N, list);
        vm.warp(leaf.unlockAtS);
        list[1].staker = STRANGER;
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.ContributorsUnexpected.selector, N));
        registry.releaseStakes(N, list);
        list = threeOf(N);
        vm.expectEmit(address(registry));
        emit IRegistryEvents.StakeReleased(N, stakerOf(N, 1), 10_000e9);
        registry.releaseStakes(N, list);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.StakeNotLocked.selector, N));
        registry.releaseStakes(N, list);
        _expectCredits(list, 0);
    }

    function test_releaseStakes_revertsForASoloNode() public {
        ExitLeaf memory leaf = exitLeaf(1, 1, 1);
        acceptExit(NODES, leaf);
        registry.completeExit(leaf, new bytes32[](0));
        vm.warp(leaf.unlockAtS);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.ContributorsUnexpected.selector, 1));
        registry.releaseStakes(1, new Contributor[](0));
        registry.releaseStake(1);
    }

    function test_exitWithoutSnapshot_releasesAllContributorsEvenWhilePaused() public {
        registerSharedAs(PAYER, N, threeOf(N));
        vm.prank(GUARDIAN);
        registry.pause();
        vm.prank(stakerOf(N, 1));
        registry.requestExitAsContributor(N, threeOf(N));
        vm.warp(block.timestamp + EXIT_DELAY_S);
        registry.exitWithoutSnapshot(N);
        registry.releaseStakes(N, threeOf(N));
        for (uint256 i; i < 3; ++i) {
            vm.prank(stakerOf(N, i));
            registry.withdraw();
            vm.assertEq(token.balanceOf(stakerOf(N, i)), threeOf(N)[i].amount);
        }
        vm.assertEq(token.balanceOf(address(registry)), NODES * REQUIREMENT);
    }

    function test_fuzz_sharedStakes_returnToTheLastAtom(uint256 count, uint256 requirement, uint256 seed)
        public
    {
        count = bound(count, 2, 10);
        requirement = bound(requirement, 16, 100_000e9);
        registry.setStakingRequirement(requirement);
        Contributor[] memory list = splitOf(N, count, requirement, seed);
        registerSharedAs(PAYER, N, list);
        ExitLeaf memory leaf = exitLeaf(N, 0, 0);
        acceptExit(N, leaf);
        registry.completeExit(leaf, new bytes32[](0));
        registry.releaseStakes(N, list);
        _expectCredits(list, 0);
        for (uint256 i; i < count; ++i) {
            vm.prank(list[i].staker);
            registry.withdraw();
        }
        vm.assertEq(token.balanceOf(address(registry)), NODES * REQUIREMENT);
    }
}
