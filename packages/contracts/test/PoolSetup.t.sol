// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Governed} from "../src/Governed.sol";
import {IRegistryErrors} from "../src/interfaces/IRegistryErrors.sol";
import {ContributionPool} from "../src/pools/ContributionPool.sol";
import {ContributionPoolFactory} from "../src/pools/ContributionPoolFactory.sol";
import {
    IContributionPool,
    PoolState,
    PoolTerms,
    PoolView,
    Reservation
} from "../src/pools/IContributionPool.sol";
import {
    ContributionPoolFactoryParams,
    IContributionPoolFactory
} from "../src/pools/IContributionPoolFactory.sol";
import {PoolTest} from "./support/PoolTest.sol";
import {bound, vm} from "./support/Vm.sol";
import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {PausableUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/PausableUpgradeable.sol";

contract PoolSetupTest is PoolTest {
    function setUp() public {
        deployPools();
    }

    function _termsHash(address pool_, uint256 required) private view returns (bytes32) {
        return termsHashOf(pool_, termsFor(1, pool_, FEE_BPS), required);
    }

    function test_createPool_putsThePoolWhereItsProofSaid() public {
        address expected = factory.poolAddress(operatorOf(1), SALT);
        PoolTerms memory terms = termsFor(1, expected, FEE_BPS);
        Reservation[] memory list = noReservations();
        vm.expectEmit(address(factory));
        emit IContributionPoolFactory.PoolCreated(
            expected,
            operatorOf(1),
            ed25519KeyOf(1),
            terms,
            list,
            REQUIREMENT,
            _termsHash(expected, REQUIREMENT)
        );
        vm.prank(operatorOf(1));
        vm.assertEq(factory.createPool(terms, list, SALT), expected);
        vm.assertTrue(factory.isPool(expected));
        vm.assertFalse(factory.isPool(address(this)));
    }

    function test_createPool_setsThePoolUp() public {
        ContributionPool made = createPool();
        vm.assertTrue(made.state() == PoolState.WaitingForOperator);
        vm.assertEq(made.operator(), operatorOf(1));
        vm.assertEq(made.registry(), address(registry));
        vm.assertEq(factory.registry(), address(registry));
        vm.assertEq(made.token(), address(token));
        vm.assertEq(made.requirement(), REQUIREMENT);
        vm.assertEq(made.termsHash(), _termsHash(address(made), REQUIREMENT));
        vm.assertEq(abi.encode(made.terms()), abi.encode(termsFor(1, address(made), FEE_BPS)));
        vm.assertEq(made.minimumContribution(), QUARTER);
        vm.assertEq(made.contributors().length, 0);
        PoolView memory seen = made.overview();
        vm.assertTrue(seen.autoFinalize);
        vm.assertEq(seen.feeBps, FEE_BPS);
        vm.assertEq(seen.ed25519Key, ed25519KeyOf(1));
        vm.assertEq(seen.contributed + seen.reservedOpen + seen.fullAtS, 0);
    }

    function test_fuzz_poolAddress_dependsOnOperatorAndSalt(address one, address two, bytes32 salt)
        public
        view
    {
        vm.assume(one != two);
        vm.assertFalse(factory.poolAddress(one, salt) == factory.poolAddress(two, salt));
        vm.assertFalse(
            factory.poolAddress(one, salt) == factory.poolAddress(one, keccak256(abi.encode(salt)))
        );
    }

    function test_createPool_revertsWhenTheSaltWasUsed() public {
        ContributionPool made = createPool();
        PoolTerms memory terms = made.terms();
        vm.expectRevert(abi.encodeWithSelector(IContributionPoolFactory.PoolExists.selector, address(made)));
        vm.prank(operatorOf(1));
        factory.createPool(terms, noReservations(), SALT);
    }

    function test_createPool_stopsUnderPause() public {
        PoolTerms memory terms = termsFor(1, address(1), FEE_BPS);
        vm.prank(GUARDIAN);
        factory.pause();
        vm.expectRevert(PausableUpgradeable.EnforcedPause.selector);
        factory.createPool(terms, noReservations(), SALT);
        factory.unpause();
        factory.createPool(terms, noReservations(), SALT);
    }

    function test_pools_arePaged() public {
        address[] memory made = new address[](3);
        for (uint256 n = 1; n <= 3; ++n) {
            made[n - 1] = address(createPool(n, noReservations()));
        }
        vm.assertEq(factory.poolCount(), 3);
        vm.assertEq(abi.encode(factory.pools(0, 10)), abi.encode(made));
        vm.assertEq(factory.pools(1, 1).length, 1);
        vm.assertEq(factory.pools(1, 1)[0], made[1]);
        vm.assertEq(factory.pools(2, type(uint256).max)[0], made[2]);
        vm.assertEq(factory.pools(3, 1).length, 0);
    }

    function test_initialize_runsOnceAndNeverOnTheImplementation() public {
        ContributionPool made = createPool();
        PoolTerms memory terms = made.terms();
        vm.expectRevert(IContributionPool.PoolInitialized.selector);
        made.initialize(terms, noReservations());
        ContributionPool implementation = ContributionPool(factory.poolImplementation());
        vm.expectRevert(IContributionPool.PoolInitialized.selector);
        implementation.initialize(terms, noReservations());
        vm.assertFalse(factory.isPool(address(implementation)));
    }

    function test_factory_cannotBeInitializedAgain() public {
        ContributionPoolFactoryParams memory params;
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        factory.initialize(params);
        ContributionPoolFactory bare = new ContributionPoolFactory();
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        bare.initialize(params);
    }

    function test_factory_needsAnImplementation() public {
        ContributionPoolFactoryParams memory params = ContributionPoolFactoryParams({
            poolImplementation: address(0), owner: address(this), manager: MANAGER, guardian: GUARDIAN
        });
        address bare = address(new ContributionPoolFactory());
        bytes memory initData = abi.encodeCall(ContributionPoolFactory.initialize, (params));
        vm.expectRevert(abi.encodeWithSelector(Governed.AddressZero.selector, bytes32("poolImplementation")));
        proxied(bare, initData);
    }

    function test_setPoolImplementation_changesFuturePoolsOnly() public {
        ContributionPool old = createPool();
        address moved = factory.poolAddress(operatorOf(2), SALT);
        address next = address(new ContributionPool(address(registry)));
        vm.expectEmit(address(factory));
        emit IContributionPoolFactory.PoolImplementationSet(next);
        factory.setPoolImplementation(next);
        vm.assertFalse(factory.poolAddress(operatorOf(2), SALT) == moved);
        vm.assertEq(factory.poolImplementation(), next);
        vm.assertTrue(factory.isPool(address(old)));
        createPool(2, noReservations());
        vm.assertEq(factory.poolCount(), 2);
    }

    function test_setPoolImplementation_isTheOwnersAndKeepsTheRegistry() public {
        address next = address(new ContributionPool(address(registry)));
        vm.expectRevert(
            abi.encodeWithSelector(OwnableUpgradeable.OwnableUnauthorizedAccount.selector, MANAGER)
        );
        vm.prank(MANAGER);
        factory.setPoolImplementation(next);
        address otherRegistry = address(deployRegistry(address(token), 0));
        address other = address(new ContributionPool(otherRegistry));
        vm.expectRevert(
            abi.encodeWithSelector(
                IContributionPoolFactory.PoolRegistryDiffers.selector, otherRegistry, address(registry)
            )
        );
        factory.setPoolImplementation(other);
    }

    function test_setTerms_replacesThemBeforeTheStart() public {
        ContributionPool made = createPool();
        PoolTerms memory terms = termsFor(2, address(made), 9_999);
        terms.autoFinalize = false;
        bytes32 before = made.termsHash();
        vm.prank(operatorOf(1));
        made.setTerms(terms);
        vm.assertEq(abi.encode(made.terms()), abi.encode(terms));
        vm.assertFalse(made.termsHash() == before);
    }

    function test_setTerms_isTheOperatorsAndOnlyBeforeTheStart() public {
        ContributionPool made = createPool();
        PoolTerms memory terms = made.terms();
        vm.expectRevert(abi.encodeWithSelector(IContributionPool.CallerNotPoolOperator.selector, STRANGER));
        vm.prank(STRANGER);
        made.setTerms(terms);
        contribute(made, operatorOf(1), QUARTER);
        vm.expectRevert(abi.encodeWithSelector(IContributionPool.TermsFixed.selector, PoolState.Open));
        vm.prank(operatorOf(1));
        made.setTerms(terms);
        vm.expectRevert(abi.encodeWithSelector(IContributionPool.TermsFixed.selector, PoolState.Open));
        vm.prank(operatorOf(1));
        made.setReservations(noReservations());
    }

    function test_fuzz_setTerms_refusesFeesAboveTheWhole(uint16 feeBps) public {
        feeBps = uint16(bound(feeBps, 10_001, type(uint16).max));
        ContributionPool made = createPool();
        PoolTerms memory terms = made.terms();
        terms.feeBps = feeBps;
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.FeeTooHigh.selector, feeBps, 10_000));
        vm.prank(operatorOf(1));
        made.setTerms(terms);
    }

    function test_setAutoFinalize_isTheOperators() public {
        ContributionPool made = createPool();
        bytes32 before = made.termsHash();
        vm.expectEmit(address(made));
        emit IContributionPool.AutoFinalizeSet(false);
        vm.prank(operatorOf(1));
        made.setAutoFinalize(false);
        vm.assertFalse(made.terms().autoFinalize);
        vm.assertEq(made.termsHash(), before);
        vm.expectRevert(
            abi.encodeWithSelector(IContributionPool.CallerNotPoolOperator.selector, address(this))
        );
        made.setAutoFinalize(true);
    }

    function _reserve(uint256[] memory amounts, bytes memory refusal) private {
        ContributionPool made = createPool();
        Reservation[] memory list = reservationsOf(amounts);
        vm.expectRevert(refusal);
        vm.prank(operatorOf(1));
        made.setReservations(list);
    }

    function test_setReservations_keepsPlaces() public {
        ContributionPool made = createPool();
        uint256[] memory amounts = new uint256[](3);
        (amounts[0], amounts[1], amounts[2]) = (QUARTER, 5_000e9, 4_000e9);
        Reservation[] memory list = reservationsOf(amounts);
        vm.expectEmit(address(made));
        emit IContributionPool.ReservationsSet(list);
        vm.prank(operatorOf(1));
        made.setReservations(list);
        vm.assertEq(abi.encode(made.reservations()), abi.encode(list));
        vm.assertEq(made.overview().reservedOpen, QUARTER + 9_000e9);
        vm.prank(operatorOf(1));
        made.setReservations(noReservations());
        vm.assertEq(made.overview().reservedOpen, 0);
        vm.assertEq(made.reservations().length, 0);
    }

    function test_setReservations_canReserveEveryPlace() public {
        uint256[] memory amounts = new uint256[](10);
        amounts[0] = QUARTER;
        for (uint256 i = 1; i < 10; ++i) {
            amounts[i] = (REQUIREMENT - QUARTER) / 9 + (i == 1 ? (REQUIREMENT - QUARTER) % 9 : 0);
        }
        ContributionPool made = createPool(1, reservationsOf(amounts));
        vm.assertEq(made.overview().reservedOpen, REQUIREMENT);
        vm.assertEq(made.minimumContribution(), 0);
    }

    function test_setReservations_refusesWhatCouldNotBecomeANode() public {
        uint256[] memory amounts = new uint256[](11);
        _reserve(
            amounts, abi.encodeWithSelector(IContributionPool.ReservationsTooMany.selector, uint256(11), 10)
        );
    }

    function test_setReservations_needsAQuarterOfTheOperator() public {
        uint256[] memory amounts = new uint256[](1);
        amounts[0] = QUARTER - 1;
        _reserve(
            amounts,
            abi.encodeWithSelector(
                IContributionPool.ReservationTooLow.selector, memberOf(0), QUARTER - 1, QUARTER
            )
        );
    }

    function test_setReservations_needsTheMinimumOfEachPlace() public {
        uint256[] memory amounts = new uint256[](2);
        uint256 least = (REQUIREMENT - QUARTER + 8) / 9;
        (amounts[0], amounts[1]) = (QUARTER, least - 1);
        _reserve(
            amounts,
            abi.encodeWithSelector(
                IContributionPool.ReservationTooLow.selector, memberOf(1), least - 1, least
            )
        );
    }

    function test_setReservations_refusesAnEmptyOneWhenAllIsReserved() public {
        uint256[] memory amounts = new uint256[](2);
        amounts[0] = REQUIREMENT;
        _reserve(
            amounts, abi.encodeWithSelector(IContributionPool.ReservationTooLow.selector, memberOf(1), 0, 1)
        );
    }

    function test_setReservations_refusesMoreThanTheStake() public {
        uint256[] memory amounts = new uint256[](2);
        (amounts[0], amounts[1]) = (QUARTER, REQUIREMENT - QUARTER + 1);
        _reserve(
            amounts,
            abi.encodeWithSelector(
                IContributionPool.ReservationsTooHigh.selector, amounts[1], REQUIREMENT - QUARTER
            )
        );
    }

    function test_setReservations_needsTheOperatorFirst() public {
        ContributionPool made = createPool();
        Reservation[] memory list = new Reservation[](1);
        list[0] = Reservation(STRANGER, QUARTER);
        vm.expectRevert(
            abi.encodeWithSelector(IContributionPool.OperatorReservationMissing.selector, operatorOf(1))
        );
        vm.prank(operatorOf(1));
        made.setReservations(list);
    }

    function test_setReservations_refusesZeroAndRepeatedAddresses() public {
        ContributionPool made = createPool();
        Reservation[] memory list = new Reservation[](2);
        list[0] = Reservation(operatorOf(1), QUARTER);
        list[1] = Reservation(address(0), QUARTER);
        vm.expectRevert(abi.encodeWithSelector(IContributionPool.ReservationAddressZero.selector, 1));
        vm.prank(operatorOf(1));
        made.setReservations(list);
        list[1] = Reservation(operatorOf(1), QUARTER);
        vm.expectRevert(abi.encodeWithSelector(IContributionPool.ReservationRepeated.selector, operatorOf(1)));
        vm.prank(operatorOf(1));
        made.setReservations(list);
    }
}
