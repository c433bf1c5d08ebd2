// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Governed} from "../src/Governed.sol";
import {Contributor, NodeStatus} from "../src/interfaces/RegistryTypes.sol";
import {G1Point, G2Point} from "../src/libraries/BLS12381.sol";
import {ContributionPool} from "../src/pools/ContributionPool.sol";
import {IContributionPool} from "../src/pools/IContributionPool.sol";
import {CliffVestingWallet, StakingContracts} from "../src/vesting/CliffVestingWallet.sol";
import {VestingGrant, VestingWallet} from "../src/vesting/VestingWallet.sol";
import {HostileToken} from "./Reentrancy.t.sol";
import {BlsSigner} from "./support/BlsSigner.sol";
import {MerkleTree} from "./support/MerkleTree.sol";
import {MoodyToken} from "./support/MoodyToken.sol";
import {PoolTest} from "./support/PoolTest.sol";
import {bound, vm} from "./support/Vm.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

contract CliffVestingWalletTest is PoolTest {
    address private constant BENEFICIARY = address(0xbe);
    address private constant REVOKER = address(0x4e);
    uint256 private constant GRANT = 60_000e9;
    uint64 private endS;

    CliffVestingWallet private wallet;

    function setUp() public {
        deployPools();
        endS = uint64(block.timestamp + 365 days);
        wallet = new CliffVestingWallet(_grant(), _contracts());
        token.transfer(address(wallet), GRANT);
    }

    function _grant() private view returns (VestingGrant memory) {
        return VestingGrant({
            beneficiary: BENEFICIARY,
            revoker: REVOKER,
            startS: uint64(block.timestamp),
            endS: endS,
            transferable: true
        });
    }

    function _contracts() private view returns (StakingContracts memory) {
        return
            StakingContracts({
                registry: address(registry), vault: address(vault), poolFactory: address(factory)
            });
    }

    function _revoke() private {
        vm.prank(REVOKER);
        wallet.revoke();
    }

    function _release(address caller) private {
        vm.prank(caller);
        wallet.release(token);
    }

    function _registerNode(uint256 n, address rewardBeneficiary) private returns (uint64) {
        bytes32 message = registry.proofOfPossessionMessage(
            keyOf(n),
            ed25519KeyOf(n),
            address(wallet),
            0,
            soloHash(
                address(wallet),
                rewardBeneficiary == address(0) ? address(wallet) : rewardBeneficiary,
                REQUIREMENT
            )
        );
        G1Point memory key = keyOf(n);
        G2Point memory proof = BlsSigner.sign(secretOf(n), message);
        vm.prank(wallet.controller());
        wallet.registerNode(key, proof, ed25519KeyOf(n), ed25519SignatureOf(n), 0, rewardBeneficiary);
        return registry.idOfEd25519Key(ed25519KeyOf(n));
    }

    function _contribute(ContributionPool to, uint256 amount, address rewardBeneficiary) private {
        bytes32 termsHash = to.termsHash();
        vm.prank(wallet.controller());
        wallet.contribute(to, amount, rewardBeneficiary, termsHash);
    }

    function test_constructor_keepsTheGrantAndItsContracts() public {
        vm.assertEq(address(wallet.registry()), address(registry));
        vm.assertEq(address(wallet.vault()), address(vault));
        vm.assertEq(address(wallet.poolFactory()), address(factory));
        vm.assertEq(address(wallet.stakingToken()), address(token));
        vm.assertEq(wallet.controller(), BENEFICIARY);
        StakingContracts memory missing = _contracts();
        missing.vault = address(0);
        vm.expectRevert(abi.encodeWithSelector(Governed.AddressZero.selector, bytes32("vault")));
        new CliffVestingWallet(_grant(), missing);
        missing = _contracts();
        missing.poolFactory = address(0);
        vm.expectRevert(abi.encodeWithSelector(Governed.AddressZero.selector, bytes32("poolFactory")));
        new CliffVestingWallet(_grant(), missing);
    }

    function test_fuzz_release_paysNothingBeforeTheEnd(uint256 waitedS) public {
        vm.warp(block.timestamp + bound(waitedS, 0, 365 days - 1));
        vm.expectRevert(abi.encodeWithSelector(CliffVestingWallet.VestingNotOver.selector, endS));
        _release(BENEFICIARY);
        vm.warp(endS);
        vm.expectEmit(address(wallet));
        emit VestingWallet.VestingReleased(address(token), BENEFICIARY, GRANT);
        _release(BENEFICIARY);
        vm.assertEq(token.balanceOf(BENEFICIARY), GRANT);
        vm.expectRevert(abi.encodeWithSelector(VestingWallet.NothingToRelease.selector, address(token)));
        _release(BENEFICIARY);
    }

    function test_revoke_passesAllToTheRevokerAtTheEnd() public {
        MoodyToken other = new MoodyToken();
        other.transfer(address(wallet), 3);
        vm.expectEmit(address(wallet));
        emit CliffVestingWallet.GrantRevoked(REVOKER);
        _revoke();
        vm.assertEq(wallet.controller(), REVOKER);
        vm.expectRevert(abi.encodeWithSelector(CliffVestingWallet.VestingNotOver.selector, endS));
        _release(REVOKER);
        vm.warp(endS);
        vm.expectRevert(abi.encodeWithSelector(CliffVestingWallet.CallerNotController.selector, BENEFICIARY));
        _release(BENEFICIARY);
        _release(REVOKER);
        vm.prank(REVOKER);
        wallet.release(other);
        vm.assertEq(token.balanceOf(REVOKER), GRANT);
        vm.assertEq(other.balanceOf(REVOKER), 3);
    }

    function test_revoke_happensOnceBeforeTheEndByTheRevoker() public {
        vm.expectRevert(abi.encodeWithSelector(VestingWallet.CallerNotRevoker.selector, BENEFICIARY));
        vm.prank(BENEFICIARY);
        wallet.revoke();
        _revoke();
        vm.expectRevert(abi.encodeWithSelector(VestingWallet.RevokedAlready.selector, address(token)));
        _revoke();
        wallet = new CliffVestingWallet(_grant(), _contracts());
        vm.warp(endS);
        vm.expectRevert(abi.encodeWithSelector(VestingWallet.VestingOver.selector, endS));
        _revoke();
    }

    function test_setRevoker_leavesARevokedGrantAnOwner() public {
        _revoke();
        vm.expectRevert(abi.encodeWithSelector(Governed.AddressZero.selector, bytes32("revoker")));
        vm.prank(REVOKER);
        wallet.setRevoker(address(0));
        vm.expectEmit(address(wallet));
        emit VestingWallet.RevokerSet(STRANGER);
        vm.prank(REVOKER);
        wallet.setRevoker(STRANGER);
        vm.assertEq(wallet.controller(), STRANGER);
        wallet = new CliffVestingWallet(_grant(), _contracts());
        vm.prank(REVOKER);
        wallet.setRevoker(address(0));
        vm.expectRevert(abi.encodeWithSelector(VestingWallet.CallerNotRevoker.selector, REVOKER));
        _revoke();
    }

    function test_registerNode_stakesAndGetsTheStakeBack() public {
        uint64 id = _registerNode(1, address(0xca5));
        vm.assertEq(registry.node(id).operator, address(wallet));
        vm.assertEq(token.allowance(address(wallet), address(registry)), 0);
        vm.prank(BENEFICIARY);
        wallet.requestExit(id);
        vm.warp(block.timestamp + EXIT_DELAY_S);
        registry.exitWithoutSnapshot(id);
        vm.prank(BENEFICIARY);
        wallet.withdrawStakes();
        vm.assertEq(token.balanceOf(address(wallet)), GRANT);
        vm.assertTrue(registry.node(id).status == NodeStatus.None);
    }

    function test_stakes_areTheRevokersToDecideOnAfterARevocation() public {
        uint64 id = _registerNode(1, BENEFICIARY);
        _revoke();
        vm.expectRevert(abi.encodeWithSelector(CliffVestingWallet.CallerNotController.selector, BENEFICIARY));
        vm.prank(BENEFICIARY);
        wallet.requestExit(id);
        vm.prank(REVOKER);
        wallet.requestExit(id);
        vm.warp(endS);
        registry.exitWithoutSnapshot(id);
        vm.prank(REVOKER);
        wallet.withdrawStakes();
        _release(REVOKER);
        vm.assertEq(token.balanceOf(REVOKER), GRANT);
    }

    function test_claimRewards_bringsThemHere() public {
        registerNodes(4);
        registry.start();
        token.transfer(address(vault), 1_000e9);
        bytes32[] memory leaves = new bytes32[](2);
        leaves[0] = MerkleTree.rewardLeaf(address(wallet), 100e9);
        leaves[1] = MerkleTree.rewardLeaf(STRANGER, 1);
        acceptRoots(4, MerkleTree.root(leaves), bytes32(0));
        bytes32[] memory proof = MerkleTree.proof(leaves, 0);
        vm.prank(BENEFICIARY);
        wallet.claimRewards(100e9, proof, 60e9);
        vm.prank(STRANGER);
        vault.claimFor(address(wallet), 100e9, proof, 40e9);
        vm.assertEq(token.balanceOf(address(wallet)), GRANT + 100e9);
    }

    function test_contribute_joinsAPoolAndSharesItsNode() public {
        ContributionPool opened = openedPool();
        _contribute(opened, 5_000e9, BENEFICIARY);
        _contribute(opened, 1_000e9, address(0));
        (uint256 amount, address beneficiary,) = opened.contributionOf(address(wallet));
        vm.assertEq(amount, 6_000e9);
        vm.assertEq(beneficiary, BENEFICIARY);
        vm.prank(BENEFICIARY);
        wallet.setPoolBeneficiary(opened, address(0));
        (, beneficiary,) = opened.contributionOf(address(wallet));
        vm.assertEq(beneficiary, address(wallet));
        contribute(opened, memberOf(1), REQUIREMENT - QUARTER - 6_000e9);
        opened.finalize();
        Contributor[] memory list = opened.contributors();
        vm.warp(block.timestamp + EXIT_DELAY_S);
        vm.prank(BENEFICIARY);
        wallet.requestExitAsContributor(1, list);
        vm.warp(block.timestamp + EXIT_DELAY_S);
        registry.exitWithoutSnapshot(1);
        registry.releaseStakes(1, list);
        vm.prank(BENEFICIARY);
        wallet.withdrawStakes();
        vm.assertEq(token.balanceOf(address(wallet)), GRANT);
    }

    function test_withdrawFromPool_bringsEverythingBack() public {
        ContributionPool opened = openedPool();
        _contribute(opened, 5_000e9, address(0));
        vm.warp(block.timestamp + 1 days);
        vm.prank(BENEFICIARY);
        wallet.withdrawFromPool(opened);
        vm.assertEq(token.balanceOf(address(wallet)), GRANT);
        _contribute(opened, 5_000e9, address(0));
        vm.prank(operatorOf(1));
        opened.reset();
        opened.payCredit(address(wallet));
        vm.assertEq(token.balanceOf(address(wallet)), GRANT);
    }

    function test_pools_mustBeTheFactorys() public {
        IContributionPool fake = IContributionPool(address(0xfa4e));
        bytes memory unknown = abi.encodeWithSelector(CliffVestingWallet.PoolUnknown.selector, address(fake));
        vm.expectRevert(unknown);
        vm.prank(BENEFICIARY);
        wallet.contribute(fake, 1, address(0), 0);
        vm.expectRevert(unknown);
        vm.prank(BENEFICIARY);
        wallet.setPoolBeneficiary(fake, address(0));
        vm.expectRevert(unknown);
        vm.prank(BENEFICIARY);
        wallet.withdrawFromPool(fake);
    }

    function test_everyStakingMoveIsTheControllers() public {
        Contributor[] memory list = new Contributor[](0);
        bytes32[] memory proof = new bytes32[](0);
        IContributionPool any = IContributionPool(address(1));
        G1Point memory key;
        G2Point memory signature;
        bytes[] memory calls = new bytes[](9);
        calls[0] = abi.encodeCall(wallet.release, (token));
        calls[1] = abi.encodeCall(wallet.registerNode, (key, signature, 0, [bytes32(0), 0], 0, STRANGER));
        calls[2] = abi.encodeCall(wallet.requestExit, (1));
        calls[3] = abi.encodeCall(wallet.requestExitAsContributor, (1, list));
        calls[4] = abi.encodeCall(wallet.withdrawStakes, ());
        calls[5] = abi.encodeCall(wallet.claimRewards, (1, proof, 1));
        calls[6] = abi.encodeCall(wallet.contribute, (any, 1, STRANGER, 0));
        calls[7] = abi.encodeCall(wallet.setPoolBeneficiary, (any, STRANGER));
        calls[8] = abi.encodeCall(wallet.withdrawFromPool, (any));
        for (uint256 i; i < calls.length; ++i) {
            vm.prank(STRANGER);
            (bool done, bytes memory answer) = address(wallet).call(calls[i]);
            vm.assertFalse(done);
            vm.assertEq(
                answer, abi.encodeWithSelector(CliffVestingWallet.CallerNotController.selector, STRANGER)
            );
        }
    }

    function test_release_cannotBeReentered() public {
        HostileToken hostile = new HostileToken();
        hostile.transfer(address(wallet), 100);
        vm.warp(endS);
        hostile.callBack(address(wallet), abi.encodeCall(CliffVestingWallet.release, (hostile)));
        vm.prank(BENEFICIARY);
        wallet.release(hostile);
        vm.assertEq(
            hostile.reentryRevert(),
            abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector)
        );
        vm.assertEq(hostile.balanceOf(BENEFICIARY), 100);
    }
}
