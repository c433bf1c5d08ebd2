// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {RewardsVault} from "../src/RewardsVault.sol";
import {Governed} from "../src/Governed.sol";
import {MerkleTree} from "./support/MerkleTree.sol";
import {NetworkTest} from "./support/NetworkTest.sol";
import {bound, vm} from "./support/Vm.sol";
import {PausableUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/PausableUpgradeable.sol";

contract RewardsVaultTest is NetworkTest {
    uint256 private constant NODES = 4;
    address private constant ALICE = address(0xa11ce);
    address private constant BOB = address(0xb0b);

    function setUp() public {
        deployNetwork(0);
        startNetwork(NODES);
        token.transfer(address(vault), 10_000_000e9);
    }

    function _leaves(uint256 alice, uint256 bob) private pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](3);
        leaves[0] = MerkleTree.rewardLeaf(ALICE, alice);
        leaves[1] = MerkleTree.rewardLeaf(BOB, bob);
        leaves[2] = MerkleTree.rewardLeaf(address(0xca01), 77);
    }

    /// @dev Has the network say what Alice and Bob earned in their lives.
    function _earned(uint256 alice, uint256 bob)
        private
        returns (bytes32[] memory aliceProof, bytes32[] memory bobProof)
    {
        bytes32[] memory leaves = _leaves(alice, bob);
        acceptRoots(NODES, MerkleTree.root(leaves), bytes32(0));
        return (MerkleTree.proof(leaves, 0), MerkleTree.proof(leaves, 1));
    }

    function test_claim_paysAllInOneTransaction() public {
        (bytes32[] memory proof,) = _earned(1_000e9, 5e9);
        vm.expectEmit(address(vault));
        emit RewardsVault.RewardsClaimed(ALICE, 1_000e9, 1_000e9);
        vm.prank(ALICE);
        vault.claim(1_000e9, proof, 1_000e9);
        vm.assertEq(token.balanceOf(ALICE), 1_000e9);
        vm.assertEq(vault.claimed(ALICE), 1_000e9);
        vm.assertEq(vault.totalClaimed(), 1_000e9);
    }

    function test_fuzz_claim_paysInParts(uint256 earned, uint256 first, uint256 second) public {
        earned = bound(earned, 2, ACCOUNT_LIMIT);
        first = bound(first, 1, earned - 1);
        second = bound(second, 1, earned - first);
        (bytes32[] memory proof,) = _earned(earned, 0);
        vm.prank(ALICE);
        vault.claim(earned, proof, first);
        vm.prank(ALICE);
        vault.claim(earned, proof, second);
        vm.assertEq(token.balanceOf(ALICE), first + second);
        uint256 left = earned - first - second;
        vm.expectRevert(abi.encodeWithSelector(RewardsVault.ClaimExceedsRewards.selector, left + 1, left));
        vm.prank(ALICE);
        vault.claim(earned, proof, left + 1);
    }

    function test_claim_revertsOnZero() public {
        (bytes32[] memory proof,) = _earned(1_000e9, 0);
        vm.expectRevert(RewardsVault.ClaimAmountZero.selector);
        vm.prank(ALICE);
        vault.claim(1_000e9, proof, 0);
    }

    function test_claim_revertsOnAnotherAmountOrAccount() public {
        (bytes32[] memory proof,) = _earned(1_000e9, 0);
        vm.expectRevert(abi.encodeWithSelector(RewardsVault.RewardNotProven.selector, ALICE, 1_001e9));
        vm.prank(ALICE);
        vault.claim(1_001e9, proof, 1e9);
        vm.expectRevert(abi.encodeWithSelector(RewardsVault.RewardNotProven.selector, BOB, 1_000e9));
        vm.prank(BOB);
        vault.claim(1_000e9, proof, 1e9);
    }

    function test_claim_revertsBeforeAnySnapshot() public {
        vm.expectRevert(abi.encodeWithSelector(RewardsVault.RewardNotProven.selector, ALICE, 0));
        vm.prank(ALICE);
        vault.claim(0, new bytes32[](0), 1);
    }

    function test_claim_survivesTheNextSnapshotButNotTheOneAfter() public {
        (bytes32[] memory proof,) = _earned(1_000e9, 0);
        _earned(2_000e9, 0);
        vm.prank(ALICE);
        vault.claim(1_000e9, proof, 400e9);
        _earned(3_000e9, 0);
        vm.expectRevert(abi.encodeWithSelector(RewardsVault.RewardNotProven.selector, ALICE, 1_000e9));
        vm.prank(ALICE);
        vault.claim(1_000e9, proof, 100e9);
    }

    /// @dev An older snapshot that says less must neither pay again nor lower what was claimed.
    function test_claim_paysNothingFromAnOlderSnapshotThanWasClaimedBy() public {
        (bytes32[] memory older,) = _earned(1_000e9, 0);
        (bytes32[] memory newer,) = _earned(2_000e9, 0);
        vm.prank(ALICE);
        vault.claim(2_000e9, newer, 2_000e9);
        vm.expectRevert(abi.encodeWithSelector(RewardsVault.ClaimExceedsRewards.selector, 1, 0));
        vm.prank(ALICE);
        vault.claim(1_000e9, older, 1);
        vm.assertEq(vault.claimed(ALICE), 2_000e9);
    }

    function test_claim_holdsTheAccountLimitAndRefillsEvenly() public {
        (bytes32[] memory proof,) = _earned(5_000_000e9, 0);
        vm.prank(ALICE);
        vault.claim(5_000_000e9, proof, ACCOUNT_LIMIT);
        vm.expectRevert(abi.encodeWithSelector(RewardsVault.AccountLimitReached.selector, 1, 0));
        vm.prank(ALICE);
        vault.claim(5_000_000e9, proof, 1);
        vm.warp(block.timestamp + PERIOD_S / 4);
        vm.assertEq(vault.claimableNow(ALICE), ACCOUNT_LIMIT / 4);
        vm.expectRevert(
            abi.encodeWithSelector(
                RewardsVault.AccountLimitReached.selector, ACCOUNT_LIMIT / 4 + 1, ACCOUNT_LIMIT / 4
            )
        );
        vm.prank(ALICE);
        vault.claim(5_000_000e9, proof, ACCOUNT_LIMIT / 4 + 1);
        vm.prank(ALICE);
        vault.claim(5_000_000e9, proof, ACCOUNT_LIMIT / 4);
        vm.warp(block.timestamp + PERIOD_S);
        vm.assertEq(vault.claimableNow(ALICE), ACCOUNT_LIMIT);
    }

    function test_claim_holdsTheGlobalLimit() public {
        uint256 count = 4;
        bytes32[] memory leaves = new bytes32[](count);
        for (uint256 i; i < count; ++i) {
            leaves[i] = MerkleTree.rewardLeaf(address(uint160(0xc000 + i)), ACCOUNT_LIMIT);
        }
        acceptRoots(NODES, MerkleTree.root(leaves), bytes32(0));
        for (uint256 i; i < 2; ++i) {
            bytes32[] memory proof = MerkleTree.proof(leaves, i);
            vm.prank(address(uint160(0xc000 + i)));
            vault.claim(ACCOUNT_LIMIT, proof, ACCOUNT_LIMIT);
        }
        uint256 left = GLOBAL_LIMIT - 2 * ACCOUNT_LIMIT;
        address third = address(0xc002);
        vm.assertEq(vault.claimableNow(third), left);
        bytes32[] memory thirdProof = MerkleTree.proof(leaves, 2);
        vm.expectRevert(abi.encodeWithSelector(RewardsVault.GlobalLimitReached.selector, left + 1, left));
        vm.prank(third);
        vault.claim(ACCOUNT_LIMIT, thirdProof, left + 1);
        vm.prank(third);
        vault.claim(ACCOUNT_LIMIT, thirdProof, left);
    }

    /// @dev However claims are spread, a period never pays more than a full limit plus what refilled in it.
    function test_fuzz_claim_neverPaysMoreThanTheLimitAllows(uint256 seed) public {
        (bytes32[] memory proof,) = _earned(9_000_000e9, 0);
        uint256 startS = block.timestamp;
        for (uint256 i; i < 12; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            vm.warp(block.timestamp + bound(random, 0, PERIOD_S / 3));
            uint256 amount = bound(random >> 128, 1, ACCOUNT_LIMIT);
            if (amount > vault.claimableNow(ALICE)) amount = vault.claimableNow(ALICE);
            if (amount == 0) continue;
            vm.prank(ALICE);
            vault.claim(9_000_000e9, proof, amount);
        }
        uint256 elapsedS = block.timestamp - startS;
        vm.assertLe(vault.claimed(ALICE), ACCOUNT_LIMIT + (ACCOUNT_LIMIT * elapsedS) / PERIOD_S);
    }

    function test_claim_revertsWhenTheVaultHoldsLess() public {
        deployNetwork(0);
        startNetwork(NODES);
        token.transfer(address(vault), 10e9);
        (bytes32[] memory proof,) = _earned(1_000e9, 0);
        vm.assertEq(vault.claimableNow(ALICE), 10e9);
        vm.expectRevert(abi.encodeWithSelector(RewardsVault.VaultBalanceTooLow.selector, 1_000e9, 10e9));
        vm.prank(ALICE);
        vault.claim(1_000e9, proof, 1_000e9);
    }

    function test_claim_revertsWhenPaused() public {
        (bytes32[] memory proof,) = _earned(1_000e9, 0);
        vm.prank(GUARDIAN);
        vault.pause();
        vm.assertEq(vault.claimableNow(ALICE), 0);
        vm.expectRevert(PausableUpgradeable.EnforcedPause.selector);
        vm.prank(ALICE);
        vault.claim(1_000e9, proof, 1);
        vault.unpause();
        vm.prank(ALICE);
        vault.claim(1_000e9, proof, 1);
    }

    function test_setLimits_appliesAtOnceAndOnlyForTheManager() public {
        vm.expectEmit(address(vault));
        emit RewardsVault.LimitsSet(1, 2, 3);
        vault.setLimits(1, 2, 3);
        (uint256 accountLimit, uint256 globalLimit, uint256 periodS) = vault.limits();
        vm.assertEq(accountLimit, 1);
        vm.assertEq(globalLimit, 2);
        vm.assertEq(periodS, 3);
        vm.assertEq(vault.claimableNow(ALICE), 1);
        vm.expectRevert(abi.encodeWithSelector(Governed.CallerNotManager.selector, STRANGER));
        vm.prank(STRANGER);
        vault.setLimits(1, 2, 3);
    }

    function test_setLimits_refusesZeroAndDisorder() public {
        vm.expectRevert(abi.encodeWithSelector(RewardsVault.LimitsUnordered.selector, 3, 2));
        vault.setLimits(3, 2, 1);
        vm.expectRevert(abi.encodeWithSelector(Governed.ValueZero.selector, bytes32("accountLimit")));
        vault.setLimits(0, 2, 1);
        vm.expectRevert(abi.encodeWithSelector(Governed.ValueZero.selector, bytes32("periodS")));
        vault.setLimits(1, 2, 0);
    }

    /// @dev Lowering the limit below what was just used locks the account out until enough has faded, without underflow.
    function test_setLimits_lowerThanWhatWasUsed() public {
        (bytes32[] memory proof,) = _earned(5_000_000e9, 0);
        vm.prank(ALICE);
        vault.claim(5_000_000e9, proof, ACCOUNT_LIMIT);
        vault.setLimits(ACCOUNT_LIMIT / 2, ACCOUNT_LIMIT / 2, PERIOD_S);
        vm.assertEq(vault.claimableNow(ALICE), 0);
        vm.warp(block.timestamp + PERIOD_S);
        vm.assertEq(vault.claimableNow(ALICE), 0);
        vm.warp(block.timestamp + PERIOD_S);
        vm.assertEq(vault.claimableNow(ALICE), ACCOUNT_LIMIT / 2);
    }

    function test_claimFor_paysTheAccountWhoeverSendsIt() public {
        (bytes32[] memory proof,) = _earned(1_000e9, 5e9);
        vm.expectEmit(address(vault));
        emit RewardsVault.RewardsClaimed(ALICE, 600e9, 600e9);
        vm.prank(STRANGER);
        vault.claimFor(ALICE, 1_000e9, proof, 600e9);
        vm.assertEq(token.balanceOf(ALICE), 600e9);
        vm.assertEq(token.balanceOf(STRANGER), 0);
        vm.prank(ALICE);
        vault.claim(1_000e9, proof, 400e9);
        vm.assertEq(vault.claimed(ALICE), 1_000e9);
        vm.assertEq(vault.claimed(STRANGER), 0);
        vm.expectRevert(abi.encodeWithSelector(RewardsVault.ClaimExceedsRewards.selector, 1, 0));
        vm.prank(STRANGER);
        vault.claimFor(ALICE, 1_000e9, proof, 1);
    }

    function test_claimFor_isHeldByProofLimitAndPause() public {
        (bytes32[] memory proof, bytes32[] memory bobProof) = _earned(5_000_000e9, 5e9);
        vm.expectRevert(abi.encodeWithSelector(RewardsVault.RewardNotProven.selector, ALICE, 5e9));
        vault.claimFor(ALICE, 5e9, bobProof, 5e9);
        vm.expectRevert(
            abi.encodeWithSelector(
                RewardsVault.AccountLimitReached.selector, ACCOUNT_LIMIT + 1, ACCOUNT_LIMIT
            )
        );
        vault.claimFor(ALICE, 5_000_000e9, proof, ACCOUNT_LIMIT + 1);
        vm.prank(GUARDIAN);
        vault.pause();
        vm.expectRevert(PausableUpgradeable.EnforcedPause.selector);
        vault.claimFor(ALICE, 5_000_000e9, proof, 1);
    }

    function test_views_nameTokenAndRegistry() public view {
        vm.assertEq(vault.token(), address(token));
        vm.assertEq(vault.registry(), address(registry));
    }
}
