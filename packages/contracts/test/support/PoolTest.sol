// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Contributor} from "../../src/interfaces/RegistryTypes.sol";
import {ContributionPool} from "../../src/pools/ContributionPool.sol";
import {ContributionPoolFactory} from "../../src/pools/ContributionPoolFactory.sol";
import {PoolState, PoolTerms, Reservation} from "../../src/pools/IContributionPool.sol";
import {ContributionPoolFactoryParams} from "../../src/pools/IContributionPoolFactory.sol";
import {BlsSigner} from "./BlsSigner.sol";
import {NetworkTest} from "./NetworkTest.sol";
import {vm} from "./Vm.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @notice Pools of a small network. Pool `n` is for node n of operatorOf(n); memberOf(i) are its contributors, with
/// memberOf(0) the operator of pool 1.
abstract contract PoolTest is NetworkTest {
    uint256 internal constant QUARTER = REQUIREMENT / 4;
    uint16 internal constant FEE_BPS = 500;
    bytes32 internal constant SALT = "salt";

    ContributionPoolFactory internal factory;

    function deployPools() internal {
        deployNetwork(0);
        factory = deployFactory(address(registry));
    }

    function deployFactory(address registry_) internal returns (ContributionPoolFactory) {
        ContributionPoolFactoryParams memory params = ContributionPoolFactoryParams({
            poolImplementation: address(new ContributionPool(registry_)),
            owner: address(this),
            manager: MANAGER,
            guardian: GUARDIAN
        });
        return ContributionPoolFactory(
            proxied(
                address(new ContributionPoolFactory()),
                abi.encodeCall(ContributionPoolFactory.initialize, (params))
            )
        );
    }

    function memberOf(uint256 i) internal pure returns (address) {
        return i == 0 ? operatorOf(1) : address(uint160(uint256(keccak256(abi.encode("member", i)))));
    }

    /// @notice Terms that the registry accepts from `pool_` alone.
    function termsFor(uint256 n, address pool_, uint16 feeBps) internal view returns (PoolTerms memory) {
        return termsOf(n, operatorOf(n), pool_, feeBps);
    }

    function termsOf(uint256 n, address operator, address pool_, uint16 feeBps)
        internal
        view
        returns (PoolTerms memory)
    {
        bytes32 message = registry.proofOfPossessionMessage(
            keyOf(n), ed25519KeyOf(n), operator, feeBps, keccak256(abi.encode(pool_))
        );
        return PoolTerms({
            blsKey: keyOf(n),
            proof: BlsSigner.sign(secretOf(n), message),
            ed25519Key: ed25519KeyOf(n),
            ed25519Signature: ed25519SignatureOf(n),
            feeBps: feeBps,
            autoFinalize: true
        });
    }

    /// @notice What a contributor of pool 1 computes for itself.
    function termsHashOf(address pool_, PoolTerms memory terms, uint256 required)
        internal
        view
        returns (bytes32)
    {
        return keccak256(
            abi.encode(
                keccak256("sextant/pool-terms/1"),
                block.chainid,
                pool_,
                terms.blsKey,
                terms.proof,
                terms.ed25519Key,
                terms.ed25519Signature,
                operatorOf(1),
                terms.feeBps,
                required
            )
        );
    }

    function noReservations() internal pure returns (Reservation[] memory) {
        return new Reservation[](0);
    }

    /// @notice Reservations for memberOf(0), memberOf(1), ...
    function reservationsOf(uint256[] memory amounts) internal pure returns (Reservation[] memory list) {
        list = new Reservation[](amounts.length);
        for (uint256 i; i < amounts.length; ++i) {
            list[i] = Reservation(memberOf(i), amounts[i]);
        }
    }

    function createPool(uint256 n, Reservation[] memory list) internal returns (ContributionPool) {
        address operator = operatorOf(n);
        PoolTerms memory terms = termsFor(n, factory.poolAddress(operator, SALT), FEE_BPS);
        vm.prank(operator);
        return ContributionPool(factory.createPool(terms, list, SALT));
    }

    function createPool() internal returns (ContributionPool) {
        return createPool(1, noReservations());
    }

    function give(IERC20 token_, address account, address spender, uint256 amount) internal {
        token_.transfer(account, amount);
        vm.prank(account);
        token_.approve(spender, amount);
    }

    /// @notice Contributes tokens fresh from the supply, with the pool's present terms.
    function contribute(ContributionPool to, address account, uint256 amount) internal {
        give(IERC20(to.token()), account, address(to), amount);
        bytes32 termsHash = to.termsHash();
        vm.prank(account);
        to.contribute(amount, address(0), termsHash);
    }

    /// @notice memberOf(0) and as many more as make up `count` bring the least they may; the last completes the stake.
    function fill(ContributionPool to, uint256 count) internal {
        uint256 required = to.requirement();
        contribute(to, memberOf(0), count == 1 ? required : QUARTER);
        for (uint256 i = 1; i < count; ++i) {
            uint256 open = required - to.overview().contributed;
            contribute(to, memberOf(i), i == count - 1 ? open : to.minimumContribution());
        }
        vm.assertTrue(to.state() == PoolState.Full);
    }

    function openedPool() internal returns (ContributionPool opened) {
        opened = createPool();
        contribute(opened, memberOf(0), QUARTER);
    }

    function fullPool(uint256 count) internal returns (ContributionPool filled) {
        filled = createPool();
        fill(filled, count);
    }

    function contributorsHash(ContributionPool of_) internal view returns (bytes32) {
        Contributor[] memory list = of_.contributors();
        return keccak256(abi.encode(list));
    }

    function contributed(ContributionPool to, address account) internal view returns (uint256 amount) {
        (amount,,) = to.contributionOf(account);
    }
}
