// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {PoolTerms, Reservation} from "./IContributionPool.sol";

/// @param poolImplementation A {ContributionPool}; its registry becomes the factory's.
struct ContributionPoolFactoryParams {
    address poolImplementation;
    address owner;
    address manager;
    address guardian;
}

/// @title Where pools come from
/// @notice Creates pools as clones of one implementation and remembers them, so that others can tell a true pool.
interface IContributionPoolFactory {
    /// @param requirement The stake that the pool gathers.
    event PoolCreated(
        address indexed pool,
        address indexed operator,
        bytes32 indexed ed25519Key,
        PoolTerms terms,
        Reservation[] reservations,
        uint256 requirement,
        bytes32 termsHash
    );
    event PoolImplementationSet(address indexed implementation);

    /// @notice The operator has used this salt.
    error PoolExists(address pool);
    /// @notice The implementation registers with another registry than the pools before it.
    error PoolRegistryDiffers(address registry, address registryExpected);

    /// @notice Creates a pool of the sender's, at {poolAddress} of the sender and `salt`. It waits for the sender's
    /// contribution.
    /// @param terms Their signatures name the pool, so its address is computed first.
    /// @param reservations Empty, or the sender's first.
    function createPool(PoolTerms calldata terms, Reservation[] calldata reservations, bytes32 salt)
        external
        returns (address pool);

    /// @notice Sets the code of future pools; those that exist keep theirs. Their addresses change with it.
    function setPoolImplementation(address implementation) external;

    /// @notice Where {createPool} puts the pool of `operator` and `salt`.
    function poolAddress(address operator, bytes32 salt) external view returns (address);
    function isPool(address account) external view returns (bool);
    function poolCount() external view returns (uint256);
    /// @notice A page of all pools, oldest first.
    function pools(uint256 offset, uint256 limit) external view returns (address[] memory);
    function poolImplementation() external view returns (address);
    function registry() external view returns (address);
}
