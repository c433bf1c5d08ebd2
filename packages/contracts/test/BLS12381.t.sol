// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {BLS12381, G1Point, G2Point} from "../src/libraries/BLS12381.sol";
import {BlsSigner} from "./support/BlsSigner.sol";
import {bound, vm} from "./support/Vm.sol";

contract BlsHarness {
    function verify(G1Point memory key, G2Point calldata signature, bytes32 message) external view {
        BLS12381.verify(key, signature, message);
    }

    function probe() external view {
        BLS12381.probe();
    }

    function add(G1Point memory a, G1Point memory b) external view returns (G1Point memory) {
        return BLS12381.add(a, b);
    }
}

contract BLS12381Test {
    bytes32 private constant MESSAGE = keccak256("message");
    uint256 private constant SECRET = 0x1234567890;

    BlsHarness private harness;
    string private vectors;

    function setUp() public {
        harness = new BlsHarness();
        vectors = vm.readFile("test/vectors/blst.json");
    }

    function _asG1(bytes memory raw) private pure returns (G1Point memory) {
        return abi.decode(raw, (G1Point));
    }

    function _asG2(bytes memory raw) private pure returns (G2Point memory) {
        return abi.decode(raw, (G2Point));
    }

    function _infinityG2() private pure returns (G2Point memory point) {}

    function test_hashToG2_agreesWithBlst() public view {
        for (uint256 i; i < 8; ++i) {
            string memory at = string.concat(".hashes[", string(abi.encodePacked(bytes1(uint8(48 + i)))), "]");
            bytes memory message = vm.parseJsonBytes(vectors, string.concat(at, ".message"));
            bytes memory expected = vm.parseJsonBytes(vectors, string.concat(at, ".point"));
            vm.assertEq(abi.encode(BLS12381.hashToG2(message)), expected);
        }
    }

    function test_verify_acceptsSignaturesOfBlst() public view {
        for (uint256 i; i < 3; ++i) {
            string memory at =
                string.concat(".singles[", string(abi.encodePacked(bytes1(uint8(48 + i)))), "]");
            harness.verify(
                _asG1(vm.parseJsonBytes(vectors, string.concat(at, ".key"))),
                _asG2(vm.parseJsonBytes(vectors, string.concat(at, ".signature"))),
                vm.parseJsonBytes32(vectors, string.concat(at, ".message"))
            );
        }
    }

    function test_verify_acceptsAnAggregateOfBlst() public view {
        bytes[] memory keys = vm.parseJsonBytesArray(vectors, ".group.keys");
        G1Point memory sum;
        for (uint256 i; i < keys.length; ++i) {
            sum = BLS12381.add(sum, _asG1(keys[i]));
        }
        vm.assertEq(abi.encode(sum), vm.parseJsonBytes(vectors, ".group.sum"));
        bytes32 message = vm.parseJsonBytes32(vectors, ".group.message");
        harness.verify(sum, _asG2(vm.parseJsonBytes(vectors, ".group.signature")), message);
    }

    function test_verify_acceptsAPartialAggregateOfBlstWithoutTheAbsentKeys() public {
        bytes[] memory keys = vm.parseJsonBytesArray(vectors, ".group.keys");
        G1Point memory sum = _asG1(vm.parseJsonBytes(vectors, ".group.sum"));
        bytes32 message = vm.parseJsonBytes32(vectors, ".group.message");
        G2Point memory signature = _asG2(vm.parseJsonBytes(vectors, ".group.partialSignature"));
        sum = BLS12381.add(sum, BLS12381.negate(_asG1(keys[2])));
        vm.expectRevert(BLS12381.BlsSignatureInvalid.selector);
        harness.verify(sum, signature, message);
        sum = BLS12381.add(sum, BLS12381.negate(_asG1(keys[7])));
        harness.verify(sum, signature, message);
    }

    function test_fuzz_verify_acceptsWhatWasSigned(uint256 secret, bytes32 message) public view {
        secret = bound(secret, 1, BlsSigner.ORDER - 1);
        harness.verify(BlsSigner.publicKey(secret), BlsSigner.sign(secret, message), message);
    }

    function test_fuzz_verify_refusesAnotherMessage(bytes32 message, bytes32 other) public {
        vm.assume(message != other);
        G1Point memory key = BlsSigner.publicKey(SECRET);
        G2Point memory signature = BlsSigner.sign(SECRET, message);
        vm.expectRevert(BLS12381.BlsSignatureInvalid.selector);
        harness.verify(key, signature, other);
    }

    function test_fuzz_verify_refusesAnotherKey(uint256 secret) public {
        secret = bound(secret, 1, BlsSigner.ORDER - 1);
        vm.assume(secret != SECRET);
        G1Point memory key = BlsSigner.publicKey(secret);
        G2Point memory signature = BlsSigner.sign(SECRET, MESSAGE);
        vm.expectRevert(BLS12381.BlsSignatureInvalid.selector);
        harness.verify(key, signature, MESSAGE);
    }

    function test_fuzz_verify_refusesAnyFlippedBit(uint8 word, uint8 bit) public view {
        G1Point memory key = BlsSigner.publicKey(SECRET);
        G2Point memory signature = BlsSigner.sign(SECRET, MESSAGE);
        signature.words[word % 8] ^= uint256(1) << bit;
        (bool accepted,) =
            address(harness).staticcall(abi.encodeCall(BlsHarness.verify, (key, signature, MESSAGE)));
        vm.assertFalse(accepted);
    }

    function test_verify_refusesInfinityForBoth() public {
        G1Point memory infinity;
        vm.expectRevert(BLS12381.BlsKeyInfinity.selector);
        harness.verify(infinity, _infinityG2(), MESSAGE);
    }

    function test_verify_refusesAnInfinityKey() public {
        G1Point memory infinity;
        G2Point memory signature = BlsSigner.sign(SECRET, MESSAGE);
        vm.expectRevert(BLS12381.BlsKeyInfinity.selector);
        harness.verify(infinity, signature, MESSAGE);
    }

    function test_verify_refusesAnInfinitySignature() public {
        G1Point memory key = BlsSigner.publicKey(SECRET);
        vm.expectRevert(BLS12381.BlsSignatureInfinity.selector);
        harness.verify(key, _infinityG2(), MESSAGE);
    }

    function test_verify_refusesAKeyOffTheCurve() public {
        G1Point memory key = BlsSigner.publicKey(SECRET);
        key.yLo ^= 1;
        G2Point memory signature = BlsSigner.sign(SECRET, MESSAGE);
        vm.expectRevert(abi.encodeWithSelector(BLS12381.BlsPointInvalid.selector, BLS12381.PAIRING));
        harness.verify(key, signature, MESSAGE);
    }

    /// @dev (0, 2) is on the curve y^2 = x^3 + 4 and has order 3.
    function test_verify_refusesAKeyOffTheSubgroup() public {
        G1Point memory key = G1Point(0, 0, 0, 2);
        G1Point memory doubled = harness.add(key, key);
        vm.assertEq(abi.encode(doubled), abi.encode(BLS12381.negate(key)));
        G2Point memory signature = BlsSigner.sign(SECRET, MESSAGE);
        vm.expectRevert(abi.encodeWithSelector(BLS12381.BlsPointInvalid.selector, BLS12381.PAIRING));
        harness.verify(key, signature, MESSAGE);
    }

    function test_verify_refusesACoordinateBeyondTheField() public {
        G1Point memory key = BlsSigner.publicKey(SECRET);
        unchecked {
            uint256 low = key.xLo + BLS12381.P_LO;
            key.xHi += BLS12381.P_HI + (low < key.xLo ? 1 : 0);
            key.xLo = low;
        }
        G2Point memory signature = BlsSigner.sign(SECRET, MESSAGE);
        vm.expectRevert(abi.encodeWithSelector(BLS12381.BlsPointInvalid.selector, BLS12381.PAIRING));
        harness.verify(key, signature, MESSAGE);
    }

    function test_verify_boundsTheGasThatAMalformedPointBurns() public view {
        G1Point memory key = BlsSigner.publicKey(SECRET);
        key.yLo ^= 1;
        G2Point memory signature = BlsSigner.sign(SECRET, MESSAGE);
        uint256 before = gasleft();
        (bool accepted,) =
            address(harness).staticcall(abi.encodeCall(BlsHarness.verify, (key, signature, MESSAGE)));
        vm.assertFalse(accepted);
        vm.assertLe(before - gasleft(), 450_000);
    }

    function test_fuzz_negate_cancels(uint256 secret) public view {
        G1Point memory key = BlsSigner.publicKey(bound(secret, 1, BlsSigner.ORDER - 1));
        vm.assertTrue(BLS12381.isInfinity(BLS12381.add(key, BLS12381.negate(key))));
        vm.assertEq(abi.encode(BLS12381.negate(BLS12381.negate(key))), abi.encode(key));
    }

    function test_negate_keepsInfinity() public pure {
        G1Point memory infinity;
        vm.assertTrue(BLS12381.isInfinity(BLS12381.negate(infinity)));
    }

    /// @dev An empty account answers every call with success and no bytes, as a chain without EIP-2537 does.
    function test_probe_refusesAChainWithoutThePrecompiles() public {
        vm.mockCall(BLS12381.MAP_FP2_TO_G2, "", "");
        vm.expectRevert(
            abi.encodeWithSelector(BLS12381.BlsPrecompileMissing.selector, BLS12381.MAP_FP2_TO_G2)
        );
        harness.probe();
    }

    function test_verify_refusesAPairingThatAnswersNothing() public {
        G1Point memory key = BlsSigner.publicKey(SECRET);
        G2Point memory signature = BlsSigner.sign(SECRET, MESSAGE);
        vm.mockCall(BLS12381.PAIRING, "", "");
        vm.expectRevert(abi.encodeWithSelector(BLS12381.BlsPrecompileMissing.selector, BLS12381.PAIRING));
        harness.verify(key, signature, MESSAGE);
    }

    function test_add_refusesAnAnswerOfAnotherSize() public {
        G1Point memory key = BlsSigner.publicKey(SECRET);
        vm.mockCall(BLS12381.G1ADD, "", new bytes(64));
        vm.expectRevert(abi.encodeWithSelector(BLS12381.BlsPrecompileMissing.selector, BLS12381.G1ADD));
        harness.add(key, key);
    }

    function test_probe_refusesPrecompilesThatComputeSomethingElse() public {
        vm.mockCall(BLS12381.MAP_FP2_TO_G2, "", new bytes(256));
        vm.expectRevert(BLS12381.BlsProbeFailed.selector);
        harness.probe();
    }

    function test_probe_refusesAPairingThatSaysNo() public {
        vm.mockCall(BLS12381.PAIRING, "", new bytes(32));
        vm.expectRevert(BLS12381.BlsProbeFailed.selector);
        harness.probe();
    }

    function test_probe_passesHere() public view {
        harness.probe();
    }
}
