// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {RewardsVault} from "../src/RewardsVault.sol";
import {IRegistryErrors} from "../src/interfaces/IRegistryErrors.sol";
import {Contributor, ExitLeaf, NodeStatus} from "../src/interfaces/RegistryTypes.sol";
import {G1Point, G2Point} from "../src/libraries/BLS12381.sol";
import {MerkleTree} from "./support/MerkleTree.sol";
import {SharedNodes} from "./support/SharedNodes.sol";
import {TrickToken} from "./support/TrickToken.sol";
import {vm} from "./support/Vm.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

/// @notice What tokens do elsewhere must not harm stakes and rewards here: fees, standstills, blocked accounts, call backs.
contract HostileTokensTest is SharedNodes {
    uint256 private constant NODES = 5;
    uint64 private constant N = 6;
    address private constant LIQUIDATOR = address(0x11b);

    TrickToken private trick;
    bytes32[] private empty;
    Contributor[] private nobody;

    function setUp() public {
        trick = new TrickToken();
        deployNetworkOn(address(trick), 0);
        startNetwork(NODES);
    }

    function _late(uint256 count, uint64 id) private returns (ExitLeaf memory leaf) {
        leaf = exitLeaf(id, 0, 0);
        leaf.eligibleAtS -= LIQUIDATION_DELAY_S;
        acceptExit(count, leaf);
    }

    function _expectStandstill() private {
        vm.expectRevert(TrickToken.Standstill.selector);
    }

    function _expectBlocked(address account) private {
        vm.expectRevert(abi.encodeWithSelector(TrickToken.AccountBlocked.selector, account));
    }

    function _expectCallBackRefused() private view {
        vm.assertEq(
            trick.reentryAnswer(),
            abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector)
        );
    }

    function test_fee_makesRegistrationsFail() public {
        Contributor[] memory list = threeOf(N);
        fund(N);
        G1Point memory key = keyOf(N);
        G2Point memory solo = proofOf(N, 0, operatorOf(N));
        G2Point memory shared = sharedProofOf(N, 500, operatorOf(N), list);
        trick.takeFee(true);
        bytes memory expected = abi.encodeWithSelector(
            IRegistryErrors.StakeIncomplete.selector, REQUIREMENT - REQUIREMENT / 100, REQUIREMENT
        );
        vm.expectRevert(expected);
        vm.prank(operatorOf(N));
        registry.register(key, solo, ed25519KeyOf(N), ed25519SignatureOf(N), 0, address(0));
        vm.expectRevert(expected);
        vm.prank(operatorOf(N));
        registry.registerShared(key, shared, ed25519KeyOf(N), ed25519SignatureOf(N), 500, list);
        vm.assertEq(registry.nodeCount(), NODES);
    }

    /// @dev A fee on the way out is the receiver's loss; what the registry owes others stays covered.
    function test_fee_onTheWayOutIsTheReceiversAlone() public {
        ExitLeaf memory leaf = _late(NODES, 3);
        trick.takeFee(true);
        vm.prank(LIQUIDATOR);
        registry.liquidate(leaf, empty, nobody);
        uint256 credit = registry.creditOf(operatorOf(3));
        vm.assertEq(credit, REQUIREMENT - 50e9);
        vm.prank(operatorOf(3));
        registry.withdraw();
        vm.assertEq(trick.balanceOf(operatorOf(3)), credit - credit / 100);
        vm.assertEq(trick.balanceOf(LIQUIDATOR), 7.5e9 - 7.5e9 / 100);
        vm.assertEq(trick.balanceOf(address(registry)), (NODES - 1) * REQUIREMENT);
    }

    function test_fee_neverMakesTheVaultPayTwice() public {
        trick.transfer(address(vault), 1_000e9);
        acceptRoots(NODES, MerkleTree.rewardLeaf(STRANGER, 100e9), bytes32(0));
        trick.takeFee(true);
        vm.prank(STRANGER);
        vault.claim(100e9, empty, 100e9);
        vm.assertEq(trick.balanceOf(STRANGER), 99e9);
        vm.assertEq(vault.claimed(STRANGER), 100e9);
        vm.assertEq(trick.balanceOf(address(vault)), 900e9);
        vm.expectRevert(abi.encodeWithSelector(RewardsVault.ClaimExceedsRewards.selector, 1, 0));
        vm.prank(STRANGER);
        vault.claim(100e9, empty, 1);
    }

    /// @dev Leaving needs no transfer, so a token that stands still holds nobody in.
    function test_standstill_delaysPaymentsAndLosesNone() public {
        ExitLeaf memory leaf = _late(NODES, 3);
        trick.stand(true);
        _expectStandstill();
        registry.liquidate(leaf, empty, nobody);
        vm.assertTrue(registry.node(3).status == NodeStatus.Counted);
        registry.completeExit(leaf, empty);
        vm.assertEq(registry.creditOf(operatorOf(3)), REQUIREMENT);
        _expectStandstill();
        vm.prank(operatorOf(3));
        registry.withdraw();
        vm.assertEq(registry.creditOf(operatorOf(3)), REQUIREMENT);
        trick.stand(false);
        vm.prank(operatorOf(3));
        registry.withdraw();
        vm.assertEq(trick.balanceOf(operatorOf(3)), REQUIREMENT);
    }

    function test_standstill_leavesClaimsAndReleasesAsTheyWere() public {
        trick.transfer(address(vault), 1_000e9);
        trick.transfer(address(pool), 1_000_000e9);
        acceptRoots(NODES, MerkleTree.rewardLeaf(STRANGER, 100e9), bytes32(0));
        vm.warp(block.timestamp + 1 days);
        trick.stand(true);
        _expectStandstill();
        vault.claimFor(STRANGER, 100e9, empty, 100e9);
        vm.assertEq(vault.claimed(STRANGER), 0);
        vm.assertEq(vault.claimableNow(STRANGER), 1_000e9);
        uint256 accrued = pool.accrued();
        _expectStandstill();
        pool.release();
        trick.stand(false);
        vault.claimFor(STRANGER, 100e9, empty, 100e9);
        vm.assertEq(pool.accrued(), accrued);
        pool.release();
        vm.assertEq(pool.totalReleased(), accrued);
    }

    function test_blockedContributor_blocksNobodyElse() public {
        Contributor[] memory list = threeOf(N);
        registerSharedAs(PAYER, N, list);
        exitNode(N, N, 0);
        trick.blockAccount(stakerOf(N, 1), true);
        registry.releaseStakes(N, list);
        for (uint256 i; i < 3; ++i) {
            if (i == 1) _expectBlocked(stakerOf(N, 1));
            vm.prank(stakerOf(N, i));
            registry.withdraw();
        }
        vm.assertEq(registry.creditOf(stakerOf(N, 1)), 10_000e9);
        vm.assertEq(trick.balanceOf(address(registry)), NODES * REQUIREMENT + 10_000e9);
        trick.blockAccount(stakerOf(N, 1), false);
        vm.prank(stakerOf(N, 1));
        registry.withdraw();
        vm.assertEq(trick.balanceOf(stakerOf(N, 1)), 10_000e9);
    }

    function test_blockedPoolOrLiquidator_leavesTheWayOutOpen() public {
        ExitLeaf memory leaf = _late(NODES, 3);
        trick.blockAccount(LIQUIDATOR, true);
        _expectBlocked(LIQUIDATOR);
        vm.prank(LIQUIDATOR);
        registry.liquidate(leaf, empty, nobody);
        trick.blockAccount(address(pool), true);
        _expectBlocked(address(pool));
        registry.liquidate(leaf, empty, nobody);
        registry.completeExit(leaf, empty);
        vm.assertEq(registry.creditOf(operatorOf(3)), REQUIREMENT);
    }

    function test_blockedAccount_keepsItsRewardsAndLetsOthersClaim() public {
        trick.transfer(address(vault), 1_000e9);
        bytes32[] memory leaves = new bytes32[](2);
        leaves[0] = MerkleTree.rewardLeaf(STRANGER, 100e9);
        leaves[1] = MerkleTree.rewardLeaf(PAYER, 100e9);
        acceptRoots(NODES, MerkleTree.root(leaves), bytes32(0));
        trick.blockAccount(STRANGER, true);
        bytes32[] memory proof = MerkleTree.proof(leaves, 0);
        _expectBlocked(STRANGER);
        vault.claimFor(STRANGER, 100e9, proof, 100e9);
        vm.assertEq(vault.claimed(STRANGER), 0);
        proof = MerkleTree.proof(leaves, 1);
        vault.claimFor(PAYER, 100e9, proof, 100e9);
        vm.assertEq(trick.balanceOf(PAYER), 100e9);
    }

    function test_callBack_cannotLiquidateTwiceOrWithdrawInBetween() public {
        ExitLeaf memory leaf = _late(NODES, 3);
        trick.callBack(address(registry), abi.encodeCall(registry.liquidate, (leaf, empty, nobody)));
        registry.liquidate(leaf, empty, nobody);
        _expectCallBackRefused();
        vm.assertEq(trick.balanceOf(address(pool)), 42.5e9);
        leaf = _late4();
        trick.callBack(address(registry), abi.encodeCall(registry.withdraw, ()));
        registry.liquidate(leaf, empty, nobody);
        _expectCallBackRefused();
    }

    /// @dev Four keys are left, all of which sign that node 4 leaves.
    function _late4() private returns (ExitLeaf memory leaf) {
        leaf = exitLeaf(4, 0, 0);
        leaf.eligibleAtS -= LIQUIDATION_DELAY_S;
        G2Point memory signature = signatureBy(
            NODES, ids([uint64(3)]), registry.snapshotMessage(newSnapshot(0, MerkleTree.exitLeaf(leaf)))
        );
        registry.submitSnapshot(
            newSnapshot(0, MerkleTree.exitLeaf(leaf)), signature, none(), new G1Point[](0)
        );
    }

    function test_callBack_cannotRegisterOrClaimInBetween() public {
        Contributor[] memory list = threeOf(N);
        fundPayer(PAYER);
        G1Point memory key = keyOf(N);
        G2Point memory proof = sharedProofOf(N, 500, PAYER, list);
        bytes memory again = abi.encodeCall(
            registry.registerShared, (key, proof, ed25519KeyOf(N), ed25519SignatureOf(N), 500, list)
        );
        trick.callBack(address(registry), again);
        vm.prank(PAYER);
        registry.registerShared(key, proof, ed25519KeyOf(N), ed25519SignatureOf(N), 500, list);
        _expectCallBackRefused();
        trick.callBack(address(0), "");
        trick.transfer(address(vault), 1_000e9);
        acceptRoots(N, MerkleTree.rewardLeaf(STRANGER, 100e9), bytes32(0));
        again = abi.encodeCall(vault.claimFor, (STRANGER, 100e9, empty, 50e9));
        trick.callBack(address(vault), again);
        vault.claimFor(STRANGER, 100e9, empty, 50e9);
        _expectCallBackRefused();
        vm.assertEq(trick.balanceOf(STRANGER), 50e9);
    }
}
