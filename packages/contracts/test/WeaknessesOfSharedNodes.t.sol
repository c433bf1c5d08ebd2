// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IRegistryErrors} from "../src/interfaces/IRegistryErrors.sol";
import {Contributor, ExitLeaf} from "../src/interfaces/RegistryTypes.sol";
import {BLS12381, G1Point, G2Point} from "../src/libraries/BLS12381.sol";
import {SharedNodes} from "./support/SharedNodes.sol";
import {vm} from "./support/Vm.sol";

/// @notice What earlier contracts of this kind let happen to nodes of several contributors.
contract WeaknessesOfSharedNodesTest is SharedNodes {
    address private constant ATTACKER = address(0xbad);
    bytes32[] private empty;

    function setUp() public {
        deployNetwork(0);
    }

    /// @dev Of a list with an impossible contributor nothing is taken.
    function test_W5_listsThatTheChainWouldRefuseAreRefused() public {
        Contributor[] memory list = threeOf(1);
        list[2].staker = list[1].staker;
        _tryShared(list, abi.encodeWithSelector(IRegistryErrors.ContributorRepeated.selector, list[1].staker));
        list = threeOf(1);
        (list[1].amount, list[2].amount) = (15_000e9, 0);
        _tryShared(list, abi.encodeWithSelector(IRegistryErrors.ContributionZero.selector, 2));
        list = threeOf(1);
        list[1].beneficiary = address(0);
        _tryShared(list, abi.encodeWithSelector(IRegistryErrors.ContributorAddressZero.selector, 1));
    }

    function _tryShared(Contributor[] memory list, bytes memory expected) private {
        G1Point memory key = keyOf(1);
        G2Point memory proof = sharedProofOf(1, 500, PAYER, list);
        vm.expectRevert(expected);
        vm.prank(PAYER);
        registry.registerShared(key, proof, ed25519KeyOf(1), ed25519SignatureOf(1), 500, list);
    }

    /// @dev A pool publishes its proof before it is full; whoever else brings the stake cannot use it.
    function test_W6_aPublishedPoolProofServesThePoolOnly() public {
        Contributor[] memory list = new Contributor[](1);
        list[0] = Contributor(operatorOf(1), ATTACKER, REQUIREMENT);
        G1Point memory key = keyOf(1);
        G2Point memory proof = sharedProofOf(1, 500, PAYER, list);
        fundPayer(ATTACKER);
        vm.expectRevert(BLS12381.BlsSignatureInvalid.selector);
        vm.prank(ATTACKER);
        registry.registerShared(key, proof, ed25519KeyOf(1), ed25519SignatureOf(1), 500, list);
    }

    /// @dev What a registration may cost is an error of its own, not one about the number of contributors.
    function test_W8_aPoolOfTheOldSizeIsToldSo() public {
        registry.setStakingRequirement(2 * REQUIREMENT);
        _tryShared(
            threeOf(1),
            abi.encodeWithSelector(
                IRegistryErrors.ContributionsMismatch.selector, REQUIREMENT, 2 * REQUIREMENT
            )
        );
    }

    /// @dev The snapshot path is verified here with real aggregate signatures, and by a view.
    function test_W14_W15_aggregatesAreVerifiedAndProofsCanBeCheckedByAView() public {
        startNetwork(4);
        acceptRoots(4, keccak256("signed by four"), bytes32(0));
        Contributor[] memory list = threeOf(5);
        G1Point memory key = keyOf(5);
        G2Point memory proof = sharedProofOf(5, 500, PAYER, list);
        bytes32 funding = registry.fundingHash(PAYER, list);
        registry.checkProof(key, proof, ed25519KeyOf(5), operatorOf(5), 500, funding);
    }

    /// @dev 0.2 % of what the operator staked itself, not of what everybody did.
    function test_W16_thePenaltyIsOnTheOperatorsOwnStake() public {
        startNetwork(4);
        uint256[] memory amounts = new uint256[](2);
        (amounts[0], amounts[1]) = (REQUIREMENT / 4, REQUIREMENT - REQUIREMENT / 4);
        Contributor[] memory list = listOf(5, amounts);
        registerSharedAs(PAYER, 5, list);
        ExitLeaf memory leaf = exitLeaf(5, 0, 0);
        leaf.eligibleAtS -= LIQUIDATION_DELAY_S;
        acceptExit(5, leaf);
        registry.liquidate(leaf, empty, list);
        registry.releaseStakes(5, list);
        vm.assertEq(registry.creditOf(operatorOf(5)), amounts[0] - amounts[0] * 20 / 10_000);
        vm.assertEq(registry.creditOf(stakerOf(5, 1)), amounts[1]);
    }
}
