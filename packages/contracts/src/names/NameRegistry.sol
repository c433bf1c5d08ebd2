// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {FeePayer} from "../fees/FeePayer.sol";
import {IFeeRouter} from "../fees/IFeeRouter.sol";
import {Blake2b256} from "./Blake2b256.sol";
import {NameRegistryParams} from "./INameRegistry.sol";
import {NameSales} from "./NameSales.sol";
import {MulticallUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/MulticallUpgradeable.sol";

/// @title The registry of names
/// @notice Built of parts that read in this order: {NameStorage}, {NameTokens}, {NameRecords}, {NameProofs}, {NameSales}.
/// `multicall` runs several calls of one sender in one transaction. A pause stops registrations, claims and challenges;
/// owners keep records, renewals and transfers.
contract NameRegistry is NameSales, MulticallUpgradeable {
    uint16 private constant ROYALTY_BPS_MAX = 1_000;

    function initialize(NameRegistryParams calldata params) external initializer {
        Blake2b256.probe();
        _requireAddress(params.feeRouter, "feeRouter");
        __Governed_init(params.owner, params.manager, params.guardian);
        _feeRouter = IFeeRouter(params.feeRouter);
        _legacyEndsAtS = params.legacyEndsAtS;
        _legacyRoot = params.legacyRoot;
        _setCommitAges(params.commitAgeMinS, params.commitAgeMaxS);
        _setRoyalty(params.royaltyBps);
        _setPrices(params.pricesPerYear);
        FeePayer.allow(_feeRouter);
    }

    /// @param pricesPerYear_ Atomic units for names of 1, 2, 3, 4, and 5 or more characters.
    function setPrices(uint96[5] calldata pricesPerYear_) external onlyManager {
        _setPrices(pricesPerYear_);
    }

    function setRoyalty(uint16 royaltyBps_) external onlyManager {
        _setRoyalty(royaltyBps_);
    }

    function setCommitAges(uint64 commitAgeMinS_, uint64 commitAgeMaxS_) external onlyManager {
        _setCommitAges(commitAgeMinS_, commitAgeMaxS_);
    }

    function pricesPerYear() external view returns (uint96[5] memory) {
        return _pricesPerYear;
    }

    function royaltyBps() external view returns (uint16) {
        return _royaltyBps;
    }

    function commitAges() external view returns (uint64 commitAgeMinS, uint64 commitAgeMaxS) {
        return (_commitAgeMinS, _commitAgeMaxS);
    }

    /// @notice The window for names of the old chain: until when, and the tree they are proven against.
    function legacy() external view returns (uint64 endsAtS, bytes32 root) {
        return (_legacyEndsAtS, _legacyRoot);
    }

    function feeRouter() external view returns (address) {
        return address(_feeRouter);
    }

    function _setPrices(uint96[5] calldata pricesPerYear_) private {
        for (uint256 i; i < 5; ++i) {
            _requireValue(pricesPerYear_[i], "pricesPerYear");
        }
        _pricesPerYear = pricesPerYear_;
        emit PricesSet(pricesPerYear_);
    }

    function _setRoyalty(uint16 royaltyBps_) private {
        if (royaltyBps_ > ROYALTY_BPS_MAX) revert RoyaltyTooHigh(royaltyBps_, ROYALTY_BPS_MAX);
        _royaltyBps = royaltyBps_;
        emit RoyaltySet(royaltyBps_);
    }

    function _setCommitAges(uint64 commitAgeMinS_, uint64 commitAgeMaxS_) private {
        if (commitAgeMinS_ == 0 || commitAgeMinS_ >= commitAgeMaxS_) {
            revert CommitAgesUnordered(commitAgeMinS_, commitAgeMaxS_);
        }
        (_commitAgeMinS, _commitAgeMaxS) = (commitAgeMinS_, commitAgeMaxS_);
        emit CommitAgesSet(commitAgeMinS_, commitAgeMaxS_);
    }
}
