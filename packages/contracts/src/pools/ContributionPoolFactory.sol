// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Governed} from "../Governed.sol";
import {IContributionPool, PoolTerms, Reservation} from "./IContributionPool.sol";
import {ContributionPoolFactoryParams, IContributionPoolFactory} from "./IContributionPoolFactory.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";

/// @title Where pools come from
/// @dev The clone's code holds the operator, so the address depends on the operator and the salt and nobody else can create
/// a pool there. A pause stops new pools only.
contract ContributionPoolFactory is IContributionPoolFactory, Governed {
    address private _poolImplementation;
    address[] private _pools;
    mapping(address account => bool) private _isPool;

    function initialize(ContributionPoolFactoryParams calldata params) external initializer {
        _requireAddress(params.poolImplementation, "poolImplementation");
        __Governed_init(params.owner, params.manager, params.guardian);
        _setPoolImplementation(params.poolImplementation);
    }

    /// @inheritdoc IContributionPoolFactory
    function createPool(PoolTerms calldata terms, Reservation[] calldata reservations, bytes32 salt)
        external
        override
        whenNotPaused
        returns (address pool)
    {
        pool = poolAddress(msg.sender, salt);
        if (_isPool[pool]) revert PoolExists(pool);
        _isPool[pool] = true;
        _pools.push(pool);
        Clones.cloneDeterministicWithImmutableArgs(_poolImplementation, abi.encodePacked(msg.sender), salt);
        IContributionPool(pool).initialize(terms, reservations);
        emit PoolCreated(
            pool,
            msg.sender,
            terms.ed25519Key,
            terms,
            reservations,
            IContributionPool(pool).requirement(),
            IContributionPool(pool).termsHash()
        );
    }

    /// @inheritdoc IContributionPoolFactory
    function setPoolImplementation(address implementation) external override onlyOwner {
        address given = IContributionPool(implementation).registry();
        if (given != registry()) revert PoolRegistryDiffers(given, registry());
        _setPoolImplementation(implementation);
    }

    /// @inheritdoc IContributionPoolFactory
    function isPool(address account) external view override returns (bool) {
        return _isPool[account];
    }

    /// @inheritdoc IContributionPoolFactory
    function poolCount() external view override returns (uint256) {
        return _pools.length;
    }

    /// @inheritdoc IContributionPoolFactory
    function pools(uint256 offset, uint256 limit) external view override returns (address[] memory page) {
        uint256 length = _pools.length;
        if (offset >= length) return page;
        uint256 left = length - offset;
        page = new address[](limit < left ? limit : left);
        for (uint256 i; i < page.length; ++i) {
            page[i] = _pools[offset + i];
        }
    }

    /// @inheritdoc IContributionPoolFactory
    function poolImplementation() external view override returns (address) {
        return _poolImplementation;
    }

    /// @inheritdoc IContributionPoolFactory
    function poolAddress(address operator, bytes32 salt) public view override returns (address) {
        return Clones.predictDeterministicAddressWithImmutableArgs(
            _poolImplementation, abi.encodePacked(operator), salt
        );
    }

    /// @inheritdoc IContributionPoolFactory
    function registry() public view override returns (address) {
        return IContributionPool(_poolImplementation).registry();
    }

    function _setPoolImplementation(address implementation) private {
        _poolImplementation = implementation;
        emit PoolImplementationSet(implementation);
    }
}
