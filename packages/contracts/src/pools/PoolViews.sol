// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Contributor} from "../interfaces/RegistryTypes.sol";
import {IContributionPool, PoolState, PoolTerms, PoolView, Reservation} from "./IContributionPool.sol";
import {PoolSetup} from "./PoolSetup.sol";
import {PausableUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/PausableUpgradeable.sol";

/// @title What a pool tells
abstract contract PoolViews is PoolSetup {
    /// @notice How long a contributor stays at least after a contribution, unless the pool cannot be registered.
    uint64 public constant WITHDRAW_DELAY_S = 24 hours;

    /// @inheritdoc IContributionPool
    function registry() external view override returns (address) {
        return address(_registry);
    }

    /// @inheritdoc IContributionPool
    function token() external view override returns (address) {
        return address(_token);
    }

    /// @inheritdoc IContributionPool
    function state() external view override returns (PoolState) {
        return _books.state;
    }

    /// @inheritdoc IContributionPool
    function requirement() external view override returns (uint256) {
        return _settings.requirement;
    }

    /// @inheritdoc IContributionPool
    function terms() external view override returns (PoolTerms memory) {
        Keys memory keys = _keys();
        return PoolTerms({
            blsKey: keys.blsKey,
            proof: keys.proof,
            ed25519Key: keys.ed25519Key,
            ed25519Signature: keys.ed25519Signature,
            feeBps: _settings.feeBps,
            autoFinalize: _settings.autoFinalize
        });
    }

    /// @inheritdoc IContributionPool
    function termsHash() external view override returns (bytes32) {
        return _termsHash;
    }

    /// @inheritdoc IContributionPool
    function minimumContribution() public view override returns (uint256) {
        if (!_isOpen()) return 0;
        (uint256 amountMin, uint256 amountMax) = _limits(_books, true, 0);
        return amountMax == 0 ? 0 : amountMin;
    }

    /// @inheritdoc IContributionPool
    function limitsOf(address account) external view override returns (uint256, uint256) {
        bool waits = _books.state == PoolState.WaitingForOperator;
        if (!_isOpen() || (waits && account != operator())) return (0, 0);
        return _limits(_books, _stakes[account].place == 0, _reservedFor(account));
    }

    /// @inheritdoc IContributionPool
    function contributionOf(address account)
        external
        view
        override
        returns (uint256 amount, address beneficiary, uint64 withdrawableAtS)
    {
        Stake memory stake = _stakes[account];
        if (stake.place == 0) return (0, address(0), 0);
        return
            (
                _shares[stake.place - 1].amount,
                stake.beneficiary,
                uint64(stake.contributedAtS) + WITHDRAW_DELAY_S
            );
    }

    /// @inheritdoc IContributionPool
    function contributors() public view override returns (Contributor[] memory list) {
        list = new Contributor[](_books.contributorCount);
        for (uint256 i; i < list.length; ++i) {
            Share memory share = _shares[i];
            list[i] = Contributor(share.account, _stakes[share.account].beneficiary, share.amount);
        }
    }

    /// @inheritdoc IContributionPool
    function reservations() public view override returns (Reservation[] memory list) {
        list = new Reservation[](_settings.reservationCount);
        for (uint256 i; i < list.length; ++i) {
            list[i] = Reservation(_reservations[i].account, _reservations[i].amount);
        }
    }

    /// @inheritdoc IContributionPool
    function creditOf(address account) external view override returns (uint256) {
        return _credits[account];
    }

    /// @inheritdoc IContributionPool
    function isRegistrable() external view override returns (bool) {
        if (_registry.stakingRequirement() != _settings.requirement) return false;
        if (PausableUpgradeable(address(_registry)).paused()) return false;
        Keys memory keys = _keys();
        bytes32 fundingHash = keccak256(abi.encode(address(this)));
        try _registry.checkProof(
            keys.blsKey, keys.proof, keys.ed25519Key, operator(), _settings.feeBps, fundingHash
        ) {
            return true;
        } catch {
            return false;
        }
    }

    /// @inheritdoc IContributionPool
    function overview() external view override returns (PoolView memory) {
        return PoolView({
            state: _books.state,
            operator: operator(),
            feeBps: _settings.feeBps,
            autoFinalize: _settings.autoFinalize,
            requirement: _settings.requirement,
            contributed: _books.contributed,
            reservedOpen: _books.reservedOpen,
            minimum: minimumContribution(),
            fullAtS: _books.fullAtS,
            ed25519Key: _keys().ed25519Key,
            termsHash: _termsHash,
            contributors: contributors(),
            reservations: reservations()
        });
    }

    /// @dev Whether contributions are taken.
    function _isOpen() internal view returns (bool) {
        return _books.state == PoolState.WaitingForOperator || _books.state == PoolState.Open;
    }
}
