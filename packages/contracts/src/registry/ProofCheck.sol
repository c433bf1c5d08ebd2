// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {BLS12381, G1Point, G2Point} from "../libraries/BLS12381.sol";
import {Messages} from "../libraries/Messages.sol";
import {KeySet} from "./KeySet.sol";

/// @title Whether a registration's terms and proof hold
abstract contract ProofCheck is KeySet {
    uint16 public constant FEE_BPS_MAX = 10_000;

    /// @dev Reverts unless both keys are free and the BLS key signed exactly these terms.
    /// @return commitment The BLS key's.
    function _checkProof(
        G1Point calldata blsKey,
        G2Point calldata proof,
        bytes32 ed25519Key,
        address operator,
        uint16 feeBps,
        bytes32 fundingHash
    ) internal view returns (bytes32 commitment) {
        if (feeBps > FEE_BPS_MAX) revert FeeTooHigh(feeBps, FEE_BPS_MAX);
        if (ed25519Key == 0) revert Ed25519KeyZero();
        uint64 idOfKey = _idOfEd25519Key[ed25519Key];
        if (idOfKey != 0) revert Ed25519KeyTaken(ed25519Key, idOfKey);
        commitment = BLS12381.commitmentOf(blsKey);
        idOfKey = _keyOwners[commitment].id;
        if (idOfKey != 0) revert BlsKeyTaken(commitment, idOfKey);
        BLS12381.verify(
            blsKey, proof, Messages.proofOfPossession(blsKey, ed25519Key, operator, feeBps, fundingHash)
        );
    }
}
