// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title BLAKE2b with a 32-byte digest and no key (RFC 7693)
/// @notice On the compression function of EIP-152. The answer's size is checked: on a chain without the precompile the call
/// succeeds with no output.
library Blake2b256 {
    address internal constant PRECOMPILE = address(0x09);

    /// @dev The initial state in the precompile's byte order: the eight IV words of RFC 7693 §2.6, little-endian, the first
    /// xored with the parameter block 0x01010020 (fan-out 1, depth 1, no key, 32 bytes).
    bytes32 internal constant STATE_0 = 0x28c9bdf267e6096a3ba7ca8485ae67bb2bf894fe72f36e3cf1361d5f3af54fa5;
    bytes32 internal constant STATE_1 = 0xd182e6ad7f520e511f6c3e2b8c68059b6bbd41fbabd9831f79217e1319cde05b;

    uint256 private constant BLOCK_BYTES = 128;
    /// @dev rounds (4) | state (64) | block (128) | bytes so far (16) | last block? (1), packed.
    uint256 private constant INPUT_BYTES = 213;
    uint256 private constant ROUNDS = 12;

    /// @dev What {probe} expects "abc" to hash to.
    bytes32 private constant PROBE_DIGEST =
        0xbddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319;

    /// @notice This chain has no such precompile, or one that answers in another size.
    error Blake2PrecompileMissing();
    /// @notice The precompile is there but computes something else.
    error Blake2ProbeFailed();

    /// @notice The digest of `data`.
    function hash(bytes memory data) internal view returns (bytes32 digest) {
        (digest,) = absorb(data, STATE_0);
    }

    /// @notice Reverts unless the precompile computes BLAKE2b here; for deployments.
    function probe() internal view {
        if (hash("abc") != PROBE_DIGEST) revert Blake2ProbeFailed();
    }

    /// @dev The whole final state, 64 bytes. `state0` says the digest's length.
    function absorb(bytes memory data, bytes32 state0)
        internal
        view
        returns (bytes32 digest0, bytes32 digest1)
    {
        bytes memory input = new bytes(INPUT_BYTES);
        assembly ("memory-safe") {
            mstore8(add(input, 35), ROUNDS)
            mstore(add(input, 36), state0)
            mstore(add(input, 68), STATE_1)
        }
        uint256 offset;
        for (; data.length - offset > BLOCK_BYTES; offset += BLOCK_BYTES) {
            _load(input, data, offset, BLOCK_BYTES);
            _compress(input, offset + BLOCK_BYTES);
        }
        _load(input, data, offset, data.length - offset);
        input[INPUT_BYTES - 1] = 0x01;
        return _compress(input, data.length);
    }

    /// @dev Puts the next block in place, filled up with zeros.
    function _load(bytes memory input, bytes memory data, uint256 offset, uint256 size) private pure {
        assembly ("memory-safe") {
            let target := add(input, 100)
            calldatacopy(target, calldatasize(), BLOCK_BYTES)
            mcopy(target, add(add(data, 32), offset), size)
        }
    }

    /// @dev Compresses the block in place; the answer becomes the next call's state.
    /// @param byteCount Bytes of data up to the end of this block, without filling.
    function _compress(bytes memory input, uint256 byteCount)
        private
        view
        returns (bytes32 digest0, bytes32 digest1)
    {
        uint256 counter = _reverse(uint64(byteCount));
        address precompile = PRECOMPILE;
        bool done;
        assembly ("memory-safe") {
            // The counter is the second half of a word whose first half belongs to the block.
            let half := add(input, 212)
            mstore(half, or(shl(128, shr(128, mload(half))), shl(64, counter)))
            done := staticcall(gas(), precompile, add(input, 32), INPUT_BYTES, add(input, 36), 64)
            done := and(done, eq(returndatasize(), 64))
            digest0 := mload(add(input, 36))
            digest1 := mload(add(input, 68))
        }
        if (!done) revert Blake2PrecompileMissing();
    }

    /// @dev The eight bytes in the other order.
    function _reverse(uint64 value) private pure returns (uint64) {
        value = ((value & 0xff00ff00ff00ff00) >> 8) | ((value & 0x00ff00ff00ff00ff) << 8);
        value = ((value & 0xffff0000ffff0000) >> 16) | ((value & 0x0000ffff0000ffff) << 16);
        return (value >> 32) | (value << 32);
    }
}
