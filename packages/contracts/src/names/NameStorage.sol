// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Governed} from "../Governed.sol";
import {IFeeRouter} from "../fees/IFeeRouter.sol";
import {INameRegistry} from "./INameRegistry.sol";

/// @title Everything the registry of names remembers
/// @dev The only contract of the registry with storage variables, so that an upgrade appends here and nowhere else. Records
/// are not stored: events carry them.
abstract contract NameStorage is INameRegistry, Governed {
    /// @dev One slot. `generation` outlives a burned token; the indices hold while the token exists.
    struct Name {
        uint64 expiresAtS;
        uint32 generation;
        uint32 index;
        uint32 indexOfOwner;
        uint8 length;
        bool revealed;
    }

    IFeeRouter internal _feeRouter;
    uint64 internal _legacyEndsAtS;
    uint16 internal _royaltyBps;
    uint64 internal _commitAgeMinS;
    uint64 internal _commitAgeMaxS;
    bytes32 internal _legacyRoot;
    /// @dev Names of 1, 2, 3, 4, and 5 or more characters.
    uint96[5] internal _pricesPerYear;

    mapping(bytes32 nameHash => Name) internal _names;
    mapping(bytes32 commitment => uint256) internal _committedAtS;
    mapping(address account => bytes32 nameHash) internal _reverse;

    /// @dev Token ids in no order; a leaving one is replaced by the last.
    uint256[] internal _tokens;
    mapping(address owner => uint256[]) internal _tokensOf;
}
