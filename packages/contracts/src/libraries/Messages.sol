// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Snapshot} from "../interfaces/INodeRegistry.sol";
import {G1Point} from "./BLS12381.sol";

/// @title The 32-byte messages that nodes sign for the registry
/// @notice Each is keccak256(abi.encode(DOMAIN, chainId, registry, ...)), one DOMAIN per purpose, so that no signature
/// means two things, on two chains or for two registries.
library Messages {
    bytes32 internal constant PROOF_OF_POSSESSION = keccak256("sextant/proof-of-possession/1");
    bytes32 internal constant SNAPSHOT = keccak256("sextant/snapshot/1");

    /// @notice What a node's BLS key signs to be registered: it binds the terms, so that nobody can register the key with
    /// others.
    /// @param contributorsHash keccak256(abi.encode(Contributor[])).
    function proofOfPossession(
        G1Point memory blsKey,
        bytes32 ed25519Key,
        address operator,
        uint16 feeBps,
        bytes32 contributorsHash
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
                contributorsHash
            )
        );
    }

    /// @notice What the nodes sign together to make a snapshot acceptable.
    function snapshot(Snapshot calldata s) internal view returns (bytes32) {
        return keccak256(abi.encode(SNAPSHOT, block.chainid, address(this), s));
    }
}
