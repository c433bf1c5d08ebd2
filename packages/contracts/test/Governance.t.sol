// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Governed} from "../src/Governed.sol";
import {NodeRegistry} from "../src/NodeRegistry.sol";
import {RewardPool, RewardPoolParams} from "../src/RewardPool.sol";
import {RewardsVault, RewardsVaultParams} from "../src/RewardsVault.sol";
import {NodeRegistryParams} from "../src/interfaces/INodeRegistry.sol";
import {BLS12381} from "../src/libraries/BLS12381.sol";
import {L2BlockNumber} from "../src/libraries/L2BlockNumber.sol";
import {NetworkTest} from "./support/NetworkTest.sol";
import {RegistryFace} from "./support/RegistryFace.sol";
import {vm} from "./support/Vm.sol";
import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";
import {PausableUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/PausableUpgradeable.sol";
import {ERC1967Utils} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Utils.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @notice An upgrade that adds a function and keeps the storage.
contract NodeRegistryNext is NodeRegistry {
    function generation() external pure returns (uint256) {
        return 2;
    }
}

/// @notice What holds for all three upgradeable contracts, and how they are deployed.
contract GovernanceTest is NetworkTest {
    Governed[3] private governed;

    function setUp() public {
        deployNetwork(0);
        governed = [Governed(registry), Governed(vault), Governed(pool)];
    }

    function _expectNotOwner(address caller) private {
        vm.expectRevert(
            abi.encodeWithSelector(OwnableUpgradeable.OwnableUnauthorizedAccount.selector, caller)
        );
        vm.prank(caller);
    }

    function test_pause_isForOwnerAndGuardian() public {
        for (uint256 i; i < 3; ++i) {
            vm.expectRevert(abi.encodeWithSelector(Governed.CallerMayNotPause.selector, STRANGER));
            vm.prank(STRANGER);
            governed[i].pause();
            vm.prank(GUARDIAN);
            governed[i].pause();
            _expectNotOwner(GUARDIAN);
            governed[i].unpause();
            governed[i].unpause();
            governed[i].pause();
            vm.assertTrue(governed[i].paused());
            vm.expectRevert(PausableUpgradeable.EnforcedPause.selector);
            governed[i].pause();
            governed[i].unpause();
            vm.expectRevert(PausableUpgradeable.ExpectedPause.selector);
            governed[i].unpause();
        }
    }

    function test_setGuardian_movesThePowerToPause() public {
        for (uint256 i; i < 3; ++i) {
            vm.expectEmit(address(governed[i]));
            emit Governed.GuardianSet(STRANGER);
            governed[i].setGuardian(STRANGER);
            vm.assertEq(governed[i].guardian(), STRANGER);
            vm.expectRevert(abi.encodeWithSelector(Governed.CallerMayNotPause.selector, GUARDIAN));
            vm.prank(GUARDIAN);
            governed[i].pause();
            _expectNotOwner(GUARDIAN);
            governed[i].setGuardian(GUARDIAN);
        }
    }

    function test_setManager_movesThePowerToSetParameters() public {
        for (uint256 i; i < 3; ++i) {
            vm.assertEq(governed[i].manager(), MANAGER);
            vm.expectEmit(address(governed[i]));
            emit Governed.ManagerSet(STRANGER);
            governed[i].setManager(STRANGER);
            vm.assertEq(governed[i].manager(), STRANGER);
            _expectNotOwner(MANAGER);
            governed[i].setManager(MANAGER);
        }
        vm.expectRevert(abi.encodeWithSelector(Governed.CallerNotManager.selector, MANAGER));
        vm.prank(MANAGER);
        vault.setLimits(1, 2, 3);
        vm.prank(STRANGER);
        vault.setLimits(1, 2, 3);
    }

    function test_parameters_areForManagerAndOwner() public {
        registerNodes(4);
        vm.expectRevert(abi.encodeWithSelector(Governed.CallerNotManager.selector, GUARDIAN));
        vm.prank(GUARDIAN);
        registry.setStakingRequirement(1);
        vm.prank(MANAGER);
        registry.setStakingRequirement(1);
        registry.setStakingRequirement(2);
        vm.assertEq(registry.stakingRequirement(), 2);
        vm.expectRevert(abi.encodeWithSelector(Governed.CallerNotManager.selector, STRANGER));
        vm.prank(STRANGER);
        registry.start();
        vm.prank(MANAGER);
        registry.start();
    }

    function test_manager_mayNeitherUpgradeNorUnpauseNorPause() public {
        NodeRegistryNext next = new NodeRegistryNext();
        _expectNotOwner(MANAGER);
        registry.upgradeToAndCall(address(next), "");
        vm.expectRevert(abi.encodeWithSelector(Governed.CallerMayNotPause.selector, MANAGER));
        vm.prank(MANAGER);
        registry.pause();
        registry.pause();
        _expectNotOwner(MANAGER);
        registry.unpause();
    }

    function test_renounceOwnership_isRefused() public {
        for (uint256 i; i < 3; ++i) {
            vm.expectRevert(Governed.OwnershipNotRenounceable.selector);
            governed[i].renounceOwnership();
            _expectNotOwner(STRANGER);
            governed[i].renounceOwnership();
        }
    }

    function test_transferOwnership_takesTwoSteps() public {
        for (uint256 i; i < 3; ++i) {
            governed[i].transferOwnership(STRANGER);
            vm.assertEq(governed[i].owner(), address(this));
            vm.prank(STRANGER);
            governed[i].acceptOwnership();
            vm.assertEq(governed[i].owner(), STRANGER);
        }
    }

    function test_implementations_cannotBeInitialized() public {
        NodeRegistry bareRegistry = new NodeRegistry();
        NodeRegistryParams memory params = registryParams(address(token), 0);
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        bareRegistry.initialize(params);
        RewardsVault bareVault = new RewardsVault();
        RewardsVaultParams memory forVault = vaultParams();
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        bareVault.initialize(forVault);
        RewardPool barePool = new RewardPool();
        RewardPoolParams memory forPool = poolParams();
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        barePool.initialize(forPool);
    }

    function test_initialize_worksOnce() public {
        NodeRegistryParams memory params = registryParams(address(token), 0);
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        NodeRegistry(address(registry)).initialize(params);
    }

    function _deployRegistryExpecting(NodeRegistryParams memory params, bytes memory revertData) private {
        address implementation = address(new NodeRegistry());
        vm.expectRevert(revertData);
        this.deployProxy(implementation, abi.encodeCall(NodeRegistry.initialize, (params)));
    }

    function deployProxy(address implementation, bytes calldata initData) external returns (address) {
        return proxied(implementation, initData);
    }

    function test_initialize_refusesParametersThatCannotWork() public {
        NodeRegistryParams memory params = registryParams(address(0), 0);
        _deployRegistryExpecting(
            params, abi.encodeWithSelector(Governed.AddressZero.selector, bytes32("token"))
        );
        params = registryParams(address(token), 0);
        params.stakingRequirement = 0;
        _deployRegistryExpecting(
            params, abi.encodeWithSelector(Governed.ValueZero.selector, bytes32("stakingRequirement"))
        );
        params = registryParams(address(token), 0);
        params.exitWithoutSnapshotDelayS = 0;
        _deployRegistryExpecting(
            params, abi.encodeWithSelector(Governed.ValueZero.selector, bytes32("exitWithoutSnapshotDelayS"))
        );
        params = registryParams(address(token), 0);
        params.snapshotAgeMaxS = type(uint64).max;
        _deployRegistryExpecting(
            params,
            abi.encodeWithSelector(SafeCast.SafeCastOverflowedUintDowncast.selector, 40, type(uint64).max)
        );
        params = registryParams(address(token), 0);
        params.owner = address(0);
        _deployRegistryExpecting(
            params, abi.encodeWithSelector(OwnableUpgradeable.OwnableInvalidOwner.selector, address(0))
        );
    }

    function test_upgrade_keepsStateAndIsForTheOwner() public {
        registerNodes(4);
        NodeRegistryNext next = new NodeRegistryNext();
        _expectNotOwner(GUARDIAN);
        registry.upgradeToAndCall(address(next), "");
        registry.upgradeToAndCall(address(next), "");
        vm.assertEq(NodeRegistryNext(address(registry)).generation(), 2);
        vm.assertEq(registry.nodeCount(), 4);
        assertSameKey(registry.aggregateKey(), sumOfKeys(1, 4));
        registry.start();
    }

    function test_upgrade_refusesCodeThatIsNotUpgradeable() public {
        vm.expectRevert(
            abi.encodeWithSelector(ERC1967Utils.ERC1967InvalidImplementation.selector, address(token))
        );
        registry.upgradeToAndCall(address(token), "");
        NodeRegistry bare = new NodeRegistry();
        vm.expectRevert(UUPSUpgradeable.UUPSUnauthorizedCallContext.selector);
        bare.upgradeToAndCall(address(bare), "");
    }

    function test_deployment_isRefusedWithoutThePrecompiles() public {
        vm.mockCall(BLS12381.PAIRING, "", "");
        vm.expectRevert(abi.encodeWithSelector(BLS12381.BlsPrecompileMissing.selector, BLS12381.PAIRING));
        new NodeRegistry();
    }

    function test_deployedAtBlock_isTheNumberOfTheOwnChain() public {
        vm.assertEq(registry.deployedAtBlock(), block.number);
        vm.etch(L2BlockNumber.ARB_SYS, hex"00");
        vm.mockCall(
            L2BlockNumber.ARB_SYS,
            abi.encodeWithSignature("arbBlockNumber()"),
            abi.encode(uint256(123_456_789))
        );
        vm.assertEq(deployRegistry(address(token), 0).deployedAtBlock(), 123_456_789);
    }

    function test_views_showTheParameters() public {
        RegistryFace delayed = deployRegistry(address(token), 5);
        vm.assertEq(delayed.token(), address(token));
        vm.assertEq(delayed.keyActivationDelayS(), 5);
        vm.assertEq(delayed.exitWithoutSnapshotDelayS(), EXIT_DELAY_S);
        vm.assertEq(delayed.snapshotAgeMaxS(), AGE_MAX_S);
        vm.assertEq(delayed.stakingRequirement(), REQUIREMENT);
        vm.assertEq(delayed.smallContributorDelayS(), SMALL_DELAY_S);
        vm.assertEq(delayed.liquidationDelayS(), LIQUIDATION_DELAY_S);
        vm.assertEq(delayed.previousSnapshot().height, 0);
    }

    /// @dev Well below EIP-170, with room to mend.
    function test_sizes_stayWithinTheLimit() public {
        NodeRegistry bare = new NodeRegistry();
        vm.assertLe(address(bare).code.length, 20_480);
        vm.assertLe(bare.annex().code.length, 20_480);
        vm.assertLe(address(new RewardsVault()).code.length, 20_480);
        vm.assertLe(address(new RewardPool()).code.length, 20_480);
        vm.assertLe(address(token).code.length, 20_480);
    }
}
