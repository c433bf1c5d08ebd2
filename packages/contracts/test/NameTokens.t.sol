// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Governed} from "../src/Governed.sol";
import {Blake2b256} from "../src/names/Blake2b256.sol";
import {
    INameRegistry,
    LegacyClaim,
    NameRegistryParams,
    NameState,
    NameStatus,
    Registration
} from "../src/names/INameRegistry.sol";
import {NameRegistry} from "../src/names/NameRegistry.sol";
import {MerkleTree} from "./support/MerkleTree.sol";
import {NamesTest} from "./support/NamesTest.sol";
import {vm} from "./support/Vm.sol";
import {PausableUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/PausableUpgradeable.sol";
import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IERC721Metadata} from "@openzeppelin/contracts/token/ERC721/extensions/IERC721Metadata.sol";
import {IERC721Receiver} from "@openzeppelin/contracts/token/ERC721/IERC721Receiver.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @notice Receives a name and, inside the callback, does with it what only its owner may.
contract EagerReceiver is IERC721Receiver {
    NameRegistry private immutable NAMES;
    address private immutable NEXT;

    constructor(NameRegistry names_, address next) {
        (NAMES, NEXT) = (names_, next);
    }

    function onERC721Received(address, address from, uint256 tokenId, bytes calldata)
        external
        override
        returns (bytes4)
    {
        require(NAMES.ownerOf(tokenId) == address(this), "owner");
        NAMES.setEncryptedRecord(bytes32(tokenId), "");
        // The old owner has no say any more, and approvals are gone.
        require(NAMES.getApproved(tokenId) == address(0), "approval");
        require(NAMES.balanceOf(from) == 0, "balance");
        NAMES.transferFrom(address(this), NEXT, tokenId);
        return this.onERC721Received.selector;
    }
}

contract NameTokensTest is NamesTest {
    function setUp() public {
        deployNames();
    }

    function deployRegistryWith(NameRegistryParams memory params) external returns (NameRegistry) {
        return deployRegistry(params);
    }

    function _contains(uint256[] memory list, bytes32 nameHash) private pure returns (bool) {
        for (uint256 i; i < list.length; ++i) {
            if (list[i] == uint256(nameHash)) return true;
        }
        return false;
    }

    // --- tokens

    function test_transfer_movesActiveNamesOnly() public {
        bytes32 nameHash = registerFor(ALICE, "alice");
        uint64 expiresAtS = expiryOf(nameHash);
        vm.prank(ALICE);
        names.approve(CAROL, uint256(nameHash));
        vm.warp(expiresAtS - 1);
        vm.prank(CAROL);
        names.transferFrom(ALICE, BOB, uint256(nameHash));
        vm.assertEq(names.ownerOf(uint256(nameHash)), BOB);
        vm.warp(expiresAtS);
        vm.expectRevert(abi.encodeWithSelector(INameRegistry.NameNotActive.selector, nameHash, expiresAtS));
        vm.prank(BOB);
        names.transferFrom(BOB, ALICE, uint256(nameHash));
    }

    function test_transfer_isForOwnersAndTheApproved() public {
        bytes32 nameHash = registerFor(ALICE, "alice");
        vm.expectRevert(
            abi.encodeWithSelector(IERC721Errors.ERC721InsufficientApproval.selector, BOB, uint256(nameHash))
        );
        vm.prank(BOB);
        names.transferFrom(ALICE, BOB, uint256(nameHash));
        vm.expectRevert(
            abi.encodeWithSelector(IERC721Errors.ERC721IncorrectOwner.selector, BOB, uint256(nameHash), ALICE)
        );
        vm.prank(ALICE);
        names.transferFrom(BOB, CAROL, uint256(nameHash));
    }

    function test_transfer_toOneselfKeepsTheLists() public {
        bytes32 nameHash = registerFor(ALICE, "alice");
        registerFor(ALICE, "alice2");
        vm.prank(ALICE);
        names.transferFrom(ALICE, ALICE, uint256(nameHash));
        vm.assertEq(names.balanceOf(ALICE), 2);
        uint256[] memory list = names.tokensOfOwner(ALICE, 0, 10);
        vm.assertEq(list.length, 2);
        vm.assertTrue(_contains(list, nameHash));
        vm.assertEq(names.stateOf(nameHash).generation, 2);
    }

    function test_safeTransferFrom_survivesAnEagerReceiver() public {
        bytes32 nameHash = registerFor(ALICE, "alice");
        EagerReceiver receiver = new EagerReceiver(names, CAROL);
        vm.prank(ALICE);
        names.approve(BOB, uint256(nameHash));
        vm.prank(BOB);
        names.safeTransferFrom(ALICE, address(receiver), uint256(nameHash));
        vm.assertEq(names.ownerOf(uint256(nameHash)), CAROL);
        vm.assertEq(names.tokensOfOwner(CAROL, 0, 10).length, 1);
        vm.assertEq(names.tokensOfOwner(address(receiver), 0, 10).length, 0);
        vm.assertEq(names.tokensOfOwner(ALICE, 0, 10).length, 0);
        vm.assertEq(names.totalSupply(), 1);
    }

    /// @dev A contract that takes no tokens cannot be handed one, and can register one for itself all the same.
    function test_safeTransferFrom_revertsForThoseWhoTakeNone() public {
        bytes32 nameHash = registerFor(ALICE, "alice");
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InvalidReceiver.selector, address(router)));
        vm.prank(ALICE);
        names.safeTransferFrom(ALICE, address(router), uint256(nameHash));
        commitAndRegister(ALICE, registrationOf("router", address(router), 1));
        vm.assertEq(names.balanceOf(address(router)), 1);
    }

    function test_register_cannotBeForNobody() public {
        Registration memory r = registrationOf("alice", address(0), 1);
        names.commit(names.commitmentOf(r));
        vm.warp(START_S + AGE_MIN_S);
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InvalidReceiver.selector, address(0)));
        vm.prank(ALICE);
        names.register(r, type(uint256).max);
    }

    function test_pages_tellEveryToken() public {
        string[5] memory list = ["n1", "n2", "n3", "n4", "n5"];
        for (uint256 i; i < 5; ++i) {
            registerFor(i % 2 == 0 ? ALICE : BOB, list[i]);
        }
        vm.assertEq(names.totalSupply(), 5);
        vm.assertEq(names.tokens(0, 2).length, 2);
        vm.assertEq(names.tokens(4, type(uint256).max).length, 1);
        vm.assertEq(names.tokens(5, 1).length, 0);
        vm.assertEq(names.tokensOfOwner(ALICE, 0, 10).length, 3);
        vm.assertEq(names.tokensOfOwner(ALICE, 1, 1)[0], uint256(hashOf("n3")));
        vm.assertEq(names.tokensOfOwner(CAROL, 0, 10).length, 0);
        uint256 first = uint256(hashOf("n1"));
        vm.prank(ALICE);
        names.transferFrom(ALICE, CAROL, first);
        vm.assertTrue(_contains(names.tokensOfOwner(ALICE, 0, 10), hashOf("n5")));
        vm.assertTrue(_contains(names.tokensOfOwner(CAROL, 0, 10), hashOf("n1")));
        vm.warp(block.timestamp + YEAR_S + GRACE_S);
        names.removeLapsed(hashOf("n2"));
        vm.assertEq(names.totalSupply(), 4);
        vm.assertFalse(_contains(names.tokens(0, 10), hashOf("n2")));
    }

    function test_statesOf_tellsSeveral() public {
        bytes32[] memory hashes = new bytes32[](2);
        hashes[0] = registerFor(ALICE, "alice");
        hashes[1] = hashOf("nobody");
        NameState[] memory states = names.statesOf(hashes);
        vm.assertEq(states.length, 2);
        vm.assertEq(states[0].owner, ALICE);
        vm.assertEq(states[0].nameHash, hashes[0]);
        vm.assertEq(uint256(states[1].status), uint256(NameStatus.Free));
        vm.assertEq(states[1].owner, address(0));
    }

    function test_status_hasSharpEdges() public {
        bytes32 nameHash = registerFor(ALICE, "alice");
        uint64 expiresAtS = expiryOf(nameHash);
        vm.warp(expiresAtS - 1);
        assertStatus(nameHash, NameStatus.Active);
        vm.warp(expiresAtS);
        assertStatus(nameHash, NameStatus.Grace);
        vm.assertEq(names.stateOf(nameHash).owner, ALICE);
        vm.warp(expiresAtS + GRACE_S - 1);
        assertStatus(nameHash, NameStatus.Grace);
        vm.warp(expiresAtS + GRACE_S);
        assertFree(nameHash);
    }

    function test_metadata_isPlain() public {
        bytes32 nameHash = registerFor(ALICE, "alice");
        vm.assertEq(names.name(), "Session Names");
        vm.assertEq(names.symbol(), "NAME");
        vm.assertEq(names.tokenURI(uint256(nameHash)), "");
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, 7));
        names.tokenURI(7);
        vm.assertTrue(names.supportsInterface(type(IERC721).interfaceId));
        vm.assertTrue(names.supportsInterface(type(IERC721Metadata).interfaceId));
        vm.assertTrue(names.supportsInterface(type(IERC2981).interfaceId));
        vm.assertTrue(names.supportsInterface(type(IERC165).interfaceId));
        vm.assertFalse(names.supportsInterface(0xffffffff));
    }

    function test_royaltyInfo_namesThePool() public {
        (address receiver, uint256 amount) = names.royaltyInfo(1, 1_000);
        vm.assertEq(receiver, POOL);
        vm.assertEq(amount, 50);
        vm.prank(MANAGER);
        names.setRoyalty(0);
        (, amount) = names.royaltyInfo(1, 1_000);
        vm.assertEq(amount, 0);
    }

    // --- parameters

    function test_setters_areTheManagers() public {
        uint96[5] memory prices = [uint96(5), 4, 3, 2, 1];
        vm.startPrank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(Governed.CallerNotManager.selector, ALICE));
        names.setPrices(prices);
        vm.expectRevert(abi.encodeWithSelector(Governed.CallerNotManager.selector, ALICE));
        names.setRoyalty(1);
        vm.expectRevert(abi.encodeWithSelector(Governed.CallerNotManager.selector, ALICE));
        names.setCommitAges(1, 2);
        vm.stopPrank();
        vm.startPrank(MANAGER);
        vm.expectEmit(address(names));
        emit INameRegistry.PricesSet(prices);
        names.setPrices(prices);
        vm.assertEq(names.pricesPerYear()[0], 5);
        vm.assertEq(names.costOf(1, 1), 5);
        vm.assertEq(names.costOf(64, 1), 1);
        vm.expectEmit(address(names));
        emit INameRegistry.RoyaltySet(1_000);
        names.setRoyalty(1_000);
        vm.assertEq(names.royaltyBps(), 1_000);
        vm.expectEmit(address(names));
        emit INameRegistry.CommitAgesSet(1, 2);
        names.setCommitAges(1, 2);
        (uint64 ageMinS, uint64 ageMaxS) = names.commitAges();
        vm.assertEq(ageMinS, 1);
        vm.assertEq(ageMaxS, 2);
        vm.stopPrank();
        vm.assertEq(names.feeRouter(), address(router));
    }

    function test_setters_refuseNonsense() public {
        vm.expectRevert(abi.encodeWithSelector(Governed.ValueZero.selector, bytes32("pricesPerYear")));
        names.setPrices([uint96(1), 1, 1, 1, 0]);
        vm.expectRevert(abi.encodeWithSelector(INameRegistry.RoyaltyTooHigh.selector, 1_001, 1_000));
        names.setRoyalty(1_001);
        vm.expectRevert(abi.encodeWithSelector(INameRegistry.CommitAgesUnordered.selector, 0, 5));
        names.setCommitAges(0, 5);
        vm.expectRevert(abi.encodeWithSelector(INameRegistry.CommitAgesUnordered.selector, 5, 5));
        names.setCommitAges(5, 5);
    }

    function test_initialize_probesTheChainAndWorksOnce() public {
        NameRegistryParams memory params = namesParams();
        vm.mockCall(address(0x09), "", "");
        vm.expectRevert(Blake2b256.Blake2PrecompileMissing.selector);
        this.deployRegistryWith(params);
        vm.clearMockedCalls();
        params.feeRouter = address(0);
        vm.expectRevert(abi.encodeWithSelector(Governed.AddressZero.selector, bytes32("feeRouter")));
        this.deployRegistryWith(params);
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        names.initialize(params);
        NameRegistry bare = new NameRegistry();
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        bare.initialize(params);
    }

    // --- names of the old chain

    function _legacyLeaf(LegacyClaim memory claim) private pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(claim.nameHash, claim.owner, claim.yearCount))));
    }

    function _claimOf(string memory name, address owner) private view returns (LegacyClaim memory) {
        return LegacyClaim(hashOf(name), uint8(bytes(name).length), owner, 2, record());
    }

    /// @dev ALICE owns "old" and BOB "older"; the window is 90 days long.
    function _openLegacy() private returns (bytes32[] memory leaves) {
        leaves = new bytes32[](2);
        leaves[0] = _legacyLeaf(_claimOf("old", ALICE));
        leaves[1] = _legacyLeaf(_claimOf("older", BOB));
        NameRegistryParams memory params = namesParams();
        params.legacyRoot = MerkleTree.root(leaves);
        params.legacyEndsAtS = uint64(START_S + 90 days);
        names = deployRegistry(params);
        fund(ALICE);
    }

    function test_claimLegacy_givesOldNamesToTheirOwners() public {
        bytes32[] memory leaves = _openLegacy();
        LegacyClaim memory claim = _claimOf("old", ALICE);
        bytes32[] memory proof = MerkleTree.proof(leaves, 0);
        vm.expectEmit(address(names));
        emit INameRegistry.NameRegistered(claim.nameHash, ALICE, 3, uint64(START_S) + 2 * YEAR_S, 0);
        vm.expectEmit(address(names));
        emit INameRegistry.EncryptedRecordSet(claim.nameHash, claim.encryptedRecord);
        vm.prank(ALICE);
        names.claimLegacy(claim, proof);
        vm.assertEq(names.ownerOf(uint256(claim.nameHash)), ALICE);
        vm.expectRevert(
            abi.encodeWithSelector(
                INameRegistry.NameTaken.selector, claim.nameHash, START_S + 2 * YEAR_S + GRACE_S
            )
        );
        vm.prank(ALICE);
        names.claimLegacy(claim, proof);
        (uint64 endsAtS, bytes32 root) = names.legacy();
        vm.assertEq(endsAtS, START_S + 90 days);
        vm.assertEq(root, MerkleTree.root(leaves));
    }

    function test_claimLegacy_takesWhatTheTreeSays() public {
        bytes32[] memory leaves = _openLegacy();
        bytes32[] memory proof = MerkleTree.proof(leaves, 0);
        LegacyClaim memory claim = _claimOf("old", ALICE);
        vm.expectRevert(
            abi.encodeWithSelector(INameRegistry.CallerNotNameOwner.selector, claim.nameHash, BOB)
        );
        vm.prank(BOB);
        names.claimLegacy(claim, proof);
        claim.owner = BOB;
        vm.expectRevert(
            abi.encodeWithSelector(INameRegistry.LegacyNameNotProven.selector, claim.nameHash, BOB, 2)
        );
        vm.prank(BOB);
        names.claimLegacy(claim, proof);
        (claim.owner, claim.yearCount) = (ALICE, 3);
        vm.expectRevert(
            abi.encodeWithSelector(INameRegistry.LegacyNameNotProven.selector, claim.nameHash, ALICE, 3)
        );
        vm.prank(ALICE);
        names.claimLegacy(claim, proof);
        (claim.yearCount, claim.length) = (2, 0);
        vm.expectRevert(abi.encodeWithSelector(INameRegistry.NameLengthOutOfRange.selector, 0, 64));
        vm.prank(ALICE);
        names.claimLegacy(claim, proof);
    }

    function test_claimLegacy_comesFirstAndEnds() public {
        bytes32[] memory leaves = _openLegacy();
        bytes32[] memory proof = MerkleTree.proof(leaves, 0);
        Registration memory r = registrationOf("new", ALICE, 1);
        names.commit(names.commitmentOf(r));
        vm.warp(START_S + AGE_MIN_S);
        vm.expectRevert(abi.encodeWithSelector(INameRegistry.RegistrationNotOpen.selector, START_S + 90 days));
        vm.prank(ALICE);
        names.register(r, type(uint256).max);
        vm.warp(START_S + 90 days);
        LegacyClaim memory claim = _claimOf("old", ALICE);
        vm.expectRevert(abi.encodeWithSelector(INameRegistry.LegacyWindowClosed.selector, START_S + 90 days));
        vm.prank(ALICE);
        names.claimLegacy(claim, proof);
        // unclaimed, so free for all
        registerFor(ALICE, "old");
        vm.assertEq(names.ownerOf(uint256(claim.nameHash)), ALICE);
    }

    /// @dev A wrong length costs the claim, not the right to it.
    function test_claimLegacy_canBeRepeatedAfterAChallenge() public {
        bytes32[] memory leaves = _openLegacy();
        bytes32[] memory proof = MerkleTree.proof(leaves, 0);
        LegacyClaim memory claim = _claimOf("old", ALICE);
        (claim.length, claim.encryptedRecord) = (9, "");
        vm.prank(ALICE);
        names.claimLegacy(claim, proof);
        names.challenge("old");
        claim.length = 3;
        vm.prank(ALICE);
        names.claimLegacy(claim, proof);
        vm.prank(ALICE);
        names.reveal("old");
    }

    function test_claimLegacy_stopsInAPause() public {
        bytes32[] memory leaves = _openLegacy();
        vm.prank(GUARDIAN);
        names.pause();
        LegacyClaim memory claim = _claimOf("old", ALICE);
        bytes32[] memory proof = MerkleTree.proof(leaves, 0);
        vm.expectRevert(PausableUpgradeable.EnforcedPause.selector);
        vm.prank(ALICE);
        names.claimLegacy(claim, proof);
    }
}
