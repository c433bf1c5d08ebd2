// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ExitLeaf} from "../../src/interfaces/INodeRegistry.sol";
import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

/// @notice Merkle trees in the format that the contracts verify: leaves hashed twice, pairs sorted.
library MerkleTree {
    function rewardLeaf(address account, uint256 lifetimeAmount) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(account, lifetimeAmount))));
    }

    function exitLeaf(ExitLeaf memory leaf) internal pure returns (bytes32) {
        return
            keccak256(
                bytes.concat(keccak256(abi.encode(leaf.id, leaf.kind, leaf.eligibleAtS, leaf.unlockAtS)))
            );
    }

    function root(bytes32[] memory leaves) internal pure returns (bytes32) {
        (bytes32 top,) = _walk(leaves, 0);
        return top;
    }

    function proof(bytes32[] memory leaves, uint256 index) internal pure returns (bytes32[] memory path) {
        (, path) = _walk(leaves, index);
    }

    /// @dev Level by level; a last leaf without a neighbour moves up as it is.
    function _walk(bytes32[] memory leaves, uint256 index)
        private
        pure
        returns (bytes32 top, bytes32[] memory path)
    {
        bytes32[] memory level = leaves;
        path = new bytes32[](0);
        while (level.length > 1) {
            bytes32[] memory next = new bytes32[]((level.length + 1) / 2);
            for (uint256 i; i < next.length; ++i) {
                bool single = 2 * i + 1 == level.length;
                next[i] = single ? level[2 * i] : Hashes.commutativeKeccak256(level[2 * i], level[2 * i + 1]);
            }
            if (index ^ 1 < level.length) path = _append(path, level[index ^ 1]);
            index /= 2;
            level = next;
        }
        return (level[0], path);
    }

    function _append(bytes32[] memory list, bytes32 item) private pure returns (bytes32[] memory longer) {
        longer = new bytes32[](list.length + 1);
        for (uint256 i; i < list.length; ++i) {
            longer[i] = list[i];
        }
        longer[list.length] = item;
    }
}
