// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Blake2b256} from "./Blake2b256.sol";
import {INameRegistry, NameStatus} from "./INameRegistry.sol";
import {NameRecords} from "./NameRecords.sol";
import {NameRule} from "./NameRule.sol";

/// @title When a name is shown
/// @notice A registration shows a hash and a length. Whoever knows the name can prove that they do not belong together; the
/// owner can prove that they do.
abstract contract NameProofs is NameRecords {
    /// @inheritdoc INameRegistry
    function challenge(string calldata name) external override whenNotPaused {
        bytes32 nameHash = nameHashOf(name);
        Name storage name_ = _names[nameHash];
        if (_statusOf(name_.expiresAtS) == NameStatus.Free) revert NameNotRegistered(nameHash);
        if (NameRule.isValid(bytes(name)) && bytes(name).length == name_.length) {
            revert ChallengeUnfounded(nameHash);
        }
        emit NameVoided(nameHash, msg.sender);
        _burn(uint256(nameHash));
        (name_.expiresAtS, name_.length) = (0, 0);
    }

    /// @inheritdoc INameRegistry
    function reveal(string calldata name) external override {
        bytes32 nameHash = nameHashOf(name);
        _requireOwner(nameHash);
        if (!NameRule.isValid(bytes(name))) revert NameRuleBroken(name);
        Name storage name_ = _names[nameHash];
        if (bytes(name).length != name_.length) revert NameLengthWrong(name_.length, bytes(name).length);
        name_.revealed = true;
        emit NameRevealed(nameHash, name);
    }

    /// @inheritdoc INameRegistry
    function nameHashOf(string calldata name) public view override returns (bytes32) {
        return Blake2b256.hash(bytes(name));
    }
}
