// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {BLS12381, G1Point, G2Point} from "../../src/libraries/BLS12381.sol";

/// @notice Signs with BLS secret keys inside a test, through the multiplication precompiles.
library BlsSigner {
    /// @notice The order of the groups: secret keys are 1 .. ORDER - 1.
    uint256 internal constant ORDER = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001;

    function publicKey(uint256 secret) internal view returns (G1Point memory) {
        G1Point memory generator = G1Point(BLS12381.G_X_HI, BLS12381.G_X_LO, BLS12381.G_Y_HI, BLS12381.G_Y_LO);
        (bool done, bytes memory product) = address(0x0c).staticcall(abi.encode(generator, secret));
        require(done, "G1MSM");
        return abi.decode(product, (G1Point));
    }

    function sign(uint256 secret, bytes32 message) internal view returns (G2Point memory) {
        G2Point memory hash = BLS12381.hashToG2(abi.encodePacked(message));
        (bool done, bytes memory product) = address(0x0e).staticcall(abi.encode(hash, secret));
        require(done, "G2MSM");
        return abi.decode(product, (G2Point));
    }

    /// @notice The secret whose signature is the sum of the given secrets' signatures.
    function sum(uint256[] memory secrets) internal pure returns (uint256 total) {
        for (uint256 i; i < secrets.length; ++i) {
            total = addmod(total, secrets[i], ORDER);
        }
    }
}
