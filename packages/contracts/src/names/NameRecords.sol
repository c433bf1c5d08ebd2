// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {INameRegistry, NameStatus} from "./INameRegistry.sol";
import {NameTokens} from "./NameTokens.sol";

/// @title What a name says
/// @notice The encrypted record resolves for those who know the name; plain records and the reverse record are for all, so
/// they need a revealed name.
abstract contract NameRecords is NameTokens {
    /// @notice 33 bytes of account id, 16 of tag, 24 of nonce.
    uint256 private constant ENCRYPTED_RECORD_BYTES = 73;
    uint256 private constant RECORD_KEY_BYTES_MAX = 32;
    uint256 private constant RECORD_VALUE_BYTES_MAX = 1_024;

    /// @dev Bit n stands for the character of code n: a-z, 0-9, `_`, `-`, `.`.
    uint256 private constant KEY_CHARACTERS =
        (((1 << 26) - 1) << 0x61) | (((1 << 10) - 1) << 0x30) | (1 << 0x5f) | (1 << 0x2d) | (1 << 0x2e);

    /// @inheritdoc INameRegistry
    function setEncryptedRecord(bytes32 nameHash, bytes calldata value) external override {
        _requireOwner(nameHash);
        _setEncryptedRecord(nameHash, value);
    }

    /// @inheritdoc INameRegistry
    function setPlainRecord(bytes32 nameHash, string calldata key, string calldata value) external override {
        _requireOwner(nameHash);
        _requireRevealed(nameHash);
        _checkKey(key);
        uint256 size = bytes(value).length;
        if (size > RECORD_VALUE_BYTES_MAX) revert RecordValueTooLong(size, RECORD_VALUE_BYTES_MAX);
        emit PlainRecordSet(nameHash, key, value);
    }

    /// @inheritdoc INameRegistry
    function setReverse(bytes32 nameHash) external override {
        if (nameHash != 0) {
            _requireOwner(nameHash);
            _requireRevealed(nameHash);
        }
        _reverse[msg.sender] = nameHash;
        emit ReverseSet(msg.sender, nameHash);
    }

    /// @inheritdoc INameRegistry
    function reverseOf(address account) external view override returns (bytes32) {
        bytes32 nameHash = _reverse[account];
        // A name that left the account took the entry with it, so an active one is the account's.
        return _statusOf(_names[nameHash].expiresAtS) == NameStatus.Active ? nameHash : bytes32(0);
    }

    /// @dev Sets nothing when there is nothing to set in a new registration: see {_publish}.
    function _setEncryptedRecord(bytes32 nameHash, bytes calldata value) internal {
        if (value.length != 0 && value.length != ENCRYPTED_RECORD_BYTES) {
            revert RecordSizeWrong(value.length, ENCRYPTED_RECORD_BYTES);
        }
        emit EncryptedRecordSet(nameHash, value);
    }

    function _requireRevealed(bytes32 nameHash) private view {
        if (!_names[nameHash].revealed) revert NameNotRevealed(nameHash);
    }

    function _checkKey(string calldata key) private pure {
        bytes calldata text = bytes(key);
        bool valid = text.length > 0 && text.length <= RECORD_KEY_BYTES_MAX;
        for (uint256 i; valid && i < text.length; ++i) {
            valid = (KEY_CHARACTERS >> uint8(text[i])) & 1 == 1;
        }
        if (!valid) revert RecordKeyInvalid(key);
    }
}
