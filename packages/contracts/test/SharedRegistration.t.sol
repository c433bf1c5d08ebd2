// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IRegistryErrors} from "../src/interfaces/IRegistryErrors.sol";
import {IRegistryEvents} from "../src/interfaces/IRegistryEvents.sol";
import {Contributor, ExitLeaf, NodeStatus, NodeView} from "../src/interfaces/RegistryTypes.sol";
import {BLS12381, G1Point, G2Point} from "../src/libraries/BLS12381.sol";
import {SharedNodes} from "./support/SharedNodes.sol";
import {bound, vm} from "./support/Vm.sol";
import {PausableUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/PausableUpgradeable.sol";

/// @notice How nodes join that several contributors stake in.
contract SharedRegistrationTest is SharedNodes {
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
