// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IRegistryEvents} from "../src/interfaces/IRegistryEvents.sol";
import {Contributor, NodeView} from "../src/interfaces/RegistryTypes.sol";
import {ContributionPool} from "../src/pools/ContributionPool.sol";
import {IContributionPool, PoolState, PoolTerms} from "../src/pools/IContributionPool.sol";
import {BLS12381, G1Point} from "../src/libraries/BLS12381.sol";
import {PoolTest} from "./support/PoolTest.sol";
import {bound, vm} from "./support/Vm.sol";
import {PausableUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/PausableUpgradeable.sol";

contract PoolFinalizeTest is PoolTest {
    function setUp() public {
        deployPools();
    }

    function test_fuzz_finalize_registersExactlyThePoolsBooks(uint256 count) public {
        count = bound(count, 1, 10);
        ContributionPool filled = fullPool(count);
        vm.assertTrue(filled.isRegistrable());
        bytes32 books = contributorsHash(filled);
        vm.expectEmit(address(filled));
        emit IContributionPool.StateChanged(PoolState.Registered);
        vm.expectEmit(address(filled));
        emit IContributionPool.PoolRegistered(1, STRANGER);
        vm.prank(STRANGER);
        filled.finalize();
        NodeView memory node = registry.node(1);
        vm.assertEq(node.operator, operatorOf(1));
        vm.assertEq(node.stake, REQUIREMENT);
        vm.assertEq(node.feeBps, FEE_BPS);
        vm.assertEq(node.contributorsHash, count == 1 ? bytes32(0) : books);
        vm.assertEq(contributorsHash(filled), books);
        vm.assertEq(token.balanceOf(address(filled)), 0);
        vm.assertEq(token.allowance(address(filled), address(registry)), 0);
        vm.assertFalse(filled.isRegistrable());
    }

    function test_finalize_tellsTheNodesWhoPaid() public {
        ContributionPool filled = fullPool(2);
        Contributor[] memory books = filled.contributors();
        G1Point memory key = keyOf(1);
        vm.expectEmit(address(registry));
        emit IRegistryEvents.NodeRegistered(
            1, operatorOf(1), ed25519KeyOf(1), key, ed25519SignatureOf(1), FEE_BPS, books, address(filled)
        );
        filled.finalize();
    }

    function test_finalize_needsAFullPool() public {
        ContributionPool opened = openedPool();
        vm.expectRevert(abi.encodeWithSelector(IContributionPool.PoolNotFull.selector, PoolState.Open));
        opened.finalize();
        contribute(opened, memberOf(1), REQUIREMENT - QUARTER);
        opened.finalize();
        vm.expectRevert(abi.encodeWithSelector(IContributionPool.PoolNotFull.selector, PoolState.Registered));
        opened.finalize();
    }

    function _fullManualPool() private returns (ContributionPool made) {
        made = createPool();
        vm.prank(operatorOf(1));
        made.setAutoFinalize(false);
        fill(made, 3);
    }

    function test_fuzz_finalize_isTheOperatorsForAWeekWhenManual(uint256 waitedS) public {
        ContributionPool made = _fullManualPool();
        uint64 openAtS = uint64(block.timestamp + 7 days);
        vm.warp(block.timestamp + bound(waitedS, 0, 7 days - 1));
        vm.expectRevert(abi.encodeWithSelector(IContributionPool.FinalizeTooEarly.selector, openAtS));
        vm.prank(memberOf(1));
        made.finalize();
        if (waitedS % 2 == 0) {
            vm.prank(operatorOf(1));
        } else {
            vm.warp(openAtS);
            vm.prank(memberOf(1));
        }
        made.finalize();
        vm.assertTrue(made.state() == PoolState.Registered);
    }

    /// @dev W13: filling the pool costs the last contributor nothing extra and cannot fail for the registry's reasons.
    function test_W13_theLastContributionIsApartFromTheRegistration() public {
        ContributionPool opened = openedPool();
        registry.pause();
        contribute(opened, memberOf(1), REQUIREMENT - QUARTER);
        vm.assertTrue(opened.state() == PoolState.Full);
        vm.assertEq(registry.nodeCount(), 0);
        vm.expectRevert(PausableUpgradeable.EnforcedPause.selector);
        opened.finalize();
        registry.unpause();
        vm.prank(STRANGER);
        opened.finalize();
        vm.assertEq(registry.nodeCount(), 1);
    }

    function test_finalize_refusesAChangedRequirement() public {
        ContributionPool filled = fullPool(3);
        registry.setStakingRequirement(20_000e9);
        vm.expectRevert(
            abi.encodeWithSelector(IContributionPool.RequirementChanged.selector, REQUIREMENT, 20_000e9)
        );
        filled.finalize();
        vm.prank(memberOf(1));
        filled.withdraw();
        registry.setStakingRequirement(REQUIREMENT);
        contribute(filled, memberOf(2), REQUIREMENT - filled.overview().contributed);
        filled.finalize();
    }

    function test_W6_theProofIsOfNoUseToAnyoneElse() public {
        ContributionPool filled = fullPool(2);
        PoolTerms memory terms = filled.terms();
        Contributor[] memory own = new Contributor[](1);
        own[0] = Contributor(operatorOf(1), STRANGER, REQUIREMENT);
        give(token, STRANGER, address(registry), REQUIREMENT);
        vm.expectRevert(BLS12381.BlsSignatureInvalid.selector);
        vm.prank(STRANGER);
        registry.registerShared(
            terms.blsKey, terms.proof, terms.ed25519Key, terms.ed25519Signature, terms.feeBps, own
        );
        give(token, operatorOf(1), address(registry), REQUIREMENT);
        vm.expectRevert(BLS12381.BlsSignatureInvalid.selector);
        vm.prank(operatorOf(1));
        registry.registerShared(
            terms.blsKey, terms.proof, terms.ed25519Key, terms.ed25519Signature, terms.feeBps, own
        );
        filled.finalize();
    }

    /// @dev Another pool of the same operator's, with a fee of its own, cannot use the proof either.
    function test_W6_theProofBindsThePoolAndTheFee() public {
        ContributionPool filled = fullPool(2);
        PoolTerms memory terms = filled.terms();
        vm.prank(operatorOf(1));
        ContributionPool other = ContributionPool(factory.createPool(terms, noReservations(), "other salt"));
        vm.assertFalse(other.isRegistrable());
        fill(other, 2);
        vm.expectRevert(BLS12381.BlsSignatureInvalid.selector);
        other.finalize();
        vm.assertTrue(filled.isRegistrable());
    }

    function test_finalize_sendsStakesAndRewardsWhereTheyBelong() public {
        ContributionPool made = createPool();
        contribute(made, memberOf(0), QUARTER);
        give(token, memberOf(1), address(made), REQUIREMENT - QUARTER);
        bytes32 termsHash = made.termsHash();
        vm.prank(memberOf(1));
        made.contribute(REQUIREMENT - QUARTER, address(0xbe), termsHash);
        vm.prank(memberOf(0));
        made.setBeneficiary(address(0xcc));
        made.finalize();
        Contributor[] memory list = made.contributors();
        vm.assertEq(list[0].beneficiary, address(0xcc));
        vm.assertEq(list[1].beneficiary, address(0xbe));
        vm.prank(memberOf(1));
        registry.requestExitAsContributor(1, list);
        vm.warp(block.timestamp + EXIT_DELAY_S);
        registry.exitWithoutSnapshot(1);
        registry.releaseStakes(1, list);
        vm.assertEq(registry.creditOf(memberOf(0)), QUARTER);
        vm.prank(memberOf(1));
        registry.withdraw();
        vm.assertEq(token.balanceOf(memberOf(1)), REQUIREMENT - QUARTER);
    }
}
