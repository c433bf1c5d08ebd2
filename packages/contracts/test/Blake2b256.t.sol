// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Blake2b256} from "../src/names/Blake2b256.sol";
import {NameRule} from "../src/names/NameRule.sol";
import {bound, vm} from "./support/Vm.sol";

contract Blake2b256Test {
    string private constant VECTORS = "./test/vectors/blake2b.json";
    /// @dev The first state of BLAKE2b-512: the digest's length is 64.
    bytes32 private constant STATE_0_512 = 0x48c9bdf267e6096a3ba7ca8485ae67bb2bf894fe72f36e3cf1361d5f3af54fa5;

    function hash(bytes memory data) external view returns (bytes32) {
        return Blake2b256.hash(data);
    }

    function probe() external view {
        Blake2b256.probe();
    }

    function test_hash_agreesWithVectors() public view {
        string memory json = vm.readFile(VECTORS);
        bytes[] memory inputs = vm.parseJsonBytesArray(json, ".inputs");
        bytes32[] memory digests = vm.parseJsonBytes32Array(json, ".digests");
        vm.assertEq(inputs.length, 40);
        for (uint256 i; i < inputs.length; ++i) {
            vm.assertEq(Blake2b256.hash(inputs[i]), digests[i]);
        }
    }

    /// @dev RFC 7693, appendix A.
    function test_absorb_agreesWithTheRfc() public view {
        (bytes32 digest0, bytes32 digest1) = Blake2b256.absorb("abc", STATE_0_512);
        vm.assertEq(digest0, 0xba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1);
        vm.assertEq(digest1, 0x7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923);
    }

    /// @dev One changed bit changes the digest, wherever it is.
    function test_fuzz_hash_readsEveryByte(bytes memory data, uint256 at) public view {
        vm.assume(data.length > 0);
        bytes32 before = Blake2b256.hash(data);
        at = bound(at, 0, data.length - 1);
        data[at] ^= 0x01;
        vm.assertTrue(Blake2b256.hash(data) != before);
        data[at] ^= 0x01;
        vm.assertEq(Blake2b256.hash(data), before);
    }

    function test_fuzz_hash_readsTheLength(uint256 size) public view {
        size = bound(size, 0, 600);
        vm.assertTrue(Blake2b256.hash(new bytes(size)) != Blake2b256.hash(new bytes(size + 1)));
    }

    /// @dev A chain without EIP-152 answers with nothing.
    function test_hash_revertsWithoutThePrecompile() public {
        vm.mockCall(address(0x09), "", "");
        vm.expectRevert(Blake2b256.Blake2PrecompileMissing.selector);
        this.hash("abc");
        vm.expectRevert(Blake2b256.Blake2PrecompileMissing.selector);
        this.probe();
        vm.mockCallRevert(address(0x09), "", "");
        vm.expectRevert(Blake2b256.Blake2PrecompileMissing.selector);
        this.hash("abc");
        vm.clearMockedCalls();
        this.probe();
    }

    function test_probe_revertsForAnotherFunction() public {
        vm.mockCall(address(0x09), "", new bytes(64));
        vm.expectRevert(Blake2b256.Blake2ProbeFailed.selector);
        this.probe();
    }
}

contract NameRuleTest {
    function test_isValid_byExample() public pure {
        string[9] memory good = [
            "a",
            "0",
            "_",
            "a-b",
            "__",
            "a--b",
            "_-_",
            "xn--a",
            "0123456789abcdefghijklmnopqrstuvwxyz_-0123456789abcdefghijklmnop"
        ];
        for (uint256 i; i < good.length; ++i) {
            vm.assertTrue(NameRule.isValid(bytes(good[i])));
        }
        string[10] memory bad = [
            "",
            "-",
            "a-",
            "-a",
            "A",
            "a.b",
            "a b",
            unicode"ä",
            "a\x00",
            "0123456789abcdefghijklmnopqrstuvwxyz_-0123456789abcdefghijklmnopq"
        ];
        for (uint256 i; i < bad.length; ++i) {
            vm.assertFalse(NameRule.isValid(bytes(bad[i])));
        }
    }

    function test_isValid_everyCharacterInEveryPlace() public pure {
        for (uint256 code; code < 256; ++code) {
            bytes1 character = bytes1(uint8(code));
            bool end = _isEnd(code);
            vm.assertTrue(NameRule.isValid(abi.encodePacked(character)) == end);
            vm.assertTrue(NameRule.isValid(abi.encodePacked(character, "a")) == end);
            vm.assertTrue(NameRule.isValid(abi.encodePacked("a", character)) == end);
            vm.assertTrue(NameRule.isValid(abi.encodePacked("a", character, "a")) == (end || code == 0x2d));
        }
    }

    function test_fuzz_isValid_followsTheRule(bytes memory name) public pure {
        bool expected = name.length > 0 && name.length <= 64;
        for (uint256 i; i < name.length; ++i) {
            uint256 code = uint8(name[i]);
            bool inside = i > 0 && i + 1 < name.length;
            expected = expected && (_isEnd(code) || (inside && code == 0x2d));
        }
        vm.assertTrue(NameRule.isValid(name) == expected);
    }

    /// @dev Fuzzed bytes hardly ever make a name; letters chosen by them do.
    function test_fuzz_isValid_acceptsWhatIsAllowed(bytes memory seed) public pure {
        bytes memory alphabet = "abcdefghijklmnopqrstuvwxyz0123456789_-";
        uint256 length = seed.length > 64 ? 64 : seed.length;
        bytes memory name = new bytes(length);
        for (uint256 i; i < length; ++i) {
            bool end = i == 0 || i == length - 1;
            name[i] = alphabet[uint8(seed[i]) % (end ? 37 : 38)];
        }
        vm.assertTrue(NameRule.isValid(name) == (length > 0));
    }

    function _isEnd(uint256 code) private pure returns (bool) {
        return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39) || code == 0x5f;
    }
}
