// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {INameRegistry} from "../../src/names/INameRegistry.sol";
import {Vm} from "./Vm.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";

/// @notice Every name's state, rebuilt from the registry's logs and nothing else, by the rules of docs/protocol/names.md.
contract NamesFromLogs {
    struct Entry {
        address owner;
        uint64 expiresAtS;
        uint8 length;
        bool revealed;
        bytes encryptedRecord;
        uint256 plainRecords;
    }

    mapping(bytes32 nameHash => Entry) private _entries;
    mapping(address account => bytes32 nameHash) public reverse;

    function entry(bytes32 nameHash) external view returns (Entry memory) {
        return _entries[nameHash];
    }

    function apply_(Vm.Log memory log) external {
        bytes32 kind = log.topics[0];
        if (kind == IERC721.Transfer.selector) {
            _entries[log.topics[3]].owner = address(uint160(uint256(log.topics[2])));
        } else if (kind == INameRegistry.NameRegistered.selector) {
            _register(log);
        } else if (kind == INameRegistry.NameRenewed.selector) {
            (_entries[log.topics[1]].expiresAtS,) = abi.decode(log.data, (uint64, uint256));
        } else if (kind == INameRegistry.NameVoided.selector) {
            delete _entries[log.topics[1]];
        } else if (kind == INameRegistry.NameRevealed.selector) {
            _entries[log.topics[1]].revealed = true;
        } else if (kind == INameRegistry.EncryptedRecordSet.selector) {
            _entries[log.topics[1]].encryptedRecord = abi.decode(log.data, (bytes));
        } else if (kind == INameRegistry.PlainRecordSet.selector) {
            ++_entries[log.topics[1]].plainRecords;
        } else if (kind == INameRegistry.RecordsCleared.selector) {
            delete _entries[log.topics[1]].encryptedRecord;
            delete _entries[log.topics[1]].plainRecords;
        } else if (kind == INameRegistry.ReverseSet.selector) {
            reverse[address(uint160(uint256(log.topics[1])))] = log.topics[2];
        }
    }

    function _register(Vm.Log memory log) private {
        Entry storage e = _entries[log.topics[1]];
        delete _entries[log.topics[1]];
        e.owner = address(uint160(uint256(log.topics[2])));
        (e.length, e.expiresAtS,) = abi.decode(log.data, (uint8, uint64, uint256));
    }
}
