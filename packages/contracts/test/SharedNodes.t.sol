// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IRegistryErrors} from "../src/interfaces/IRegistryErrors.sol";
import {IRegistryEvents} from "../src/interfaces/IRegistryEvents.sol";
import {Contributor, ExitLeaf, NodeStatus, NodeView} from "../src/interfaces/RegistryTypes.sol";
import {BLS12381, G1Point, G2Point} from "../src/libraries/BLS12381.sol";
import {SharedNodes} from "./support/SharedNodes.sol";
import {bound, vm} from "./support/Vm.sol";
import {PausableUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/PausableUpgradeable.sol";

/// @notice The life of nodes that several contributors stake in.
contract SharedNodesTest is SharedNodes {
    uint256 private constant NODES = 5;
    /// @dev The shared node: its number and its id.
    uint64 private constant N = 6;

    function setUp() public {
        deployNetwork(0);
        startNetwork(NODES);
    }

    /// @dev Expects the registration of `list` with a lawful proof to fail.
    function _expectRefused(Contributor[] memory list, bytes memory revertData) private {
        G1Point memory key = keyOf(N);
        G2Point memory proof;
        vm.expectRevert(revertData);
        vm.prank(operatorOf(N));
        registry.registerShared(key, proof, ed25519KeyOf(N), ed25519SignatureOf(N), 500, list);
    }

    function test_registerShared_recordsTheHashAndTakesTheWholeStakeFromThePayer() public {
        Contributor[] memory list = threeOf(N);
        fundPayer(PAYER);
        G1Point memory key = keyOf(N);
        G2Point memory proof = sharedProofOf(N, 500, PAYER, list);
        vm.expectEmit(address(registry));
        emit IRegistryEvents.NodeRegistered(
            N, operatorOf(N), ed25519KeyOf(N), key, ed25519SignatureOf(N), 500, list, PAYER
        );
        vm.prank(PAYER);
        registry.registerShared(key, proof, ed25519KeyOf(N), ed25519SignatureOf(N), 500, list);
        NodeView memory node = registry.node(N);
        vm.assertEq(node.operator, operatorOf(N));
        vm.assertEq(node.stake, REQUIREMENT);
        vm.assertEq(node.contributorsHash, keccak256(abi.encode(list)));
        vm.assertEq(token.balanceOf(PAYER), 0);
        vm.assertEq(token.balanceOf(address(registry)), (NODES + 1) * REQUIREMENT);
        assertSameKey(registry.aggregateKey(), sumOfKeys(1, N));
    }

    function test_registerShared_byTheOperatorBindsTheWholeList() public {
        Contributor[] memory list = threeOf(N);
        fundPayer(operatorOf(N));
        G1Point memory key = keyOf(N);
        G2Point memory proof = sharedProofOf(N, 500, operatorOf(N), list);
        list[1].beneficiary = STRANGER;
        vm.expectRevert(BLS12381.BlsSignatureInvalid.selector);
        vm.prank(operatorOf(N));
        registry.registerShared(key, proof, ed25519KeyOf(N), ed25519SignatureOf(N), 500, list);
        list = threeOf(N);
        vm.prank(operatorOf(N));
        registry.registerShared(key, proof, ed25519KeyOf(N), ed25519SignatureOf(N), 500, list);
        vm.assertTrue(registry.node(N).status == NodeStatus.Counted);
    }

    /// @dev A pool's proof is signed before its contributors are known, and fits any list, but no other payer.
    function test_registerShared_byAnotherPayerBindsThePayerAlone() public {
        Contributor[] memory list = threeOf(N);
        G1Point memory key = keyOf(N);
        G2Point memory proof = sharedProofOf(N, 500, PAYER, new Contributor[](0));
        fundPayer(STRANGER);
        vm.expectRevert(BLS12381.BlsSignatureInvalid.selector);
        vm.prank(STRANGER);
        registry.registerShared(key, proof, ed25519KeyOf(N), ed25519SignatureOf(N), 500, list);
        fundPayer(operatorOf(N));
        vm.expectRevert(BLS12381.BlsSignatureInvalid.selector);
        vm.prank(operatorOf(N));
        registry.registerShared(key, proof, ed25519KeyOf(N), ed25519SignatureOf(N), 500, list);
        fundPayer(PAYER);
        vm.prank(PAYER);
        registry.registerShared(key, proof, ed25519KeyOf(N), ed25519SignatureOf(N), 500, list);
        vm.assertTrue(registry.node(N).status == NodeStatus.Counted);
    }

    /// @dev A payer may be any contributor but the operator, and is then bound as a payer.
    function test_registerShared_byAContributorNeedsAProofThatNamesIt() public {
        Contributor[] memory list = threeOf(N);
        G1Point memory key = keyOf(N);
        G2Point memory proof = sharedProofOf(N, 500, operatorOf(N), list);
        fundPayer(stakerOf(N, 1));
        vm.expectRevert(BLS12381.BlsSignatureInvalid.selector);
        vm.prank(stakerOf(N, 1));
        registry.registerShared(key, proof, ed25519KeyOf(N), ed25519SignatureOf(N), 500, list);
    }

    /// @dev One contributor is a solo node, whoever pays for it.
    function test_registerShared_withTheOperatorAloneIsASoloNode() public {
        uint256[] memory amounts = new uint256[](1);
        amounts[0] = REQUIREMENT;
        registerSharedAs(PAYER, N, listOf(N, amounts));
        vm.assertEq(registry.node(N).contributorsHash, bytes32(0));
        ExitLeaf memory leaf = exitLeaf(N, 0, 0);
        acceptExit(N, leaf);
        registry.completeExit(leaf, new bytes32[](0));
        vm.assertEq(registry.creditOf(operatorOf(N)), REQUIREMENT);
    }

    function test_registerShared_refusesListsThatAreNone() public {
        _expectRefused(
            new Contributor[](0), abi.encodeWithSelector(IRegistryErrors.ContributorsNone.selector)
        );
        Contributor[] memory list = splitOf(N, 11, REQUIREMENT, 1);
        _expectRefused(list, abi.encodeWithSelector(IRegistryErrors.ContributorsTooMany.selector, 11, 10));
    }

    function test_registerShared_refusesContributorsThatAreNone() public {
        Contributor[] memory list = threeOf(N);
        list[2].staker = address(0);
        _expectRefused(list, abi.encodeWithSelector(IRegistryErrors.ContributorAddressZero.selector, 2));
        list = threeOf(N);
        list[1].beneficiary = address(0);
        _expectRefused(list, abi.encodeWithSelector(IRegistryErrors.ContributorAddressZero.selector, 1));
        list = threeOf(N);
        list[2].amount = 0;
        _expectRefused(list, abi.encodeWithSelector(IRegistryErrors.ContributionZero.selector, 2));
    }

    function test_fuzz_registerShared_refusesAStakerTwice(uint256 count, uint256 first, uint256 second)
        public
    {
        count = bound(count, 2, 10);
        second = bound(second, 1, count - 1);
        first = bound(first, 0, second - 1);
        Contributor[] memory list = splitOf(N, count, REQUIREMENT, 1);
        list[second].staker = list[first].staker;
        _expectRefused(
            list, abi.encodeWithSelector(IRegistryErrors.ContributorRepeated.selector, list[first].staker)
        );
    }

    function test_fuzz_registerShared_refusesAnyOtherSum(uint256 index, uint256 amount) public {
        Contributor[] memory list = threeOf(N);
        index = bound(index, 0, 2);
        amount = bound(amount, 1, type(uint256).max);
        vm.assume(amount != list[index].amount);
        uint256 total = REQUIREMENT - list[index].amount;
        list[index].amount = amount;
        total = amount > REQUIREMENT ? amount : total + amount;
        _expectRefused(
            list, abi.encodeWithSelector(IRegistryErrors.ContributionsMismatch.selector, total, REQUIREMENT)
        );
    }

    function test_registerShared_refusesAnOperatorBelowAQuarter() public {
        uint256[] memory amounts = new uint256[](2);
        (amounts[0], amounts[1]) = (REQUIREMENT / 4 - 1, REQUIREMENT - REQUIREMENT / 4 + 1);
        _expectRefused(
            listOf(N, amounts),
            abi.encodeWithSelector(
                IRegistryErrors.OperatorStakeTooLow.selector, REQUIREMENT / 4 - 1, REQUIREMENT / 4
            )
        );
        (amounts[0], amounts[1]) = (REQUIREMENT / 4, REQUIREMENT - REQUIREMENT / 4);
        registerSharedAs(PAYER, N, listOf(N, amounts));
    }

    function test_registerShared_roundsTheQuarterUp() public {
        registry.setStakingRequirement(REQUIREMENT + 1);
        uint256[] memory amounts = new uint256[](2);
        (amounts[0], amounts[1]) = (REQUIREMENT / 4, REQUIREMENT + 1 - REQUIREMENT / 4);
        _expectRefused(
            listOf(N, amounts),
            abi.encodeWithSelector(
                IRegistryErrors.OperatorStakeTooLow.selector, REQUIREMENT / 4, REQUIREMENT / 4 + 1
            )
        );
    }

    function test_registerShared_revertsWhenPaused() public {
        vm.prank(GUARDIAN);
        registry.pause();
        _expectRefused(threeOf(N), abi.encodeWithSelector(PausableUpgradeable.EnforcedPause.selector));
    }

    function test_checkProof_saysWhatARegistrationWould() public {
        G1Point memory key = keyOf(N);
        Contributor[] memory list = threeOf(N);
        G2Point memory proof = sharedProofOf(N, 500, PAYER, list);
        bytes32 funding = registry.fundingHash(PAYER, list);
        vm.assertEq(funding, keccak256(abi.encode(PAYER)));
        vm.assertEq(registry.fundingHash(operatorOf(N), list), keccak256(abi.encode(list)));
        registry.checkProof(key, proof, ed25519KeyOf(N), operatorOf(N), 500, funding);
        vm.expectRevert(BLS12381.BlsSignatureInvalid.selector);
        registry.checkProof(key, proof, ed25519KeyOf(N), operatorOf(N), 501, funding);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.FeeTooHigh.selector, 10_001, 10_000));
        registry.checkProof(key, proof, ed25519KeyOf(N), operatorOf(N), 10_001, funding);
        vm.expectRevert(IRegistryErrors.Ed25519KeyZero.selector);
        registry.checkProof(key, proof, bytes32(0), operatorOf(N), 500, funding);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.Ed25519KeyTaken.selector, ed25519KeyOf(1), 1));
        registry.checkProof(key, proof, ed25519KeyOf(1), operatorOf(N), 500, funding);
        key = keyOf(1);
        vm.expectRevert(
            abi.encodeWithSelector(IRegistryErrors.BlsKeyTaken.selector, keccak256(abi.encode(key)), 1)
        );
        registry.checkProof(key, proof, ed25519KeyOf(N), operatorOf(N), 500, funding);
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

    function test_nodes_showsAPage() public {
        registerSharedAs(PAYER, N, threeOf(N));
        NodeView[] memory page = registry.nodes(4, 10);
        vm.assertEq(page.length, 2);
        vm.assertEq(page[0].id, 5);
        vm.assertEq(page[0].contributorsHash, bytes32(0));
        vm.assertEq(page[1].id, N);
        vm.assertEq(abi.encode(page[1]), abi.encode(registry.node(N)));
        vm.assertEq(registry.nodes(0, 3).length, 3);
        vm.assertEq(registry.nodes(6, 3).length, 0);
    }
}
