// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Governed} from "../src/Governed.sol";
import {FeePayer} from "../src/fees/FeePayer.sol";
import {INameRegistry, NameState, NameStatus, Registration} from "../src/names/INameRegistry.sol";
import {NamesTest} from "./support/NamesTest.sol";
import {bound, vm} from "./support/Vm.sol";
import {PausableUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/PausableUpgradeable.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";

contract NameRegistrationTest is NamesTest {
    function setUp() public {
        deployNames();
    }

    // --- commit, wait, register

    function test_register_givesTheNameAndSplitsTheFee() public {
        Registration memory r = registrationOf("alice", ALICE, 2);
        bytes32 commitment = names.commitmentOf(r);
        vm.expectEmit(address(names));
        emit INameRegistry.NameCommitted(commitment);
        names.commit(commitment);
        vm.assertEq(names.committedAtS(commitment), START_S);
        vm.warp(START_S + AGE_MIN_S);
        uint64 expiresAtS = uint64(START_S) + AGE_MIN_S + 2 * YEAR_S;
        vm.expectEmit(address(names));
        emit IERC721.Transfer(address(0), ALICE, uint256(r.nameHash));
        vm.expectEmit(address(names));
        emit INameRegistry.NameRegistered(r.nameHash, ALICE, 5, expiresAtS, 2 * PRICE);
        vm.expectEmit(address(names));
        emit INameRegistry.EncryptedRecordSet(r.nameHash, r.encryptedRecord);
        vm.prank(BOB);
        names.register(r, 2 * PRICE);
        NameState memory state = names.stateOf(r.nameHash);
        vm.assertEq(state.owner, ALICE);
        vm.assertEq(state.expiresAtS, expiresAtS);
        vm.assertEq(state.length, 5);
        vm.assertEq(state.generation, 1);
        vm.assertFalse(state.revealed);
        vm.assertEq(uint256(state.status), uint256(NameStatus.Active));
        vm.assertEq(names.ownerOf(uint256(r.nameHash)), ALICE);
        vm.assertEq(token.balanceOf(BOB), 1_000_000e9 - 2 * PRICE);
        vm.assertEq(token.balanceOf(POOL), (2 * PRICE * 9) / 10);
        vm.assertEq(token.balanceOf(LIQUIDITY), (2 * PRICE) / 10);
        vm.assertEq(token.balanceOf(address(names)), 0);
    }

    function test_register_withoutARecordSetsNone() public {
        Registration memory r = registrationOf("alice", ALICE, 1);
        r.encryptedRecord = "";
        commitAndRegister(ALICE, r);
        vm.assertEq(names.ownerOf(uint256(r.nameHash)), ALICE);
    }

    function test_register_needsACommitment() public {
        Registration memory r = registrationOf("alice", ALICE, 1);
        bytes32 commitment = names.commitmentOf(r);
        vm.expectRevert(abi.encodeWithSelector(INameRegistry.CommitmentUnknown.selector, commitment));
        names.register(r, type(uint256).max);
    }

    function test_register_keepsTheCommitmentsAge() public {
        Registration memory r = registrationOf("alice", ALICE, 1);
        bytes32 commitment = names.commitmentOf(r);
        names.commit(commitment);
        vm.warp(START_S + AGE_MIN_S - 1);
        vm.expectRevert(
            abi.encodeWithSelector(INameRegistry.CommitmentTooYoung.selector, commitment, START_S + AGE_MIN_S)
        );
        names.register(r, type(uint256).max);
        vm.warp(START_S + AGE_MAX_S + 1);
        vm.expectRevert(
            abi.encodeWithSelector(INameRegistry.CommitmentExpired.selector, commitment, START_S + AGE_MAX_S)
        );
        names.register(r, type(uint256).max);
        // an expired one may be made again
        names.commit(commitment);
        vm.warp(block.timestamp + AGE_MAX_S);
        vm.prank(ALICE);
        names.register(r, type(uint256).max);
        vm.assertEq(names.committedAtS(commitment), 0);
    }

    /// @dev Whoever sees a commitment can neither make it younger nor use it for another owner.
    function test_commit_cannotBeStolen() public {
        Registration memory r = registrationOf("alice", ALICE, 1);
        bytes32 commitment = names.commitmentOf(r);
        vm.prank(BOB);
        names.commit(commitment);
        vm.expectRevert(abi.encodeWithSelector(INameRegistry.CommitmentExists.selector, commitment, START_S));
        vm.prank(ALICE);
        names.commit(commitment);
        vm.warp(START_S + AGE_MAX_S);
        vm.expectRevert(abi.encodeWithSelector(INameRegistry.CommitmentExists.selector, commitment, START_S));
        names.commit(commitment);
        vm.prank(ALICE);
        names.register(r, type(uint256).max);
        vm.assertEq(names.stateOf(r.nameHash).owner, ALICE);
    }

    /// @dev A registration seen on its way can be copied, which pays for its owner, or changed, which nobody committed to.
    function test_register_cannotBeFrontRun() public {
        Registration memory r = registrationOf("alice", ALICE, 1);
        names.commit(names.commitmentOf(r));
        vm.warp(START_S + AGE_MIN_S);
        Registration memory changed = registrationOf("alice", BOB, 1);
        changed.secret = r.secret;
        bytes32 unknown = names.commitmentOf(changed);
        vm.expectRevert(abi.encodeWithSelector(INameRegistry.CommitmentUnknown.selector, unknown));
        vm.prank(BOB);
        names.register(changed, type(uint256).max);
        vm.prank(BOB);
        names.register(r, type(uint256).max);
        vm.assertEq(names.stateOf(r.nameHash).owner, ALICE);
        vm.assertEq(token.balanceOf(ALICE), 1_000_000e9);
    }

    function test_fuzz_commitmentOf_bindsEveryField(uint8 field, bytes32 other) public {
        Registration memory r = registrationOf("alice", ALICE, 1);
        bytes32 original = names.commitmentOf(r);
        field = uint8(bound(field, 0, 7));
        if (field == 0) r.nameHash ^= other | bytes32(uint256(1));
        if (field == 1) r.length = 6;
        if (field == 2) r.owner = address(uint160(uint256(other | bytes32(uint256(1)))));
        if (field == 3) r.yearCount = 2;
        if (field == 4) r.encryptedRecord = abi.encode(other);
        if (field == 5) r.secret ^= other | bytes32(uint256(1));
        if (field == 6) vm.chainId(1);
        bytes32 now_ = field == 7 ? deployRegistry(namesParams()).commitmentOf(r) : names.commitmentOf(r);
        vm.assertTrue(now_ != original);
    }

    /// @dev As the SDK computes it: one word per argument.
    function test_commitmentOf_isTheHashOfItsWords() public view {
        Registration memory r = registrationOf("alice", ALICE, 1);
        bytes32 expected = keccak256(
            abi.encode(
                keccak256("sextant/name-registration/1"),
                block.chainid,
                address(names),
                r.nameHash,
                uint256(r.length),
                r.owner,
                uint256(r.yearCount),
                keccak256(r.encryptedRecord),
                r.secret
            )
        );
        vm.assertEq(names.commitmentOf(r), expected);
    }

    function test_register_usesACommitmentOnce() public {
        Registration memory r = registrationOf("alice", ALICE, 1);
        r.length = 6;
        commitAndRegister(ALICE, r);
        names.challenge("alice");
        bytes32 commitment = names.commitmentOf(r);
        vm.expectRevert(abi.encodeWithSelector(INameRegistry.CommitmentUnknown.selector, commitment));
        names.register(r, type(uint256).max);
    }

    function test_register_revertsForTermsOutOfRange() public {
        Registration memory r = registrationOf("alice", ALICE, 0);
        _expectRefused(r, abi.encodeWithSelector(INameRegistry.YearsOutOfRange.selector, 0, 10));
        r.yearCount = 11;
        _expectRefused(r, abi.encodeWithSelector(INameRegistry.YearsOutOfRange.selector, 11, 10));
        (r.yearCount, r.length) = (1, 0);
        _expectRefused(r, abi.encodeWithSelector(INameRegistry.NameLengthOutOfRange.selector, 0, 64));
        r.length = 65;
        _expectRefused(r, abi.encodeWithSelector(INameRegistry.NameLengthOutOfRange.selector, 65, 64));
        (r.length, r.encryptedRecord) = (5, new bytes(72));
        _expectRefused(r, abi.encodeWithSelector(INameRegistry.RecordSizeWrong.selector, 72, 73));
        (r.encryptedRecord, r.nameHash) = ("", 0);
        _expectRefused(r, abi.encodeWithSelector(Governed.ValueZero.selector, bytes32("nameHash")));
    }

    function _expectRefused(Registration memory r, bytes memory revertData) private {
        names.commit(names.commitmentOf(r));
        vm.warp(block.timestamp + AGE_MIN_S);
        vm.expectRevert(revertData);
        vm.prank(ALICE);
        names.register(r, type(uint256).max);
    }

    function test_register_revertsAboveTheAgreedCost() public {
        Registration memory r = registrationOf("alice", ALICE, 1);
        names.commit(names.commitmentOf(r));
        vm.warp(START_S + AGE_MIN_S);
        vm.prank(MANAGER);
        names.setPrices([PRICE, PRICE, PRICE, PRICE, PRICE + 1]);
        vm.expectRevert(abi.encodeWithSelector(FeePayer.CostAboveMax.selector, PRICE + 1, PRICE));
        vm.prank(ALICE);
        names.register(r, PRICE);
    }

    function test_register_revertsForATakenName() public {
        bytes32 nameHash = registerFor(ALICE, "alice");
        uint64 freeAtS = expiryOf(nameHash) + GRACE_S;
        Registration memory r = registrationOf("alice", BOB, 1);
        _expectRefused(r, abi.encodeWithSelector(INameRegistry.NameTaken.selector, nameHash, freeAtS));
        names.commit(names.commitmentOf(registrationOf("alice", BOB, 2)));
        vm.warp(freeAtS - AGE_MIN_S - 1);
        r = registrationOf("alice", BOB, 3);
        _expectRefused(r, abi.encodeWithSelector(INameRegistry.NameTaken.selector, nameHash, freeAtS));
        vm.warp(freeAtS);
        vm.prank(BOB);
        names.register(r, type(uint256).max);
        vm.assertEq(names.ownerOf(uint256(nameHash)), BOB);
    }

    function test_register_ofALapsedNameStartsFromNothing() public {
        bytes32 nameHash = registerRevealed(ALICE, "alice");
        vm.prank(ALICE);
        names.setReverse(nameHash);
        vm.prank(ALICE);
        names.approve(CAROL, uint256(nameHash));
        vm.warp(expiryOf(nameHash) + GRACE_S);
        assertFree(nameHash);
        Registration memory r = registrationOf("alice", BOB, 1);
        names.commit(names.commitmentOf(r));
        vm.warp(block.timestamp + AGE_MIN_S);
        vm.expectEmit(address(names));
        emit IERC721.Transfer(ALICE, address(0), uint256(nameHash));
        vm.expectEmit(address(names));
        emit INameRegistry.RecordsCleared(nameHash);
        vm.expectEmit(address(names));
        emit INameRegistry.ReverseSet(ALICE, 0);
        vm.expectEmit(address(names));
        emit IERC721.Transfer(address(0), BOB, uint256(nameHash));
        vm.prank(BOB);
        names.register(r, type(uint256).max);
        NameState memory state = names.stateOf(nameHash);
        vm.assertEq(state.owner, BOB);
        vm.assertFalse(state.revealed);
        vm.assertEq(state.generation, 3);
        vm.assertEq(names.getApproved(uint256(nameHash)), address(0));
        vm.assertEq(names.reverseOf(ALICE), 0);
        vm.assertEq(names.balanceOf(ALICE), 0);
        vm.assertEq(names.totalSupply(), 1);
    }

    function test_register_revertsWhenPaused() public {
        Registration memory r = registrationOf("alice", ALICE, 1);
        vm.prank(GUARDIAN);
        names.pause();
        vm.expectRevert(PausableUpgradeable.EnforcedPause.selector);
        names.register(r, type(uint256).max);
    }

    // --- price

    function test_fuzz_costOf_followsLengthAndYears(uint8 length, uint8 yearCount) public view {
        length = uint8(bound(length, 1, 64));
        yearCount = uint8(bound(yearCount, 1, 10));
        uint96[5] memory prices = names.pricesPerYear();
        uint256 perYear = prices[length > 4 ? 4 : length - 1];
        vm.assertEq(names.costOf(length, yearCount), perYear * yearCount);
        // renewing year by year costs as much as all at once
        vm.assertEq(names.costOf(length, yearCount), names.costOf(length, 1) * yearCount);
    }

    // --- renewal

    function test_renew_extendsFromTheExpiryForAnyone() public {
        bytes32 nameHash = registerFor(ALICE, "bob");
        uint64 expiresAtS = expiryOf(nameHash);
        vm.expectEmit(address(names));
        emit INameRegistry.NameRenewed(nameHash, BOB, expiresAtS + 3 * YEAR_S, 3 * 16 * PRICE);
        vm.prank(BOB);
        names.renew(nameHash, 3, 3 * 16 * PRICE);
        vm.assertEq(expiryOf(nameHash), expiresAtS + 3 * YEAR_S);
        vm.assertEq(names.ownerOf(uint256(nameHash)), ALICE);
        vm.assertEq(token.balanceOf(BOB), 1_000_000e9 - 48 * PRICE);
    }

    function test_renew_worksInGraceAndNotAfter() public {
        bytes32 nameHash = registerFor(ALICE, "alice");
        uint64 expiresAtS = expiryOf(nameHash);
        vm.warp(expiresAtS + GRACE_S - 1);
        assertStatus(nameHash, NameStatus.Grace);
        vm.prank(BOB);
        names.renew(nameHash, 1, type(uint256).max);
        // a year from the expiry, not from today
        vm.assertEq(expiryOf(nameHash), expiresAtS + YEAR_S);
        assertStatus(nameHash, NameStatus.Active);
        vm.warp(expiresAtS + YEAR_S + GRACE_S);
        vm.expectRevert(abi.encodeWithSelector(INameRegistry.NameNotRegistered.selector, nameHash));
        vm.prank(BOB);
        names.renew(nameHash, 1, type(uint256).max);
    }

    function test_renew_revertsForUnknownNamesTermsAndCost() public {
        vm.expectRevert(abi.encodeWithSelector(INameRegistry.NameNotRegistered.selector, bytes32("x")));
        names.renew("x", 1, type(uint256).max);
        bytes32 nameHash = registerFor(ALICE, "alice");
        vm.expectRevert(abi.encodeWithSelector(INameRegistry.YearsOutOfRange.selector, 0, 10));
        names.renew(nameHash, 0, type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(FeePayer.CostAboveMax.selector, PRICE, PRICE - 1));
        names.renew(nameHash, 1, PRICE - 1);
    }

    /// @dev The guardian cannot make a name lapse.
    function test_renew_goesOnWhilePaused() public {
        bytes32 nameHash = registerFor(ALICE, "alice");
        vm.prank(GUARDIAN);
        names.pause();
        vm.prank(ALICE);
        names.renew(nameHash, 1, PRICE);
    }

    function test_multicall_renewsSeveral() public {
        bytes32 first = registerFor(ALICE, "alice");
        bytes32 second = registerFor(ALICE, "alice2");
        uint64 expiresAtS = expiryOf(second);
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(names.renew, (first, 1, PRICE));
        calls[1] = abi.encodeCall(names.renew, (second, 2, 2 * PRICE));
        vm.prank(ALICE);
        names.multicall(calls);
        vm.assertEq(expiryOf(second), expiresAtS + 2 * YEAR_S);
        vm.assertEq(token.balanceOf(ALICE), 1_000_000e9 - 5 * PRICE);
    }

    // --- lapsing

    function test_removeLapsed_endsTheLastOwnersList() public {
        bytes32 nameHash = registerFor(ALICE, "alice");
        uint64 lapsesAtS = expiryOf(nameHash) + GRACE_S;
        vm.warp(lapsesAtS - 1);
        vm.expectRevert(abi.encodeWithSelector(INameRegistry.NameNotLapsed.selector, nameHash, lapsesAtS));
        names.removeLapsed(nameHash);
        vm.warp(lapsesAtS);
        vm.assertEq(names.balanceOf(ALICE), 1);
        names.removeLapsed(nameHash);
        vm.assertEq(names.balanceOf(ALICE), 0);
        vm.assertEq(names.totalSupply(), 0);
        registerFor(BOB, "alice");
        vm.assertEq(names.ownerOf(uint256(nameHash)), BOB);
    }
}
