// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IRegistryErrors} from "../src/interfaces/IRegistryErrors.sol";
import {Snapshot} from "../src/interfaces/RegistryTypes.sol";
import {BLS12381, G1Point, G2Point} from "../src/libraries/BLS12381.sol";
import {BlsSigner} from "./support/BlsSigner.sol";
import {NetworkTest} from "./support/NetworkTest.sol";
import {OddPoints} from "./support/OddPoints.sol";
import {RegistryFace} from "./support/RegistryFace.sol";
import {vm} from "./support/Vm.sol";

/// @notice Everything that can be wrong about a signed snapshot, one thing at a time. The untouched attempt comes last and
/// succeeds, so nothing else was wrong.
contract SnapshotSignaturesTest is NetworkTest {
    struct Attempt {
        RegistryFace registry;
        Snapshot s;
        G2Point signature;
        uint64[] absent;
        G1Point[] keys;
    }

    uint256 private constant NODES = 9;

    function setUp() public {
        deployNetwork(0);
        startNetwork(NODES);
        acceptRoots(NODES, keccak256("earlier"), bytes32(0));
        vm.warp(block.timestamp + 1 hours);
    }

    /// @dev Nodes 3 and 7 are missing.
    function _attempt() private view returns (Attempt memory a) {
        a.registry = registry;
        a.s = newSnapshot(keccak256("rewards"), keccak256("exits"));
        a.s.timestampS -= 60;
        a.s.l2Number += 1_000;
        a.absent = new uint64[](2);
        (a.absent[0], a.absent[1]) = (3, 7);
        a.keys = keysOf(a.absent);
        a.signature = signatureBy(NODES, a.absent, registry.snapshotMessage(a.s));
    }

    function _copy(Attempt memory a) private pure returns (Attempt memory) {
        return abi.decode(abi.encode(a), (Attempt));
    }

    function _send(Attempt memory a) private {
        a.registry.submitSnapshot(a.s, a.signature, a.absent, a.keys);
    }

    function _expectRefused(Attempt memory a, bytes memory revertData) private {
        vm.expectRevert(revertData);
        _send(a);
    }

    function _expectInvalid(Attempt memory a) private {
        _expectRefused(a, abi.encodeWithSelector(BLS12381.BlsSignatureInvalid.selector));
    }

    function _expectNoPoint(Attempt memory a) private {
        _expectRefused(a, abi.encodeWithSelector(BLS12381.BlsPointInvalid.selector, BLS12381.PAIRING));
    }

    function test_matrix() public {
        Attempt memory a = _attempt();
        _whereAndWhatFor(a);
        _swappedFields(a);
        _oldAndFuture(a);
        _nonSigners(a);
        _points(a);
        _send(a);
        vm.assertEq(registry.snapshot().rewardsRoot, keccak256("rewards"));
        _expectRefused(
            a, abi.encodeWithSelector(IRegistryErrors.SnapshotNotNewer.selector, a.s.height, a.s.height)
        );
    }

    function _whereAndWhatFor(Attempt memory a) private {
        uint256 chainId = block.chainid;
        vm.chainId(chainId + 1);
        _expectInvalid(a);
        vm.chainId(chainId);
        RegistryFace first = registry;
        deployNetwork(0);
        startNetwork(NODES);
        vm.warp(a.s.timestampS + 60);
        Attempt memory b = _copy(a);
        b.registry = registry;
        _expectInvalid(b);
        registry = first;
        b = _copy(a);
        string[8] memory purposes = [
            "sextant/proof-of-possession/1",
            "sextant/registration/1",
            "sextant/notarize/1",
            "sextant/nullify/1",
            "sextant/finalize/1",
            "sextant/proposal/1",
            "sextant/randao/1",
            "sextant/snapshot/2"
        ];
        for (uint256 i; i < purposes.length; ++i) {
            b.signature = signatureBy(NODES, a.absent, _messageFor(a.s, purposes[i]));
            _expectInvalid(b);
        }
        b.signature = signatureBy(NODES, a.absent, _messageFor(a.s, "sextant/snapshot/1"));
        vm.assertEq(abi.encode(b.signature), abi.encode(a.signature));
    }

    function _messageFor(Snapshot memory s, string memory purpose) private view returns (bytes32) {
        return keccak256(abi.encode(keccak256(bytes(purpose)), block.chainid, address(registry), s));
    }

    function _swappedFields(Attempt memory a) private {
        Attempt memory b = _copy(a);
        (b.s.rewardsRoot, b.s.exitsRoot) = (a.s.exitsRoot, a.s.rewardsRoot);
        _expectInvalid(b);
        b = _copy(a);
        (b.s.stateRoot, b.s.blockHash) = (a.s.blockHash, a.s.stateRoot);
        _expectInvalid(b);
        b = _copy(a);
        (b.s.stateRoot, b.s.rewardsRoot) = (a.s.rewardsRoot, a.s.stateRoot);
        _expectInvalid(b);
        b = _copy(a);
        (b.s.height, b.s.l2Number) = (a.s.l2Number, a.s.height);
        _expectInvalid(b);
        b = _copy(a);
        b.s.height += 1;
        _expectInvalid(b);
        b = _copy(a);
        b.s.timestampS += 1;
        _expectInvalid(b);
    }

    function _oldAndFuture(Attempt memory a) private {
        uint64 nowS = uint64(block.timestamp);
        uint64 accepted = registry.snapshot().height;
        Attempt memory b = _resigned(a, accepted, a.s.timestampS);
        _expectRefused(
            b, abi.encodeWithSelector(IRegistryErrors.SnapshotNotNewer.selector, accepted, accepted)
        );
        b = _resigned(a, accepted - 1, a.s.timestampS);
        _expectRefused(
            b, abi.encodeWithSelector(IRegistryErrors.SnapshotNotNewer.selector, accepted - 1, accepted)
        );
        b = _resigned(a, a.s.height, nowS - AGE_MAX_S - 1);
        _expectRefused(
            b,
            abi.encodeWithSelector(
                IRegistryErrors.SnapshotTooOld.selector, nowS - AGE_MAX_S - 1, nowS - AGE_MAX_S
            )
        );
        b = _resigned(a, a.s.height, nowS + 121);
        _expectRefused(
            b, abi.encodeWithSelector(IRegistryErrors.SnapshotFromFuture.selector, nowS + 121, nowS + 120)
        );
        // An old signature with a new date is none.
        b = _copy(a);
        b.s.timestampS = nowS;
        _expectInvalid(b);
    }

    /// @dev Height and time as given, truly signed by all but the absent.
    function _resigned(Attempt memory a, uint64 height, uint64 timestampS)
        private
        view
        returns (Attempt memory b)
    {
        b = _copy(a);
        (b.s.height, b.s.timestampS) = (height, timestampS);
        b.signature = signatureBy(NODES, b.absent, registry.snapshotMessage(b.s));
    }

    function _nonSigners(Attempt memory a) private {
        _list(a, 3, 3, abi.encodeWithSelector(IRegistryErrors.NonSignersUnordered.selector, 3, 3));
        _list(a, 7, 3, abi.encodeWithSelector(IRegistryErrors.NonSignersUnordered.selector, 7, 3));
        _list(a, 0, 3, abi.encodeWithSelector(IRegistryErrors.NonSignersUnordered.selector, 0, 0));
        _list(a, 3, 10, abi.encodeWithSelector(IRegistryErrors.NonSignerUnknown.selector, 10));
        _list(
            a,
            3,
            type(uint64).max,
            abi.encodeWithSelector(IRegistryErrors.NonSignerUnknown.selector, type(uint64).max)
        );
        // Somebody else is said to be missing.
        _list(a, 3, 8, abi.encodeWithSelector(BLS12381.BlsSignatureInvalid.selector));
        Attempt memory b = _copy(a);
        (b.keys[0], b.keys[1]) = (a.keys[1], a.keys[0]);
        _expectRefused(b, abi.encodeWithSelector(IRegistryErrors.NonSignerUnknown.selector, 3));
        b = _copy(a);
        b.keys[1] = OddPoints.offCurve(a.keys[1]);
        _expectRefused(b, abi.encodeWithSelector(IRegistryErrors.NonSignerUnknown.selector, 7));
        b.keys[1] = OddPoints.infinityG1();
        _expectRefused(b, abi.encodeWithSelector(IRegistryErrors.NonSignerUnknown.selector, 7));
        b = _copy(a);
        b.keys = new G1Point[](1);
        b.keys[0] = a.keys[0];
        _expectRefused(b, abi.encodeWithSelector(IRegistryErrors.NonSignerKeysMissing.selector, 2, 1));
        // Nobody is said to be missing.
        b.absent = none();
        b.keys = new G1Point[](0);
        _expectInvalid(b);
        _tooMany(a);
    }

    function _list(Attempt memory a, uint64 first, uint64 second, bytes memory revertData) private {
        Attempt memory b = _copy(a);
        (b.absent[0], b.absent[1]) = (first, second);
        b.keys = keysOf(b.absent);
        _expectRefused(b, revertData);
    }

    function _tooMany(Attempt memory a) private {
        Attempt memory b = _copy(a);
        b.absent = new uint64[](4);
        for (uint64 i; i < 4; ++i) {
            b.absent[i] = 2 * i + 1;
        }
        b.keys = keysOf(b.absent);
        b.signature = signatureBy(NODES, b.absent, registry.snapshotMessage(b.s));
        _expectRefused(b, abi.encodeWithSelector(IRegistryErrors.NonSignersTooMany.selector, 4, 3));
    }

    function _points(Attempt memory a) private {
        Attempt memory b = _copy(a);
        b.signature = OddPoints.infinityG2();
        _expectRefused(b, abi.encodeWithSelector(BLS12381.BlsSignatureInfinity.selector));
        b.signature = OddPoints.offCurve(a.signature);
        _expectNoPoint(b);
        b.signature = OddPoints.offSubgroupG2();
        _expectNoPoint(b);
        b.signature = OddPoints.beyondField(a.signature);
        _expectNoPoint(b);
        b.signature = BlsSigner.sign(1, registry.snapshotMessage(a.s));
        _expectInvalid(b);
    }
}
