// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {INameRegistry, NameState, NameStatus, Registration} from "../src/names/INameRegistry.sol";
import {NamesTest} from "./support/NamesTest.sol";
import {bound, vm} from "./support/Vm.sol";
import {PausableUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/PausableUpgradeable.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";

contract NameRecordsTest is NamesTest {
    bytes32 private nameHash;

    function setUp() public {
        deployNames();
        nameHash = registerFor(ALICE, "alice");
    }

    function _reveal() private {
        vm.prank(ALICE);
        names.reveal("alice");
    }

    function _expectNotOwner() private {
        vm.expectRevert(abi.encodeWithSelector(INameRegistry.CallerNotNameOwner.selector, nameHash, BOB));
        vm.prank(BOB);
    }

    function _expectNotActive() private {
        vm.expectRevert(
            abi.encodeWithSelector(INameRegistry.NameNotActive.selector, nameHash, expiryOf(nameHash))
        );
        vm.prank(ALICE);
    }

    // --- records

    function test_setEncryptedRecord_takes73BytesOrNone() public {
        bytes memory value = abi.encodePacked(new bytes(72), bytes1(0x01));
        vm.expectEmit(address(names));
        emit INameRegistry.EncryptedRecordSet(nameHash, value);
        vm.prank(ALICE);
        names.setEncryptedRecord(nameHash, value);
        vm.expectEmit(address(names));
        emit INameRegistry.EncryptedRecordSet(nameHash, "");
        vm.prank(ALICE);
        names.setEncryptedRecord(nameHash, "");
    }

    function test_fuzz_setEncryptedRecord_refusesOtherSizes(uint256 size) public {
        size = bound(size, 1, 200);
        if (size != 73) {
            vm.expectRevert(abi.encodeWithSelector(INameRegistry.RecordSizeWrong.selector, size, 73));
        }
        vm.prank(ALICE);
        names.setEncryptedRecord(nameHash, new bytes(size));
    }

    function test_records_areTheOwnersWhileActive() public {
        _reveal();
        _expectNotOwner();
        names.setEncryptedRecord(nameHash, "");
        _expectNotOwner();
        names.setPlainRecord(nameHash, "wallet", "x");
        _expectNotOwner();
        names.setReverse(nameHash);
        _expectNotOwner();
        names.reveal("alice");
        // not even for those approved to move the name
        vm.prank(ALICE);
        names.setApprovalForAll(BOB, true);
        _expectNotOwner();
        names.setEncryptedRecord(nameHash, "");
        vm.warp(expiryOf(nameHash));
        _expectNotActive();
        names.setEncryptedRecord(nameHash, "");
        _expectNotActive();
        names.setPlainRecord(nameHash, "wallet", "x");
        _expectNotActive();
        names.setReverse(nameHash);
        _expectNotActive();
        names.reveal("alice");
    }

    function test_setPlainRecord_publishes() public {
        _reveal();
        vm.expectEmit(address(names));
        emit INameRegistry.PlainRecordSet(nameHash, "com.example_x-1", unicode"Grüße");
        vm.prank(ALICE);
        names.setPlainRecord(nameHash, "com.example_x-1", unicode"Grüße");
        vm.prank(ALICE);
        names.setPlainRecord(nameHash, "wallet", "");
    }

    function test_setPlainRecord_needsARevealedName() public {
        vm.expectRevert(abi.encodeWithSelector(INameRegistry.NameNotRevealed.selector, nameHash));
        vm.prank(ALICE);
        names.setPlainRecord(nameHash, "wallet", "x");
        vm.expectRevert(abi.encodeWithSelector(INameRegistry.NameNotRevealed.selector, nameHash));
        vm.prank(ALICE);
        names.setReverse(nameHash);
    }

    function test_setPlainRecord_bindsKeyAndValue() public {
        _reveal();
        string[4] memory keys = ["", "Wallet", "a b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"];
        for (uint256 i; i < 4; ++i) {
            vm.expectRevert(abi.encodeWithSelector(INameRegistry.RecordKeyInvalid.selector, keys[i]));
            vm.prank(ALICE);
            names.setPlainRecord(nameHash, keys[i], "x");
        }
        vm.prank(ALICE);
        names.setPlainRecord(nameHash, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", string(new bytes(1_024)));
        vm.expectRevert(abi.encodeWithSelector(INameRegistry.RecordValueTooLong.selector, 1_025, 1_024));
        vm.prank(ALICE);
        names.setPlainRecord(nameHash, "a", string(new bytes(1_025)));
    }

    // --- reverse

    function test_setReverse_holdsWhileOwnedAndActive() public {
        _reveal();
        vm.expectEmit(address(names));
        emit INameRegistry.ReverseSet(ALICE, nameHash);
        vm.prank(ALICE);
        names.setReverse(nameHash);
        vm.assertEq(names.reverseOf(ALICE), nameHash);
        vm.assertEq(names.reverseOf(BOB), 0);
        vm.warp(expiryOf(nameHash));
        vm.assertEq(names.reverseOf(ALICE), 0);
        vm.prank(BOB);
        names.renew(nameHash, 1, PRICE);
        vm.assertEq(names.reverseOf(ALICE), nameHash);
        vm.prank(ALICE);
        names.setReverse(0);
        vm.assertEq(names.reverseOf(ALICE), 0);
    }

    function test_transfer_clearsRecordsAndReverse() public {
        _reveal();
        vm.prank(ALICE);
        names.setReverse(nameHash);
        vm.expectEmit(address(names));
        emit IERC721.Transfer(ALICE, BOB, uint256(nameHash));
        vm.expectEmit(address(names));
        emit INameRegistry.RecordsCleared(nameHash);
        vm.expectEmit(address(names));
        emit INameRegistry.ReverseSet(ALICE, 0);
        vm.prank(ALICE);
        names.transferFrom(ALICE, BOB, uint256(nameHash));
        vm.assertEq(names.reverseOf(ALICE), 0);
        vm.assertEq(names.reverseOf(BOB), 0);
        // back again: what was cleared stays cleared, what was shown stays shown
        vm.prank(BOB);
        names.transferFrom(BOB, ALICE, uint256(nameHash));
        vm.assertEq(names.reverseOf(ALICE), 0);
        vm.assertTrue(names.stateOf(nameHash).revealed);
        vm.assertEq(names.stateOf(nameHash).generation, 3);
    }

    function test_transfer_keepsTheReverseOfOtherNames() public {
        _reveal();
        vm.prank(ALICE);
        names.setReverse(nameHash);
        bytes32 other = registerFor(ALICE, "other");
        vm.prank(ALICE);
        names.transferFrom(ALICE, BOB, uint256(other));
        vm.assertEq(names.reverseOf(ALICE), nameHash);
    }

    // --- reveal and challenge

    function test_reveal_showsTheNameOfItsOwner() public {
        vm.expectEmit(address(names));
        emit INameRegistry.NameRevealed(nameHash, "alice");
        _reveal();
        vm.assertTrue(names.stateOf(nameHash).revealed);
    }

    function test_reveal_revertsForAnotherLengthOrABadName() public {
        Registration memory r = registrationOf("short", ALICE, 1);
        r.length = 7;
        commitAndRegister(ALICE, r);
        vm.expectRevert(abi.encodeWithSelector(INameRegistry.NameLengthWrong.selector, 7, 5));
        vm.prank(ALICE);
        names.reveal("short");
        registerFor(ALICE, "Alice");
        vm.expectRevert(abi.encodeWithSelector(INameRegistry.NameRuleBroken.selector, "Alice"));
        vm.prank(ALICE);
        names.reveal("Alice");
    }

    function test_challenge_voidsAWrongLength() public {
        Registration memory r = registrationOf("abc", ALICE, 1);
        r.length = 9;
        commitAndRegister(ALICE, r);
        uint256 paid = token.balanceOf(ALICE);
        vm.expectEmit(address(names));
        emit INameRegistry.NameVoided(r.nameHash, BOB);
        vm.expectEmit(address(names));
        emit IERC721.Transfer(ALICE, address(0), uint256(r.nameHash));
        vm.expectEmit(address(names));
        emit INameRegistry.RecordsCleared(r.nameHash);
        vm.prank(BOB);
        names.challenge("abc");
        assertFree(r.nameHash);
        NameState memory state = names.stateOf(r.nameHash);
        vm.assertEq(state.expiresAtS, 0);
        vm.assertEq(state.generation, 2);
        vm.assertEq(names.balanceOf(ALICE), 1);
        vm.assertEq(token.balanceOf(ALICE), paid);
        // free at once, for its true price
        registerFor(BOB, "abc");
        vm.assertEq(names.ownerOf(uint256(r.nameHash)), BOB);
        vm.assertEq(token.balanceOf(BOB), 1_000_000e9 - 16 * PRICE);
    }

    function test_challenge_voidsNamesThatBreakTheRule() public {
        string[5] memory bad =
            ["", "Alice", "-a", "a b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"];
        for (uint256 i; i < 5; ++i) {
            Registration memory r = registrationOf(bad[i], ALICE, 1);
            r.length = 5;
            commitAndRegister(ALICE, r);
            names.challenge(bad[i]);
            assertFree(r.nameHash);
        }
    }

    function test_challenge_revertsWhenUnfounded() public {
        vm.expectRevert(abi.encodeWithSelector(INameRegistry.ChallengeUnfounded.selector, nameHash));
        names.challenge("alice");
        bytes32 unknown = hashOf("unknown");
        vm.expectRevert(abi.encodeWithSelector(INameRegistry.NameNotRegistered.selector, unknown));
        names.challenge("unknown");
        vm.warp(expiryOf(nameHash) + GRACE_S);
        vm.expectRevert(abi.encodeWithSelector(INameRegistry.NameNotRegistered.selector, nameHash));
        names.challenge("alice");
    }

    function test_challenge_worksInGraceAndStopsInAPause() public {
        Registration memory r = registrationOf("abc", ALICE, 1);
        r.length = 9;
        commitAndRegister(ALICE, r);
        vm.prank(GUARDIAN);
        names.pause();
        vm.expectRevert(PausableUpgradeable.EnforcedPause.selector);
        names.challenge("abc");
        names.unpause();
        vm.warp(expiryOf(r.nameHash));
        assertStatus(r.nameHash, NameStatus.Grace);
        names.challenge("abc");
        assertFree(r.nameHash);
    }
}
