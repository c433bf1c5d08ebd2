// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Governed} from "../src/Governed.sol";
import {LinearVestingWallet} from "../src/vesting/LinearVestingWallet.sol";
import {VestingGrant, VestingWallet} from "../src/vesting/VestingWallet.sol";
import {HostileToken} from "./Reentrancy.t.sol";
import {MoodyToken} from "./support/MoodyToken.sol";
import {bound, vm} from "./support/Vm.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

contract LinearVestingWalletTest {
    address private constant BENEFICIARY = address(0xbe);
    address private constant REVOKER = address(0x4e);
    address private constant STRANGER = address(0x57a);
    uint64 private constant START_S = 1_800_000_000;
    uint64 private constant END_S = START_S + 1_000 days;
    uint256 private constant GRANT = 1_000_000e9;

    LinearVestingWallet private wallet;
    MoodyToken private one;
    MoodyToken private two;

    function setUp() public {
        vm.warp(START_S - 100 days);
        wallet = new LinearVestingWallet(_grant(true));
        (one, two) = (new MoodyToken(), new MoodyToken());
        one.transfer(address(wallet), GRANT);
        two.transfer(address(wallet), GRANT);
    }

    function _grant(bool transferable) private pure returns (VestingGrant memory) {
        return VestingGrant({
            beneficiary: BENEFICIARY,
            revoker: REVOKER,
            startS: START_S,
            endS: END_S,
            transferable: transferable
        });
    }

    function _release(MoodyToken token) private {
        vm.prank(BENEFICIARY);
        wallet.release(token);
    }

    function _revoke(MoodyToken token) private {
        vm.prank(REVOKER);
        wallet.revoke(token);
    }

    function test_constructor_keepsTheGrant() public {
        vm.assertEq(wallet.beneficiary(), BENEFICIARY);
        vm.assertEq(wallet.revoker(), REVOKER);
        vm.assertEq(wallet.startS(), START_S);
        vm.assertEq(wallet.endS(), END_S);
        vm.assertTrue(wallet.transferable());
        VestingGrant memory grant = _grant(false);
        grant.beneficiary = address(0);
        vm.expectRevert(abi.encodeWithSelector(Governed.AddressZero.selector, bytes32("beneficiary")));
        new LinearVestingWallet(grant);
        grant = _grant(false);
        grant.endS = START_S;
        vm.expectRevert(abi.encodeWithSelector(VestingWallet.VestingPeriodInvalid.selector, START_S, START_S));
        new LinearVestingWallet(grant);
    }

    function test_release_paysAFifthAtTheStartAndTheRestEvenly() public {
        vm.expectRevert(abi.encodeWithSelector(VestingWallet.NothingToRelease.selector, address(one)));
        _release(one);
        vm.warp(START_S);
        vm.expectEmit(address(wallet));
        emit VestingWallet.VestingReleased(address(one), BENEFICIARY, GRANT / 5);
        _release(one);
        vm.warp(START_S + 500 days);
        vm.assertEq(wallet.vestedAmount(one), (GRANT * 6) / 10);
        vm.assertEq(wallet.releasable(one), (GRANT * 4) / 10);
        _release(one);
        vm.warp(END_S);
        _release(one);
        vm.assertEq(one.balanceOf(BENEFICIARY), GRANT);
        vm.assertEq(wallet.released(one), GRANT);
        vm.assertEq(wallet.releasable(two), GRANT);
    }

    function test_release_isTheBeneficiarys() public {
        vm.warp(END_S);
        vm.expectRevert(abi.encodeWithSelector(VestingWallet.CallerNotBeneficiary.selector, STRANGER));
        vm.prank(STRANGER);
        wallet.release(one);
    }

    function test_fuzz_release_followsTheScheduleWhateverTheSteps(uint256[6] memory waitsS) public {
        uint256 paid;
        for (uint256 i; i < waitsS.length; ++i) {
            uint256 vested = wallet.vestedAmount(one);
            vm.warp(block.timestamp + bound(waitsS[i], 0, 300 days));
            vm.assertGe(wallet.vestedAmount(one), vested);
            if (wallet.releasable(one) == 0) continue;
            _release(one);
            paid = one.balanceOf(BENEFICIARY);
            vm.assertEq(paid, wallet.vestedAmount(one));
            vm.assertEq(paid + one.balanceOf(address(wallet)), GRANT);
        }
        if (block.timestamp >= END_S) vm.assertEq(paid, GRANT);
    }

    /// @dev The defect to avoid: one flag for all tokens made the others vest at once.
    function test_revoke_touchesOneTokenOnly() public {
        vm.warp(START_S + 500 days);
        vm.expectEmit(address(wallet));
        emit LinearVestingWallet.TokenRevoked(address(one), (GRANT * 6) / 10, (GRANT * 4) / 10);
        _revoke(one);
        vm.assertTrue(wallet.isRevoked(one));
        vm.assertFalse(wallet.isRevoked(two));
        vm.assertEq(one.balanceOf(REVOKER), (GRANT * 4) / 10);
        vm.assertEq(wallet.vestedAmount(two), (GRANT * 6) / 10);
        vm.warp(START_S + 750 days);
        vm.assertEq(wallet.vestedAmount(one), (GRANT * 6) / 10);
        vm.assertEq(wallet.vestedAmount(two), (GRANT * 8) / 10);
        _revoke(two);
        vm.assertEq(two.balanceOf(REVOKER), (GRANT * 2) / 10);
    }

    /// @dev The defect to avoid: what arrived after a revocation went to the beneficiary.
    function test_revoke_freezesWhatHasVested() public {
        vm.warp(START_S + 250 days);
        _release(one);
        vm.warp(START_S + 500 days);
        _revoke(one);
        one.transfer(address(wallet), 77e9);
        vm.warp(END_S + 1);
        _release(one);
        vm.assertEq(one.balanceOf(BENEFICIARY), (GRANT * 6) / 10);
        vm.expectEmit(address(wallet));
        emit LinearVestingWallet.TokenReclaimed(address(one), 77e9);
        vm.prank(REVOKER);
        wallet.reclaim(one);
        vm.assertEq(one.balanceOf(REVOKER), (GRANT * 4) / 10 + 77e9);
        vm.expectRevert(abi.encodeWithSelector(LinearVestingWallet.NothingToReclaim.selector, address(one)));
        vm.prank(REVOKER);
        wallet.reclaim(one);
    }

    function test_reclaim_leavesTheBeneficiaryItsPart() public {
        vm.warp(START_S + 500 days);
        _revoke(one);
        one.transfer(address(wallet), 5e9);
        vm.prank(REVOKER);
        wallet.reclaim(one);
        vm.assertEq(wallet.releasable(one), (GRANT * 6) / 10);
        vm.assertEq(one.balanceOf(address(wallet)), (GRANT * 6) / 10);
        vm.expectRevert(abi.encodeWithSelector(LinearVestingWallet.NotRevoked.selector, address(two)));
        vm.prank(REVOKER);
        wallet.reclaim(two);
    }

    function test_revoke_happensOnceBeforeTheEndByTheRevoker() public {
        vm.expectRevert(abi.encodeWithSelector(VestingWallet.CallerNotRevoker.selector, BENEFICIARY));
        vm.prank(BENEFICIARY);
        wallet.revoke(one);
        _revoke(one);
        vm.assertEq(one.balanceOf(REVOKER), GRANT);
        vm.expectRevert(abi.encodeWithSelector(VestingWallet.RevokedAlready.selector, address(one)));
        _revoke(one);
        vm.warp(END_S);
        vm.expectRevert(abi.encodeWithSelector(VestingWallet.VestingOver.selector, END_S));
        _revoke(two);
        vm.expectRevert(abi.encodeWithSelector(VestingWallet.CallerNotRevoker.selector, STRANGER));
        vm.prank(STRANGER);
        wallet.reclaim(one);
    }

    function test_revoke_ofATokenThatIsNotHere() public {
        MoodyToken none = new MoodyToken();
        _revoke(none);
        none.transfer(address(wallet), 1);
        vm.warp(END_S);
        vm.expectRevert(abi.encodeWithSelector(VestingWallet.NothingToRelease.selector, address(none)));
        _release(none);
        vm.prank(REVOKER);
        wallet.reclaim(none);
        vm.assertEq(none.balanceOf(REVOKER), 1);
    }

    function test_offerGrant_changesHandsInTwoSteps() public {
        vm.expectRevert(abi.encodeWithSelector(VestingWallet.CallerNotBeneficiary.selector, STRANGER));
        vm.prank(STRANGER);
        wallet.offerGrant(STRANGER);
        vm.expectEmit(address(wallet));
        emit VestingWallet.GrantOffered(BENEFICIARY, STRANGER);
        vm.prank(BENEFICIARY);
        wallet.offerGrant(STRANGER);
        vm.assertEq(wallet.beneficiary(), BENEFICIARY);
        vm.expectRevert(abi.encodeWithSelector(VestingWallet.GrantNotOffered.selector, REVOKER));
        vm.prank(REVOKER);
        wallet.acceptGrant();
        vm.expectEmit(address(wallet));
        emit VestingWallet.GrantAccepted(BENEFICIARY, STRANGER);
        vm.prank(STRANGER);
        wallet.acceptGrant();
        vm.assertEq(wallet.beneficiary(), STRANGER);
        vm.assertEq(wallet.offeredTo(), address(0));
    }

    function test_offerGrant_needsATransferableGrant() public {
        wallet = new LinearVestingWallet(_grant(false));
        vm.expectRevert(VestingWallet.GrantNotTransferable.selector);
        vm.prank(BENEFICIARY);
        wallet.offerGrant(STRANGER);
    }

    function test_setRevoker_handsOverOrGivesUp() public {
        vm.prank(REVOKER);
        wallet.setRevoker(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(VestingWallet.CallerNotRevoker.selector, REVOKER));
        _revoke(one);
        vm.prank(STRANGER);
        wallet.setRevoker(address(0));
        vm.expectRevert(abi.encodeWithSelector(VestingWallet.CallerNotRevoker.selector, STRANGER));
        vm.prank(STRANGER);
        wallet.revoke(one);
    }

    function test_payments_cannotBeReentered() public {
        HostileToken hostile = new HostileToken();
        hostile.transfer(address(wallet), GRANT);
        vm.warp(START_S);
        hostile.callBack(address(wallet), abi.encodeCall(LinearVestingWallet.release, (hostile)));
        vm.prank(BENEFICIARY);
        wallet.release(hostile);
        _expectBlocked(hostile);
        hostile.callBack(address(wallet), abi.encodeCall(LinearVestingWallet.reclaim, (hostile)));
        vm.prank(REVOKER);
        wallet.revoke(hostile);
        _expectBlocked(hostile);
        vm.assertEq(hostile.balanceOf(BENEFICIARY) + hostile.balanceOf(REVOKER), GRANT);
    }

    function _expectBlocked(HostileToken hostile) private view {
        vm.assertEq(
            hostile.reentryRevert(),
            abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector)
        );
    }
}
