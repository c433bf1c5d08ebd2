// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice A public key: an affine point of G1 as EIP-2537 writes it, each 48-byte coordinate in 64 bytes, split in words.
struct G1Point {
    uint256 xHi;
    uint256 xLo;
    uint256 yHi;
    uint256 yLo;
}

/// @notice A signature: an affine point of G2 in EIP-2537 order: x.c0, x.c1, y.c0, y.c1, high word first.
struct G2Point {
    uint256[8] words;
}

/// @notice A sum of keys under construction: the memory address of 256 bytes, [running sum | key to add next].
type G1Sum is uint256;

/// @title BLS signatures over BLS12-381 with keys in G1 and signatures in G2
/// @notice Suite BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_ on the precompiles of EIP-2537. Points at infinity are refused
/// everywhere, and every precompile's return size is checked: on a chain without EIP-2537 those calls succeed with no
/// output.
/// @dev Only keys whose proof of possession was verified here may be summed: G1ADD does not check the subgroup, the
/// pairing does.
library BLS12381 {
    address internal constant SHA256 = address(0x02);
    address internal constant MODEXP = address(0x05);
    address internal constant G1ADD = address(0x0b);
    address internal constant G2ADD = address(0x0d);
    address internal constant PAIRING = address(0x0f);
    address internal constant MAP_FP2_TO_G2 = address(0x11);

    /// @dev A check of two pairs costs 102,900. A failing precompile burns all it is given, so a malformed point must not
    /// cost its sender the whole gas limit.
    uint256 internal constant PAIRING_GAS_MAX = 300_000;

    /// @dev The field modulus p.
    uint256 internal constant P_HI = 0x1a0111ea397fe69a4b1ba7b6434bacd7;
    uint256 internal constant P_LO = 0x64774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab;

    /// @dev The generator of G1, with y and -y.
    uint256 internal constant G_X_HI = 0x17f1d3a73197d7942695638c4fa9ac0f;
    uint256 internal constant G_X_LO = 0xc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb;
    uint256 internal constant G_Y_HI = 0x08b3f481e3aaa0f1a09e30ed741d8ae4;
    uint256 internal constant G_Y_LO = 0xfcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1;
    uint256 internal constant G_NEG_Y_HI = 0x114d1d6855d545a8aa7d76c8cf2e21f2;
    uint256 internal constant G_NEG_Y_LO = 0x67816aef1db507c96655b9d5caac42364e6f38ba0ecb751bad54dcd6b939c2ca;

    /// @dev The domain separation tag (43 bytes) and its length: DST_prime of RFC 9380 §5.3.1, 44 bytes in two words.
    bytes32 private constant DST_PRIME_0 = "BLS_SIG_BLS12381G2_XMD:SHA-256_S";
    bytes32 private constant DST_PRIME_1 = "SWU_RO_POP_\x2b";

    /// @notice What {probe} expects `hashToG2` of a fixed message to hash to.
    bytes32 internal constant PROBE_DIGEST =
        0x5e038268b6fafade67686a6c730375d4e422ed1f0b5b7c12696d9f07145709ad;

    /// @notice This chain has no such precompile, or one that answers in another size.
    error BlsPrecompileMissing(address precompile);
    /// @notice The precompile refused its input: a coordinate is not a field element, or the point is not on the curve or
    /// not in its prime-order subgroup.
    error BlsPointInvalid(address precompile);
    /// @notice The signature is well formed but does not belong to this key and message.
    error BlsSignatureInvalid();
    /// @notice A public key is the point at infinity.
    error BlsKeyInfinity();
    /// @notice A signature is the point at infinity.
    error BlsSignatureInfinity();
    /// @notice The precompiles are there but compute something else.
    error BlsProbeFailed();

    /// @notice Reverts unless `signature` is that of `key` over the 32 bytes of `message`.
    function verify(G1Point memory key, G2Point calldata signature, bytes32 message) internal view {
        if (isInfinity(key)) revert BlsKeyInfinity();
        if (isInfinity(signature)) revert BlsSignatureInfinity();
        uint256 input = _allocate(768);
        assembly ("memory-safe") {
            calldatacopy(add(input, 128), signature, 256)
            mcopy(add(input, 384), key, 128)
        }
        _hashToG2(abi.encodePacked(message), input + 512);
        if (!_pairs(input)) revert BlsSignatureInvalid();
    }

    /// @notice Hashes a message to G2 as RFC 9380 `hash_to_curve` does.
    function hashToG2(bytes memory message) internal view returns (G2Point memory point) {
        uint256 output;
        assembly ("memory-safe") {
            output := mload(point)
        }
        _hashToG2(message, output);
    }

    /// @notice Adds two keys.
    function add(G1Point memory a, G1Point memory b) internal view returns (G1Point memory sum) {
        uint256 input = _allocate(256);
        assembly ("memory-safe") {
            mcopy(input, a, 128)
            mcopy(add(input, 128), b, 128)
        }
        uint256 output;
        assembly ("memory-safe") {
            output := sum
        }
        _call(G1ADD, gasleft(), input, 256, output, 128);
    }

    /// @notice The key that added to `point` gives infinity. Infinity stays as it is.
    function negate(G1Point memory point) internal pure returns (G1Point memory negated) {
        negated = G1Point(point.xHi, point.xLo, point.yHi, point.yLo);
        if (isInfinity(point)) return negated;
        unchecked {
            negated.yLo = P_LO - point.yLo;
            negated.yHi = P_HI - point.yHi - (point.yLo > P_LO ? 1 : 0);
        }
    }

    function isInfinity(G1Point memory point) internal pure returns (bool) {
        return point.xHi | point.xLo | point.yHi | point.yLo == 0;
    }

    function isInfinity(G2Point calldata point) internal pure returns (bool) {
        uint256 any;
        for (uint256 i; i < 8; ++i) {
            any |= point.words[i];
        }
        return any == 0;
    }

    /// @notice Starts an empty sum.
    function startSum() internal pure returns (G1Sum sum) {
        uint256 pointer = _allocate(256);
        assembly ("memory-safe") {
            calldatacopy(pointer, calldatasize(), 128)
        }
        return G1Sum.wrap(pointer);
    }

    /// @notice Puts a key in line for {addStaged}.
    /// @return commitment keccak256 of the key's 128 bytes, for the caller to recognise the key before adding it.
    function stage(G1Sum sum, G1Point calldata key) internal pure returns (bytes32 commitment) {
        assembly ("memory-safe") {
            calldatacopy(add(sum, 128), key, 128)
            commitment := keccak256(add(sum, 128), 128)
        }
    }

    /// @notice Adds the staged key to the sum.
    function addStaged(G1Sum sum) internal view {
        uint256 pointer = G1Sum.unwrap(sum);
        _call(G1ADD, gasleft(), pointer, 256, pointer, 128);
    }

    /// @notice Reads a sum.
    function total(G1Sum sum) internal pure returns (G1Point memory point) {
        assembly ("memory-safe") {
            mcopy(point, sum, 128)
        }
    }

    /// @notice keccak256 of the key's 128 bytes, as {stage} computes it.
    function commitmentOf(G1Point memory key) internal pure returns (bytes32 commitment) {
        assembly ("memory-safe") {
            commitment := keccak256(key, 128)
        }
    }

    /// @notice Reverts unless every precompile used here is present and computes what the suite says.
    /// @dev The secret key 1 has the generator as public key and the hashed message itself as signature.
    function probe() internal view {
        bytes memory message = "sextant/probe/1";
        uint256 input = _allocate(768);
        _hashToG2(message, input + 128);
        bytes32 digest;
        assembly ("memory-safe") {
            digest := keccak256(add(input, 128), 256)
            mcopy(add(input, 512), add(input, 128), 256)
            mstore(add(input, 384), G_X_HI)
            mstore(add(input, 416), G_X_LO)
            mstore(add(input, 448), G_Y_HI)
            mstore(add(input, 480), G_Y_LO)
        }
        G1Point memory generator = G1Point(G_X_HI, G_X_LO, G_Y_HI, G_Y_LO);
        bool cancels = isInfinity(add(generator, negate(generator)));
        if (digest != PROBE_DIGEST || !_pairs(input) || !cancels) revert BlsProbeFailed();
    }

    /// @dev Whether e(-G, signature) * e(key, hash) = 1, where `input` holds [128 free | signature | key | hash].
    function _pairs(uint256 input) private view returns (bool) {
        assembly ("memory-safe") {
            mstore(input, G_X_HI)
            mstore(add(input, 32), G_X_LO)
            mstore(add(input, 64), G_NEG_Y_HI)
            mstore(add(input, 96), G_NEG_Y_LO)
        }
        _call(PAIRING, PAIRING_GAS_MAX, input, 768, 0, 32);
        uint256 result;
        assembly ("memory-safe") {
            result := mload(0)
        }
        return result == 1;
    }

    /// @dev hash_to_curve: two field elements of Fp2, each mapped (the map clears the cofactor), then added.
    function _hashToG2(bytes memory message, uint256 output) private view {
        uint256 elements = _hashToField(message);
        uint256 mapped = _allocate(512);
        _call(MAP_FP2_TO_G2, gasleft(), elements, 128, mapped, 256);
        _call(MAP_FP2_TO_G2, gasleft(), elements + 128, 128, mapped + 256, 256);
        _call(G2ADD, gasleft(), mapped, 512, output, 256);
    }

    /// @dev hash_to_field for two elements of Fp2: four 64-byte integers mod p, which is how EIP-2537 writes elements.
    /// @return elements Memory address of 4 x 64 bytes.
    function _hashToField(bytes memory message) private view returns (uint256 elements) {
        uint256 uniform = _expandMessage(message);
        elements = _allocate(256);
        // MODEXP input: three lengths, base (64), exponent 1 (1), modulus p (64)
        uint256 input = _allocate(256);
        assembly ("memory-safe") {
            mstore(input, 64)
            mstore(add(input, 32), 1)
            mstore(add(input, 64), 64)
            mstore8(add(input, 160), 1)
            mstore(add(input, 161), P_HI)
            mstore(add(input, 193), P_LO)
        }
        for (uint256 i; i < 256; i += 64) {
            assembly ("memory-safe") {
                mcopy(add(input, 96), add(uniform, i), 64)
            }
            _call(MODEXP, gasleft(), input, 225, elements + i, 64);
        }
    }

    /// @dev expand_message_xmd with SHA-256 to 256 bytes (RFC 9380 §5.3.1).
    /// @return uniform Memory address of the bytes.
    function _expandMessage(bytes memory message) private view returns (uint256 uniform) {
        uint256 length = message.length;
        uniform = _allocate(256);
        // b_0 = H(64 zero bytes | message | 256 as uint16 | 0 | DST_prime)
        uint256 input = _allocate(length + 160);
        assembly ("memory-safe") {
            mstore(input, 0)
            mstore(add(input, 32), 0)
            mcopy(add(input, 64), add(message, 32), length)
            let tail := add(add(input, 64), length)
            mstore(tail, shl(232, 0x010000))
            mstore(add(tail, 3), DST_PRIME_0)
            mstore(add(tail, 35), DST_PRIME_1)
        }
        _call(SHA256, gasleft(), input, length + 111, 0, 32);
        // b_i = H(b_0 xor b_(i-1) | i | DST_prime), with b_0 alone for i = 1
        bytes32 first;
        assembly ("memory-safe") {
            first := mload(0)
            mstore(add(input, 33), DST_PRIME_0)
            mstore(add(input, 65), DST_PRIME_1)
        }
        bytes32 previous;
        for (uint256 i = 1; i <= 8; ++i) {
            uint256 output = uniform + 32 * (i - 1);
            assembly ("memory-safe") {
                mstore(input, xor(first, previous))
                mstore8(add(input, 32), i)
            }
            _call(SHA256, gasleft(), input, 77, output, 32);
            assembly ("memory-safe") {
                previous := mload(output)
            }
        }
    }

    /// @dev Calls a precompile and checks both its verdict and the size of its answer.
    function _call(
        address precompile,
        uint256 gasMax,
        uint256 input,
        uint256 inputSize,
        uint256 output,
        uint256 outputSize
    ) private view {
        bool accepted;
        bool complete;
        assembly ("memory-safe") {
            accepted := staticcall(gasMax, precompile, input, inputSize, output, outputSize)
            complete := eq(returndatasize(), outputSize)
        }
        if (!accepted) revert BlsPointInvalid(precompile);
        if (!complete) revert BlsPrecompileMissing(precompile);
    }

    function _allocate(uint256 size) private pure returns (uint256 pointer) {
        assembly ("memory-safe") {
            pointer := mload(0x40)
            mstore(0x40, add(pointer, and(add(size, 31), not(31))))
        }
    }
}
