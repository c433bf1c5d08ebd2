// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IRegistryErrors} from "../src/interfaces/IRegistryErrors.sol";
import {IRegistryEvents} from "../src/interfaces/IRegistryEvents.sol";
import {NodeStatus, Snapshot} from "../src/interfaces/RegistryTypes.sol";
import {G1Point, G2Point} from "../src/libraries/BLS12381.sol";
import {BlsSigner} from "./support/BlsSigner.sol";
import {NetworkTest} from "./support/NetworkTest.sol";
import {vm} from "./support/Vm.sol";
import {PausableUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/PausableUpgradeable.sol";

/// @notice Keys that count only after a delay.
contract KeyActivationTest is NetworkTest {
    function setUp() public {
        deployNetwork(ACTIVATION_DELAY_S);
    }

    function _keys(uint64 first, uint64 last) private view returns (G1Point[] memory keys) {
        keys = new G1Point[](last + 1 - first);
        for (uint64 n = first; n <= last; ++n) {
            keys[n - first] = keyOf(n);
        }
    }

    function _later() private {
        vm.warp(block.timestamp + ACTIVATION_DELAY_S);
    }

    function test_register_putsTheKeyInLine() public {
        registerNodes(3);
        vm.assertTrue(registry.node(2).status == NodeStatus.Waiting);
        vm.assertEq(registry.nodeCount(), 3);
        vm.assertEq(registry.keyCount(), 0);
        uint64[] memory waiting = registry.waitingIds(0, 10);
        vm.assertEq(waiting.length, 3);
        vm.assertEq(waiting[0], 1);
        vm.assertEq(waiting[2], 3);
        vm.assertEq(registry.waitingIds(2, 10).length, 1);
        vm.assertEq(registry.waitingIds(3, 10).length, 0);
    }

    function test_activateKeys_letsKeysCountInOrderOfRegistration() public {
        registerNodes(5);
        _later();
        G1Point[] memory keys = _keys(1, 2);
        vm.expectEmit(address(registry));
        emit IRegistryEvents.KeyActivated(1);
        vm.expectEmit(address(registry));
        emit IRegistryEvents.KeyActivated(2);
        vm.prank(STRANGER);
        registry.activateKeys(keys);
        vm.assertEq(registry.keyCount(), 2);
        vm.assertTrue(registry.node(2).status == NodeStatus.Counted);
        vm.assertTrue(registry.node(3).status == NodeStatus.Waiting);
        assertSameKey(registry.aggregateKey(), sumOfKeys(1, 2));
        registry.activateKeys(_keys(3, 5));
        assertSameKey(registry.aggregateKey(), sumOfKeys(1, 5));
        vm.assertEq(registry.waitingIds(0, 10).length, 0);
    }

    function test_activateKeys_revertsBeforeTheDelayIsOver() public {
        registerNode(1);
        uint64 activeAtS = uint64(block.timestamp) + ACTIVATION_DELAY_S;
        vm.warp(activeAtS - 1);
        G1Point[] memory keys = _keys(1, 1);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.KeyNotYetActive.selector, 1, activeAtS));
        registry.activateKeys(keys);
        vm.warp(activeAtS);
        registry.activateKeys(keys);
    }

    function test_activateKeys_revertsOnAKeyOutOfTurn() public {
        registerNodes(2);
        _later();
        G1Point[] memory keys = _keys(2, 2);
        bytes32 commitment = keccak256(abi.encode(keys[0]));
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.KeyUnexpected.selector, 1, commitment));
        registry.activateKeys(keys);
    }

    function test_activateKeys_revertsWhenNoKeyWaits() public {
        G1Point[] memory keys = _keys(1, 1);
        vm.expectRevert(IRegistryErrors.NoKeyWaiting.selector);
        registry.activateKeys(keys);
        registerNode(1);
        _later();
        G1Point[] memory tooMany = _keys(1, 2);
        vm.expectRevert(IRegistryErrors.NoKeyWaiting.selector);
        registry.activateKeys(tooMany);
    }

    function test_activateKeys_revertsWhenPaused() public {
        registerNode(1);
        _later();
        registry.pause();
        G1Point[] memory keys = _keys(1, 1);
        vm.expectRevert(PausableUpgradeable.EnforcedPause.selector);
        registry.activateKeys(keys);
    }

    function test_activateKeys_stepsOverNodesThatLeftWhileWaiting() public {
        registerNodes(3);
        for (uint64 id = 1; id <= 2; ++id) {
            vm.prank(operatorOf(id));
            registry.requestExit(id);
        }
        vm.warp(block.timestamp + EXIT_DELAY_S);
        registry.exitWithoutSnapshot(1);
        registry.exitWithoutSnapshot(2);
        vm.assertEq(registry.waitingIds(0, 10)[0], 0);
        vm.assertEq(registry.waitingIds(0, 10)[2], 3);
        registry.activateKeys(_keys(3, 3));
        assertSameKey(registry.aggregateKey(), keyOf(3));
        vm.assertEq(registry.keyCount(), 1);
    }

    function test_exitWhileWaiting_leavesTheAggregateAlone() public {
        registerNodes(2);
        _later();
        registry.activateKeys(_keys(1, 1));
        vm.prank(operatorOf(2));
        registry.requestExit(2);
        vm.warp(block.timestamp + EXIT_DELAY_S);
        registry.exitWithoutSnapshot(2);
        assertSameKey(registry.aggregateKey(), keyOf(1));
        vm.assertEq(registry.keyCount(), 1);
        vm.assertEq(registry.nodeCount(), 1);
    }

    function test_start_countsActivatedKeysOnly() public {
        registerNodes(4);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.KeysTooFew.selector, 0, 4));
        registry.start();
        _later();
        registry.activateKeys(_keys(1, 4));
        registry.start();
    }

    function test_submitSnapshot_refusesAWaitingNodeAsNonSigner() public {
        registerNodes(4);
        _later();
        registry.activateKeys(_keys(1, 4));
        registry.start();
        vm.warp(block.timestamp + 1);
        registerNodes5to7();
        Snapshot memory s = newSnapshot(bytes32(0), bytes32(0));
        uint64[] memory absent = ids([uint64(5)]);
        G1Point[] memory keys = keysOf(absent);
        G2Point memory signature = signatureBy(4, none(), registry.snapshotMessage(s));
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.SignersTooFew.selector, 3, 4));
        registry.submitSnapshot(s, signature, absent, keys);
        _later();
        registry.activateKeys(_keys(5, 6));
        s.timestampS = uint64(block.timestamp);
        absent = ids([uint64(7)]);
        keys = keysOf(absent);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.NonSignerNotCounted.selector, 7));
        registry.submitSnapshot(s, signature, absent, keys);
        submitAs(6, none(), s);
    }

    function registerNodes5to7() private {
        for (uint256 n = 5; n <= 7; ++n) {
            registerNode(n);
        }
    }
}
