// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IRegistryErrors} from "../src/interfaces/IRegistryErrors.sol";
import {IRegistryEvents} from "../src/interfaces/IRegistryEvents.sol";
import {Snapshot} from "../src/interfaces/RegistryTypes.sol";
import {BLS12381, G1Point, G2Point} from "../src/libraries/BLS12381.sol";
import {BlsSigner} from "./support/BlsSigner.sol";
import {NetworkTest} from "./support/NetworkTest.sol";
import {RegistryFace} from "./support/RegistryFace.sol";
import {bound, vm} from "./support/Vm.sol";
import {PausableUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/PausableUpgradeable.sol";

contract SnapshotsTest is NetworkTest {
    uint256 private constant NODES = 7;

    function setUp() public {
        deployNetwork(0);
        startNetwork(NODES);
    }

    function _signed(uint64[] memory absent)
        private
        view
        returns (Snapshot memory s, G2Point memory signature, G1Point[] memory keys)
    {
        s = newSnapshot(keccak256("rewards"), keccak256("exits"));
        signature = signatureBy(NODES, absent, registry.snapshotMessage(s));
        keys = keysOf(absent);
    }

    function _pair(uint64 a, uint64 b) private pure returns (uint64[] memory list) {
        list = new uint64[](2);
        (list[0], list[1]) = (a, b);
    }

    function test_submitSnapshot_recordsWhatAllSigned() public {
        (Snapshot memory s, G2Point memory signature, G1Point[] memory keys) = _signed(none());
        vm.expectEmit(address(registry));
        emit IRegistryEvents.SnapshotAccepted(
            s.height, STRANGER, s.rewardsRoot, s.exitsRoot, s.l2Number, s.timestampS, NODES, 0
        );
        vm.prank(STRANGER);
        registry.submitSnapshot(s, signature, none(), keys);
        vm.assertEq(keccak256(abi.encode(registry.snapshot())), keccak256(abi.encode(s)));
    }

    function test_submitSnapshot_keepsTheLastTwo() public {
        acceptRoots(NODES, bytes32(uint256(1)), bytes32(0));
        acceptRoots(NODES, bytes32(uint256(2)), bytes32(0));
        acceptRoots(NODES, bytes32(uint256(3)), bytes32(0));
        (bytes32 newest, bytes32 previous) = registry.rewardsRoots();
        vm.assertEq(newest, bytes32(uint256(3)));
        vm.assertEq(previous, bytes32(uint256(2)));
        vm.assertEq(registry.previousSnapshot().rewardsRoot, bytes32(uint256(2)));
    }

    function test_fuzz_submitSnapshot_acceptsAnyThirdMissing(uint64 first, uint64 second) public {
        first = uint64(bound(first, 1, NODES - 1));
        second = uint64(bound(second, first + 1, NODES));
        submitAs(NODES, _pair(first, second), newSnapshot(keccak256("rewards"), bytes32(0)));
        vm.assertEq(registry.snapshot().rewardsRoot, keccak256("rewards"));
    }

    function test_submitSnapshot_revertsWhenMoreThanAThirdIsMissing() public {
        uint64[] memory absent = new uint64[](3);
        (absent[0], absent[1], absent[2]) = (2, 4, 6);
        (Snapshot memory s, G2Point memory signature, G1Point[] memory keys) = _signed(absent);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.NonSignersTooMany.selector, 3, 2));
        registry.submitSnapshot(s, signature, absent, keys);
    }

    function test_fuzz_submitSnapshot_refusesASignatureOfOthersThanStated(uint64 stated, uint64 real) public {
        stated = uint64(bound(stated, 1, NODES));
        real = uint64(bound(real, 1, NODES));
        vm.assume(stated != real);
        (Snapshot memory s, G2Point memory signature,) = _signed(ids([real]));
        G1Point[] memory keys = keysOf(ids([stated]));
        vm.expectRevert(BLS12381.BlsSignatureInvalid.selector);
        registry.submitSnapshot(s, signature, ids([stated]), keys);
    }

    function test_fuzz_submitSnapshot_refusesAnyChangedField(uint8 field, bytes32 change) public {
        (Snapshot memory s, G2Point memory signature, G1Point[] memory keys) = _signed(none());
        field = field % 7;
        if (field == 0) s.height += uint64(bound(uint256(change), 1, 1000));
        if (field == 1) s.l2Number ^= uint64(bound(uint256(change), 1, type(uint64).max));
        if (field == 2) s.timestampS -= uint64(bound(uint256(change), 1, AGE_MAX_S));
        vm.assume(change != 0);
        if (field == 3) s.blockHash ^= change;
        if (field == 4) s.rewardsRoot ^= change;
        if (field == 5) s.exitsRoot ^= change;
        if (field == 6) s.stateRoot ^= change;
        vm.expectRevert(BLS12381.BlsSignatureInvalid.selector);
        registry.submitSnapshot(s, signature, none(), keys);
    }

    function test_submitSnapshot_revertsOnAHeightThatIsNotNewer() public {
        acceptRoots(NODES, bytes32(0), bytes32(0));
        uint64 height = registry.snapshot().height;
        Snapshot memory s = newSnapshot(bytes32(0), bytes32(0));
        s.height = height;
        G2Point memory signature = signatureBy(NODES, none(), registry.snapshotMessage(s));
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.SnapshotNotNewer.selector, height, height));
        registry.submitSnapshot(s, signature, none(), new G1Point[](0));
    }

    function test_submitSnapshot_refusesHeightZero() public {
        Snapshot memory s = newSnapshot(bytes32(0), bytes32(0));
        s.height = 0;
        G2Point memory signature = signatureBy(NODES, none(), registry.snapshotMessage(s));
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.SnapshotNotNewer.selector, 0, 0));
        registry.submitSnapshot(s, signature, none(), new G1Point[](0));
    }

    function test_submitSnapshot_acceptsTheOldestAndNewestTimestampAllowed() public {
        Snapshot memory s = newSnapshot(bytes32(0), bytes32(0));
        s.timestampS = uint64(block.timestamp) - AGE_MAX_S;
        submitAs(NODES, none(), s);
        s = newSnapshot(bytes32(0), bytes32(0));
        s.timestampS = uint64(block.timestamp) + 120;
        submitAs(NODES, none(), s);
    }

    function test_submitSnapshot_revertsWhenTooOld() public {
        (Snapshot memory s, G2Point memory signature, G1Point[] memory keys) = _signed(none());
        vm.warp(block.timestamp + AGE_MAX_S + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IRegistryErrors.SnapshotTooOld.selector, s.timestampS, block.timestamp - AGE_MAX_S
            )
        );
        registry.submitSnapshot(s, signature, none(), keys);
    }

    function test_submitSnapshot_revertsBeforeTheStart() public {
        deployNetwork(0);
        registerNodes(NODES);
        (Snapshot memory s, G2Point memory signature, G1Point[] memory keys) = _signed(none());
        vm.expectRevert(IRegistryErrors.NetworkNotStarted.selector);
        registry.submitSnapshot(s, signature, none(), keys);
    }

    function test_submitSnapshot_revertsWhenPaused() public {
        (Snapshot memory s, G2Point memory signature, G1Point[] memory keys) = _signed(none());
        vm.prank(GUARDIAN);
        registry.pause();
        vm.expectRevert(PausableUpgradeable.EnforcedPause.selector);
        registry.submitSnapshot(s, signature, none(), keys);
    }

    function test_submitSnapshot_revertsWithoutTheNonSignersKeys() public {
        (Snapshot memory s, G2Point memory signature,) = _signed(ids([uint64(3)]));
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.NonSignerKeysMissing.selector, 1, 0));
        registry.submitSnapshot(s, signature, ids([uint64(3)]), new G1Point[](0));
    }

    function test_submitSnapshot_revertsOnAnotherNodesKey() public {
        (Snapshot memory s, G2Point memory signature,) = _signed(ids([uint64(3)]));
        G1Point[] memory keys = keysOf(ids([uint64(4)]));
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.NonSignerUnknown.selector, 3));
        registry.submitSnapshot(s, signature, ids([uint64(3)]), keys);
    }

    function test_submitSnapshot_refusesAnotherChainAndAnotherRegistry() public {
        (Snapshot memory s, G2Point memory signature, G1Point[] memory keys) = _signed(none());
        uint256 chainId = block.chainid;
        vm.chainId(chainId + 1);
        vm.expectRevert(BLS12381.BlsSignatureInvalid.selector);
        registry.submitSnapshot(s, signature, none(), keys);
        vm.chainId(chainId);
        RegistryFace first = registry;
        deployNetwork(0);
        startNetwork(NODES);
        vm.assertTrue(address(first) != address(registry));
        vm.expectRevert(BLS12381.BlsSignatureInvalid.selector);
        registry.submitSnapshot(s, signature, none(), keys);
    }

    function test_submitSnapshot_refusesASignatureForAnotherPurpose() public {
        Snapshot memory s = newSnapshot(bytes32(0), bytes32(0));
        bytes32 message =
            keccak256(abi.encode(keccak256("sextant/finalize/1"), block.chainid, address(registry), s));
        G2Point memory signature = signatureBy(NODES, none(), message);
        vm.expectRevert(BLS12381.BlsSignatureInvalid.selector);
        registry.submitSnapshot(s, signature, none(), new G1Point[](0));
    }

    function test_submitSnapshot_refusesAnInfinitySignature() public {
        (Snapshot memory s,,) = _signed(none());
        G2Point memory infinity;
        vm.expectRevert(BLS12381.BlsSignatureInfinity.selector);
        registry.submitSnapshot(s, infinity, none(), new G1Point[](0));
    }

    /// @dev Each of two secrets is registered with its negation: a lawful proof each, and the sum is infinity.
    function test_submitSnapshot_refusesKeysThatCancelToInfinity() public {
        deployNetwork(0);
        for (uint256 n = 1; n <= 4; ++n) {
            uint256 secret = n % 2 == 1 ? secretOf(n) : BlsSigner.ORDER - secretOf(n - 1);
            fund(n);
            G1Point memory key = BlsSigner.publicKey(secret);
            bytes32 message = registry.proofOfPossessionMessage(
                key, ed25519KeyOf(n), operatorOf(n), 0, soloHash(operatorOf(n), operatorOf(n), REQUIREMENT)
            );
            G2Point memory proof = BlsSigner.sign(secret, message);
            vm.prank(operatorOf(n));
            registry.register(key, proof, ed25519KeyOf(n), ed25519SignatureOf(n), 0, address(0));
        }
        registry.start();
        vm.assertTrue(BLS12381.isInfinity(registry.aggregateKey()));
        Snapshot memory s = newSnapshot(bytes32(0), bytes32(0));
        G2Point memory infinity;
        vm.expectRevert(BLS12381.BlsKeyInfinity.selector);
        registry.submitSnapshot(s, infinity, none(), new G1Point[](0));
        G2Point memory any = BlsSigner.sign(1, registry.snapshotMessage(s));
        vm.expectRevert(BLS12381.BlsKeyInfinity.selector);
        registry.submitSnapshot(s, any, none(), new G1Point[](0));
    }

    /// @dev Of a large network a third may be missing, in any pattern.
    function test_fuzz_submitSnapshot_countsSignersAsStated(uint256 pattern) public {
        uint256 count = 24;
        for (uint256 n = NODES + 1; n <= count; ++n) {
            registerNode(n);
        }
        uint64[] memory absent = new uint64[](8);
        uint256 found;
        for (uint64 n = 1; n <= count && found < 8; ++n) {
            if ((pattern >> n) & 1 == 1) absent[found++] = n;
        }
        assembly ("memory-safe") {
            mstore(absent, found)
        }
        Snapshot memory s = newSnapshot(keccak256("rewards"), bytes32(0));
        G2Point memory signature = signatureBy(count, absent, registry.snapshotMessage(s));
        G1Point[] memory keys = keysOf(absent);
        vm.expectEmit(address(registry));
        emit IRegistryEvents.SnapshotAccepted(
            s.height, address(this), s.rewardsRoot, 0, s.l2Number, s.timestampS, count - found, found
        );
        registry.submitSnapshot(s, signature, absent, keys);
    }
}
