// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Contributor} from "../../src/interfaces/RegistryTypes.sol";
import {G1Point, G2Point} from "../../src/libraries/BLS12381.sol";
import {BlsSigner} from "./BlsSigner.sol";
import {NetworkTest} from "./NetworkTest.sol";
import {vm} from "./Vm.sol";

/// @notice Nodes with several contributors. Of node `n`, contributor 0 is {operatorOf}(n) and contributor i {stakerOf}(n, i).
abstract contract SharedNodes is NetworkTest {
    address internal constant PAYER = address(0x9a7e4);

    function stakerOf(uint256 n, uint256 i) internal pure returns (address) {
        return i == 0 ? operatorOf(n) : address(uint160(uint256(keccak256(abi.encode("staker", n, i)))));
    }

    function beneficiaryOf(uint256 n, uint256 i) internal pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encode("beneficiary", n, i)))));
    }

    function listOf(uint256 n, uint256[] memory amounts) internal pure returns (Contributor[] memory list) {
        list = new Contributor[](amounts.length);
        for (uint256 i; i < amounts.length; ++i) {
            list[i] = Contributor(stakerOf(n, i), beneficiaryOf(n, i), amounts[i]);
        }
    }

    /// @notice 40 % of the operator, 40 % of another, 20 % of a small one.
    function threeOf(uint256 n) internal pure returns (Contributor[] memory) {
        uint256[] memory amounts = new uint256[](3);
        (amounts[0], amounts[1], amounts[2]) = (10_000e9, 10_000e9, 5_000e9);
        return listOf(n, amounts);
    }

    /// @notice Random lawful amounts of `count` contributors.
    function splitOf(uint256 n, uint256 count, uint256 requirement, uint256 seed)
        internal
        pure
        returns (Contributor[] memory)
    {
        uint256[] memory amounts = new uint256[](count);
        uint256 left = requirement - (requirement + 3) / 4;
        for (uint256 i = 1; i < count; ++i) {
            uint256 most = left - (count - 1 - i);
            amounts[i] = 1 + (uint256(keccak256(abi.encode(seed, i))) % most);
            left -= amounts[i];
        }
        amounts[0] = (requirement + 3) / 4 + left;
        return listOf(n, amounts);
    }

    function sharedProofOf(uint256 n, uint16 feeBps, address payer, Contributor[] memory list)
        internal
        view
        returns (G2Point memory)
    {
        bytes32 message = registry.proofOfPossessionMessage(
            keyOf(n), ed25519KeyOf(n), operatorOf(n), feeBps, registry.fundingHash(payer, list)
        );
        return BlsSigner.sign(secretOf(n), message);
    }

    /// @notice Gives the payer the requirement, and has it allow the registry to take it.
    function fundPayer(address payer) internal {
        token.transfer(payer, registry.stakingRequirement());
        vm.prank(payer);
        token.approve(address(registry), type(uint256).max);
    }

    function registerSharedAs(address payer, uint256 n, Contributor[] memory list) internal returns (uint64) {
        fundPayer(payer);
        G1Point memory key = keyOf(n);
        G2Point memory proof = sharedProofOf(n, 500, payer, list);
        vm.prank(payer);
        registry.registerShared(key, proof, ed25519KeyOf(n), ed25519SignatureOf(n), 500, list);
        return registry.idOfEd25519Key(ed25519KeyOf(n));
    }
}
