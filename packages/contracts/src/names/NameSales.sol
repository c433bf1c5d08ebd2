// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FeePayer} from "../fees/FeePayer.sol";
import {INameRegistry, LegacyClaim, NameStatus, Registration} from "./INameRegistry.sol";
import {NameProofs} from "./NameProofs.sol";
import {NameRule} from "./NameRule.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

/// @title How a name is taken and kept
/// @notice Commit, wait, register; renew. What a registration shows was fixed before anyone could see it, and names its owner,
/// so copying it can only pay for someone else's name.
abstract contract NameSales is NameProofs {
    uint8 public constant YEARS_MAX = 10;
    uint64 public constant YEAR_S = 365 days;

    bytes32 private constant REGISTRATION_DOMAIN = keccak256("sextant/name-registration/1");

    /// @inheritdoc INameRegistry
    function commit(bytes32 commitment) external override {
        uint256 atS = _committedAtS[commitment];
        // Made again while it holds, it would age anew: anyone could keep a registration from ever coming of age.
        if (atS != 0 && block.timestamp <= atS + _commitAgeMaxS) revert CommitmentExists(commitment, atS);
        _committedAtS[commitment] = block.timestamp;
        emit NameCommitted(commitment);
    }

    /// @inheritdoc INameRegistry
    function register(Registration calldata r, uint256 costMax) external override nonReentrant whenNotPaused {
        if (block.timestamp < _legacyEndsAtS) revert RegistrationNotOpen(_legacyEndsAtS);
        _useCommitment(commitmentOf(r));
        uint256 cost = costOf(r.length, r.yearCount);
        FeePayer.check(cost, costMax);
        _requireFree(r.nameHash);
        if (_ownerOf(uint256(r.nameHash)) != address(0)) _burn(uint256(r.nameHash));
        _issue(r.nameHash, r.length, r.owner, r.yearCount, cost);
        if (r.encryptedRecord.length > 0) _setEncryptedRecord(r.nameHash, r.encryptedRecord);
        FeePayer.collect(_feeRouter, msg.sender, cost);
    }

    /// @inheritdoc INameRegistry
    function renew(bytes32 nameHash, uint8 yearCount, uint256 costMax) external override nonReentrant {
        Name storage name_ = _names[nameHash];
        if (_statusOf(name_.expiresAtS) == NameStatus.Free) revert NameNotRegistered(nameHash);
        uint256 cost = costOf(name_.length, yearCount);
        FeePayer.check(cost, costMax);
        uint64 expiresAtS = name_.expiresAtS + yearCount * YEAR_S;
        name_.expiresAtS = expiresAtS;
        emit NameRenewed(nameHash, msg.sender, expiresAtS, cost);
        FeePayer.collect(_feeRouter, msg.sender, cost);
    }

    /// @inheritdoc INameRegistry
    function claimLegacy(LegacyClaim calldata claim, bytes32[] calldata proof)
        external
        override
        whenNotPaused
    {
        if (block.timestamp >= _legacyEndsAtS) revert LegacyWindowClosed(_legacyEndsAtS);
        if (msg.sender != claim.owner) revert CallerNotNameOwner(claim.nameHash, msg.sender);
        bytes32 leaf =
            keccak256(bytes.concat(keccak256(abi.encode(claim.nameHash, claim.owner, claim.yearCount))));
        if (!MerkleProof.verifyCalldata(proof, _legacyRoot, leaf)) {
            revert LegacyNameNotProven(claim.nameHash, claim.owner, claim.yearCount);
        }
        _checkTerms(claim.length, claim.yearCount);
        // Once only: a claimed name that lapses within the window is not free to be claimed again.
        uint64 expiresAtS = _names[claim.nameHash].expiresAtS;
        if (expiresAtS != 0) revert NameTaken(claim.nameHash, expiresAtS + GRACE_S);
        _issue(claim.nameHash, claim.length, claim.owner, claim.yearCount, 0);
        if (claim.encryptedRecord.length > 0) _setEncryptedRecord(claim.nameHash, claim.encryptedRecord);
    }

    /// @inheritdoc INameRegistry
    function committedAtS(bytes32 commitment) external view override returns (uint256) {
        return _committedAtS[commitment];
    }

    /// @inheritdoc INameRegistry
    function commitmentOf(Registration calldata r) public view override returns (bytes32) {
        return keccak256(
            abi.encode(
                REGISTRATION_DOMAIN,
                block.chainid,
                address(this),
                r.nameHash,
                r.length,
                r.owner,
                r.yearCount,
                keccak256(r.encryptedRecord),
                r.secret
            )
        );
    }

    /// @inheritdoc INameRegistry
    function costOf(uint8 length, uint8 yearCount) public view override returns (uint256) {
        _checkTerms(length, yearCount);
        return uint256(_pricesPerYear[length < 5 ? length - 1 : 4]) * yearCount;
    }

    /// @dev A commitment serves once.
    function _useCommitment(bytes32 commitment) private {
        uint256 atS = _committedAtS[commitment];
        if (atS == 0) revert CommitmentUnknown(commitment);
        uint256 usableAtS = atS + _commitAgeMinS;
        if (block.timestamp < usableAtS) revert CommitmentTooYoung(commitment, usableAtS);
        uint256 expiredAtS = atS + _commitAgeMaxS;
        if (block.timestamp > expiredAtS) revert CommitmentExpired(commitment, expiredAtS);
        delete _committedAtS[commitment];
    }

    function _issue(bytes32 nameHash, uint8 length, address owner_, uint8 yearCount, uint256 cost) private {
        _requireValue(uint256(nameHash), "nameHash");
        uint64 expiresAtS = uint64(block.timestamp) + yearCount * YEAR_S;
        Name storage name_ = _names[nameHash];
        (name_.expiresAtS, name_.length, name_.revealed) = (expiresAtS, length, false);
        _mint(owner_, uint256(nameHash));
        emit NameRegistered(nameHash, owner_, length, expiresAtS, cost);
    }

    function _requireFree(bytes32 nameHash) private view {
        uint64 expiresAtS = _names[nameHash].expiresAtS;
        if (_statusOf(expiresAtS) != NameStatus.Free) revert NameTaken(nameHash, expiresAtS + GRACE_S);
    }

    function _checkTerms(uint8 length, uint8 yearCount) private pure {
        if (length == 0 || length > NameRule.LENGTH_MAX) {
            revert NameLengthOutOfRange(length, NameRule.LENGTH_MAX);
        }
        if (yearCount == 0 || yearCount > YEARS_MAX) revert YearsOutOfRange(yearCount, YEARS_MAX);
    }
}
