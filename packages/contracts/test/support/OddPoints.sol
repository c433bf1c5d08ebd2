// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {BLS12381, G1Point, G2Point} from "../../src/libraries/BLS12381.sol";

/// @notice Points that no honest signer sends.
library OddPoints {
    function infinityG1() internal pure returns (G1Point memory point) {}

    function infinityG2() internal pure returns (G2Point memory point) {}

    /// @notice On the curve y^2 = x^3 + 4, of order 3.
    function offSubgroupG1() internal pure returns (G1Point memory) {
        return G1Point(0, 0, 0, 2);
    }

    /// @notice On the twist y^2 = x^3 + 4(1 + i) with x = 2, outside the subgroup of the signatures.
    function offSubgroupG2() internal pure returns (G2Point memory point) {
        point.words[1] = 2;
        point.words[4] = 0x18c6b864ae17dc9da64203ffefb96630;
        point.words[5] = 0x6425a7bc6aeb7c75247438372716284a4173830420cd476ba1a365b95bfcec38;
        point.words[6] = 0x172e93db764a8400a7d5071b6b6f5de0;
        point.words[7] = 0xda2f0f4a063119abca014006b7c40a2cfe291a1924e65db0d6d0fcfbf3bf3d5c;
    }

    function offCurve(G1Point memory point) internal pure returns (G1Point memory) {
        return G1Point(point.xHi, point.xLo, point.yHi, point.yLo ^ 1);
    }

    function offCurve(G2Point memory point) internal pure returns (G2Point memory odd) {
        odd = copyOf(point);
        odd.words[7] ^= 1;
    }

    /// @notice The same point with p added to its first coordinate: not how a field element is written.
    function beyondField(G1Point memory point) internal pure returns (G1Point memory odd) {
        odd = G1Point(point.xHi, point.xLo, point.yHi, point.yLo);
        (odd.xHi, odd.xLo) = _plusP(point.xHi, point.xLo);
    }

    /// @notice The same point with p added to its first coordinate.
    function beyondField(G2Point memory point) internal pure returns (G2Point memory odd) {
        odd = copyOf(point);
        (odd.words[0], odd.words[1]) = _plusP(point.words[0], point.words[1]);
    }

    /// @notice Another memory of the same point: assignments share it.
    function copyOf(G2Point memory point) internal pure returns (G2Point memory) {
        return abi.decode(abi.encode(point), (G2Point));
    }

    function _plusP(uint256 high, uint256 low) private pure returns (uint256, uint256) {
        unchecked {
            uint256 sum = low + BLS12381.P_LO;
            return (high + BLS12381.P_HI + (sum < low ? 1 : 0), sum);
        }
    }
}
