// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Contributor, Snapshot} from "../interfaces/RegistryTypes.sol";
import {G1Point} from "./BLS12381.sol";

/// @title The 32-byte messages that nodes sign for the registry
/// @notice Each is keccak256(abi.encode(DOMAIN, chainId, registry, ...)), one DOMAIN per purpose, so that no signature
/// means two things, on two chains or for two registries.
library Messages {
    bytes32 internal constant PROOF_OF_POSSESSION = keccak256("sextant/proof-of-possession/1");
    bytes32 internal constant SNAPSHOT = keccak256("sextant/snapshot/1");

    /// @notice What a node's BLS key signs to be registered: it binds the terms, so that nobody can register the key with
    /// others.
    /// @param fundingHash {funding} of payer and contributors.
    function proofOfPossession(
        G1Point memory blsKey,
        bytes32 ed25519Key,
        address operator,
        uint16 feeBps,
        bytes32 fundingHash
    ) internal view returns (bytes32) {
        return keccak256(
            abi.encode(
                PROOF_OF_POSSESSION,
                block.chainid,
                address(this),
                blsKey,
                ed25519Key,
                operator,
                feeBps,
                fundingHash
            )
        );
    }

    /// @notice What a proof of possession says about the money: the whole list of contributors when the operator pays, the
    /// payer alone when another does. A payer that gathers stakes is a contract whose code holds it to its terms, and the
    /// operator signs before the contributors are known.
    /// @param contributors Operator first.
    function funding(address payer, Contributor[] memory contributors) internal pure returns (bytes32) {
        bool operatorPays = contributors.length > 0 && payer == contributors[0].staker;
        return keccak256(operatorPays ? abi.encode(contributors) : abi.encode(payer));
    }

    /// @notice What the nodes sign together to make a snapshot acceptable.
    function snapshot(Snapshot calldata s) internal view returns (bytes32) {
        return keccak256(abi.encode(SNAPSHOT, block.chainid, address(this), s));
    }
}
