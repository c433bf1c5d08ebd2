// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {RewardsVault} from "../src/RewardsVault.sol";
import {IRegistryErrors} from "../src/interfaces/IRegistryErrors.sol";
import {IRegistryEvents} from "../src/interfaces/IRegistryEvents.sol";
import {Contributor, ExitLeaf, NodeStatus, Snapshot} from "../src/interfaces/RegistryTypes.sol";
import {BLS12381, G1Point, G2Point} from "../src/libraries/BLS12381.sol";
import {BlsSigner} from "./support/BlsSigner.sol";
import {MerkleTree} from "./support/MerkleTree.sol";
import {NetworkTest} from "./support/NetworkTest.sol";
import {bound, vm} from "./support/Vm.sol";
import {PausableUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/PausableUpgradeable.sol";

/// @notice What earlier contracts of this kind let happen. Shared nodes and pools have their
/// own.
contract WeaknessesTest is NetworkTest {
    address private constant ATTACKER = address(0xbad);
    bytes32[] private empty;

    function setUp() public {
        deployNetwork(0);
    }

    /// @dev An empty network's aggregate is infinity, which the all-zero signature fits.
    function test_W1_emptyNetworkCannotBeForged() public {
        Snapshot memory s = newSnapshot(MerkleTree.rewardLeaf(ATTACKER, 500_000e9), bytes32(0));
        G2Point memory zero;
        vm.expectRevert(IRegistryErrors.NetworkNotStarted.selector);
        registry.submitSnapshot(s, zero, none(), new G1Point[](0));
        startNetwork(4);
        for (uint64 id = 1; id <= 4; ++id) {
            vm.prank(operatorOf(id));
            registry.requestExit(id);
        }
        vm.warp(block.timestamp + EXIT_DELAY_S);
        for (uint64 id = 1; id <= 4; ++id) {
            registry.exitWithoutSnapshot(id);
        }
        s.timestampS = uint64(block.timestamp);
        vm.assertTrue(BLS12381.isInfinity(registry.aggregateKey()));
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.SignersTooFew.selector, 0, 4));
        registry.submitSnapshot(s, zero, none(), new G1Point[](0));
    }

    function test_W1_fewerThanFourSignersCannotDecide() public {
        startNetwork(4);
        exitNode(4, 4, 0);
        Snapshot memory s = newSnapshot(MerkleTree.rewardLeaf(ATTACKER, 500_000e9), bytes32(0));
        G2Point memory signature = signatureBy(3, none(), registry.snapshotMessage(s));
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.SignersTooFew.selector, 3, 4));
        registry.submitSnapshot(s, signature, none(), new G1Point[](0));
    }

    function test_W2_pauseStopsClaims() public {
        startNetwork(4);
        token.transfer(address(vault), 1_000e9);
        acceptRoots(4, MerkleTree.rewardLeaf(ATTACKER, 1_000e9), bytes32(0));
        vm.prank(GUARDIAN);
        vault.pause();
        vm.expectRevert(PausableUpgradeable.EnforcedPause.selector);
        vm.prank(ATTACKER);
        vault.claim(1_000e9, empty, 1);
    }

    function test_fuzz_W3_nonSignersMustBeRisingAndCounted(uint64 first, uint64 second) public {
        startNetwork(7);
        first = uint64(bound(first, 0, 8));
        second = uint64(bound(second, 0, 8));
        vm.assume(first == 0 || first > 7 || second > 7 || second <= first);
        uint64[] memory absent = new uint64[](2);
        (absent[0], absent[1]) = (first, second);
        Snapshot memory s = newSnapshot(bytes32(0), bytes32(0));
        G2Point memory signature = signatureBy(7, absent, registry.snapshotMessage(s));
        G1Point[] memory keys = keysOf(absent);
        bytes memory expected;
        if (first == 0) {
            expected = abi.encodeWithSelector(IRegistryErrors.NonSignersUnordered.selector, 0, 0);
        } else if (first > 7) {
            expected = abi.encodeWithSelector(IRegistryErrors.NonSignerUnknown.selector, first);
        } else if (second <= first) {
            expected = abi.encodeWithSelector(IRegistryErrors.NonSignersUnordered.selector, first, second);
        } else {
            expected = abi.encodeWithSelector(IRegistryErrors.NonSignerUnknown.selector, second);
        }
        vm.expectRevert(expected);
        registry.submitSnapshot(s, signature, absent, keys);
    }

    function test_W3_anExitedNodeIsNoNonSigner() public {
        startNetwork(7);
        exitNode(7, 3, 0);
        Snapshot memory s = newSnapshot(bytes32(0), bytes32(0));
        G2Point memory signature = signatureBy(7, ids([uint64(3)]), registry.snapshotMessage(s));
        G1Point[] memory keys = keysOf(ids([uint64(3)]));
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.NonSignerUnknown.selector, 3));
        registry.submitSnapshot(s, signature, ids([uint64(3)]), keys);
    }

    function test_fuzz_W4_futureTimestampsAreRefused(uint64 aheadS) public {
        startNetwork(4);
        Snapshot memory s = newSnapshot(bytes32(0), bytes32(0));
        s.timestampS = uint64(bound(aheadS, block.timestamp + 121, type(uint64).max));
        G2Point memory signature = signatureBy(4, none(), registry.snapshotMessage(s));
        vm.expectRevert(
            abi.encodeWithSelector(
                IRegistryErrors.SnapshotFromFuture.selector, s.timestampS, block.timestamp + 120
            )
        );
        registry.submitSnapshot(s, signature, none(), new G1Point[](0));
    }

    function test_W4_anExitCannotBeReplayedAgainstANewRegistration() public {
        startNetwork(6);
        ExitLeaf memory leaf = exitLeaf(3, 0, 0);
        acceptRoots(6, bytes32(0), MerkleTree.exitLeaf(leaf));
        registry.completeExit(leaf, empty);
        uint64 id = registerNode(3);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.NodeUnknown.selector, 3));
        registry.completeExit(leaf, empty);
        leaf.id = id;
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.ExitNotProven.selector, id));
        registry.completeExit(leaf, empty);
    }

    function test_W5_termsThatTheChainWouldRefuseAreRefused() public {
        fund(1);
        G1Point memory key = keyOf(1);
        G2Point memory proof = proofOf(1, type(uint16).max, operatorOf(1));
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.FeeTooHigh.selector, type(uint16).max, 10_000));
        vm.prank(operatorOf(1));
        registry.register(key, proof, ed25519KeyOf(1), ed25519SignatureOf(1), type(uint16).max, address(0));
        Contributor[] memory contributors = new Contributor[](1);
        contributors[0] = Contributor(operatorOf(1), operatorOf(1), REQUIREMENT);
        proof = proofOf(1, 0, operatorOf(1));
        vm.expectEmit(address(registry));
        emit IRegistryEvents.NodeRegistered(
            1, operatorOf(1), ed25519KeyOf(1), key, ed25519SignatureOf(1), 0, contributors, operatorOf(1)
        );
        vm.expectEmit(address(registry));
        emit IRegistryEvents.KeyActivated(1);
        vm.prank(operatorOf(1));
        registry.register(key, proof, ed25519KeyOf(1), ed25519SignatureOf(1), 0, address(0));
    }

    function _tryRegister(address sender, bytes32 ed25519Key, uint16 feeBps, address beneficiary) private {
        G1Point memory key = keyOf(1);
        G2Point memory proof = proofOf(1, 100, operatorOf(1));
        vm.expectRevert(BLS12381.BlsSignatureInvalid.selector);
        vm.prank(sender);
        registry.register(key, proof, ed25519Key, ed25519SignatureOf(1), feeBps, beneficiary);
    }

    /// @dev The proof is for node 1 by its operator with a fee of 1 %.
    function test_W6_aProofHoldsForItsTermsAndPayerOnly() public {
        fund(1);
        token.transfer(ATTACKER, REQUIREMENT);
        vm.prank(ATTACKER);
        token.approve(address(registry), REQUIREMENT);
        _tryRegister(ATTACKER, ed25519KeyOf(1), 100, operatorOf(1));
        _tryRegister(operatorOf(1), ed25519KeyOf(1), 101, address(0));
        _tryRegister(operatorOf(1), ed25519KeyOf(1), 100, ATTACKER);
        _tryRegister(operatorOf(1), ed25519KeyOf(2), 100, address(0));
        G1Point memory key = keyOf(1);
        G2Point memory proof = proofOf(1, 100, operatorOf(1));
        vm.prank(operatorOf(1));
        registry.register(key, proof, ed25519KeyOf(1), ed25519SignatureOf(1), 100, address(0));
    }

    /// @dev The message that was signed names the amount, so nobody pays another one by surprise.
    function test_W8_aChangedRequirementNeverTakesAnotherStake() public {
        fund(1);
        G1Point memory key = keyOf(1);
        G2Point memory proof = proofOf(1, 0, operatorOf(1));
        registry.setStakingRequirement(2 * REQUIREMENT);
        token.transfer(operatorOf(1), 2 * REQUIREMENT);
        vm.expectRevert(BLS12381.BlsSignatureInvalid.selector);
        vm.prank(operatorOf(1));
        registry.register(key, proof, ed25519KeyOf(1), ed25519SignatureOf(1), 0, address(0));
        vm.assertEq(token.balanceOf(operatorOf(1)), 3 * REQUIREMENT);
    }

    function test_W9_theLimitFollowsEveryJoinAndExit() public {
        for (uint256 n = 1; n <= 9; ++n) {
            registerNode(n);
            vm.assertEq(registry.nonSignersMax(), n / 3);
        }
        registry.start();
        exitNode(9, 9, 0);
        vm.assertEq(registry.nonSignersMax(), 2);
    }

    /// @dev One rule for contract and nodes at any size: a third, with no cap beside it.
    function test_W10_theLimitIsAThirdAndNothingElse() public {
        startNetwork(36);
        uint64[] memory absent = new uint64[](12);
        for (uint64 i; i < 12; ++i) {
            absent[i] = 3 * i + 1;
        }
        submitAs(36, absent, newSnapshot(keccak256("a third missing"), bytes32(0)));
        vm.assertEq(registry.snapshot().rewardsRoot, keccak256("a third missing"));
    }

    /// @dev Two thirds of the keys, bought in one block, sign nothing until their delay is over. The delay is measured in
    /// seconds: block numbers mean different things on different chains.
    function test_W11_newKeysCountOnlyAfterTheirDelay() public {
        deployNetwork(ACTIVATION_DELAY_S);
        registerNodes(4);
        vm.warp(block.timestamp + ACTIVATION_DELAY_S);
        G1Point[] memory founders = new G1Point[](4);
        for (uint256 n = 1; n <= 4; ++n) {
            founders[n - 1] = keyOf(n);
        }
        registry.activateKeys(founders);
        registry.start();
        uint256 attackSecret;
        for (uint256 n = 5; n <= 20; ++n) {
            registerNode(n);
            attackSecret = addmod(attackSecret, secretOf(n), BlsSigner.ORDER);
        }
        Snapshot memory s = newSnapshot(MerkleTree.rewardLeaf(ATTACKER, 1e18), bytes32(0));
        G2Point memory forged = BlsSigner.sign(attackSecret, registry.snapshotMessage(s));
        vm.expectRevert(BLS12381.BlsSignatureInvalid.selector);
        registry.submitSnapshot(s, forged, none(), new G1Point[](0));
        G1Point[] memory fresh = new G1Point[](1);
        fresh[0] = keyOf(5);
        vm.expectRevert(
            abi.encodeWithSelector(
                IRegistryErrors.KeyNotYetActive.selector, 5, block.timestamp + ACTIVATION_DELAY_S
            )
        );
        registry.activateKeys(fresh);
        submitAs(4, none(), s);
    }

    /// @dev A dishonest quorum can say what it likes about rewards and exits, and still no stake goes to anyone but its
    /// staker, and rewards leak no faster than the limits.
    function test_W12_aDishonestQuorumReachesNoStakes() public {
        startNetwork(4);
        token.transfer(address(vault), 5_000_000e9);
        uint256 custody = token.balanceOf(address(registry));
        acceptRoots(4, MerkleTree.rewardLeaf(ATTACKER, type(uint128).max), bytes32(0));
        vm.prank(ATTACKER);
        vault.claim(type(uint128).max, empty, ACCOUNT_LIMIT);
        vm.expectRevert(abi.encodeWithSelector(RewardsVault.AccountLimitReached.selector, 1, 0));
        vm.prank(ATTACKER);
        vault.claim(type(uint128).max, empty, 1);
        vm.assertEq(token.balanceOf(address(registry)), custody);
        exitNode(4, 2, 0);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.NothingToWithdraw.selector, ATTACKER));
        vm.prank(ATTACKER);
        registry.withdraw();
        vm.assertEq(registry.creditOf(operatorOf(2)), REQUIREMENT);
    }

    function test_W12_returningStakesUseNoClaimLimit() public {
        startNetwork(6);
        token.transfer(address(vault), 5_000_000e9);
        vault.setLimits(1, 1, PERIOD_S);
        exitNode(6, 2, 0);
        vm.prank(operatorOf(2));
        registry.withdraw();
        vm.assertEq(token.balanceOf(operatorOf(2)), REQUIREMENT);
    }

    function test_W12_oneLargeClaimerDoesNotBlockTheOthers() public {
        startNetwork(4);
        token.transfer(address(vault), 5_000_000e9);
        bytes32[] memory leaves = new bytes32[](2);
        leaves[0] = MerkleTree.rewardLeaf(ATTACKER, 3_000_000e9);
        leaves[1] = MerkleTree.rewardLeaf(STRANGER, 10_000e9);
        acceptRoots(4, MerkleTree.root(leaves), bytes32(0));
        bytes32[] memory proof = MerkleTree.proof(leaves, 0);
        vm.prank(ATTACKER);
        vault.claim(3_000_000e9, proof, ACCOUNT_LIMIT);
        proof = MerkleTree.proof(leaves, 1);
        vm.prank(STRANGER);
        vault.claim(10_000e9, proof, 10_000e9);
        vm.assertEq(token.balanceOf(STRANGER), 10_000e9);
        vm.assertTrue(registry.node(1).status == NodeStatus.Counted);
    }
}
