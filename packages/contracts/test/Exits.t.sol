// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IRegistryErrors} from "../src/interfaces/IRegistryErrors.sol";
import {IRegistryEvents} from "../src/interfaces/IRegistryEvents.sol";
import {ExitLeaf, NodeStatus, Snapshot} from "../src/interfaces/RegistryTypes.sol";
import {G1Point, G2Point} from "../src/libraries/BLS12381.sol";
import {BlsSigner} from "./support/BlsSigner.sol";
import {NetworkTest} from "./support/NetworkTest.sol";
import {MerkleTree} from "./support/MerkleTree.sol";
import {bound, vm} from "./support/Vm.sol";
import {PausableUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/PausableUpgradeable.sol";

contract ExitsTest is NetworkTest {
    uint256 private constant NODES = 6;
    bytes32[] private empty;

    function setUp() public {
        deployNetwork(0);
        startNetwork(NODES);
    }

    /// @dev Has the network list exits of nodes 1..count of which `index` is returned with its proof.
    function _listExits(ExitLeaf[] memory leaves, uint256 index) private returns (bytes32[] memory) {
        bytes32[] memory hashes = new bytes32[](leaves.length);
        for (uint256 i; i < leaves.length; ++i) {
            hashes[i] = MerkleTree.exitLeaf(leaves[i]);
        }
        acceptRoots(NODES, bytes32(0), MerkleTree.root(hashes));
        return MerkleTree.proof(hashes, index);
    }

    function _listExit(ExitLeaf memory leaf) private {
        acceptRoots(NODES, bytes32(0), MerkleTree.exitLeaf(leaf));
    }

    function test_requestExit_recordsWhen() public {
        vm.expectEmit(address(registry));
        emit IRegistryEvents.ExitRequested(2, operatorOf(2));
        vm.prank(operatorOf(2));
        registry.requestExit(2);
        vm.assertEq(registry.node(2).exitRequestedAtS, block.timestamp);
    }

    function test_requestExit_revertsForOthersThanTheOperator() public {
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.CallerNotOperator.selector, 2, STRANGER));
        vm.prank(STRANGER);
        registry.requestExit(2);
    }

    function test_requestExit_revertsTheSecondTime() public {
        vm.prank(operatorOf(2));
        registry.requestExit(2);
        uint64 requestedAtS = uint64(block.timestamp);
        vm.warp(block.timestamp + 1);
        vm.expectRevert(
            abi.encodeWithSelector(IRegistryErrors.ExitRequestedAlready.selector, 2, requestedAtS)
        );
        vm.prank(operatorOf(2));
        registry.requestExit(2);
    }

    function test_requestExit_revertsForANodeThatIsNotThere() public {
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.NodeUnknown.selector, NODES + 1));
        registry.requestExit(uint64(NODES + 1));
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.NodeUnknown.selector, 0));
        registry.requestExit(0);
    }

    function test_completeExit_removesTheNodeAndCreditsItsStake() public {
        ExitLeaf memory leaf = exitLeaf(3, 0, 0);
        _listExit(leaf);
        vm.expectEmit(address(registry));
        emit IRegistryEvents.NodeExited(3, operatorOf(3), 0, REQUIREMENT, leaf.unlockAtS);
        vm.expectEmit(address(registry));
        emit IRegistryEvents.StakeReleased(3, operatorOf(3), REQUIREMENT);
        vm.prank(STRANGER);
        registry.completeExit(leaf, empty);
        vm.assertEq(registry.creditOf(operatorOf(3)), REQUIREMENT);
        vm.assertTrue(registry.node(3).status == NodeStatus.None);
        vm.assertEq(registry.nodeCount(), NODES - 1);
        vm.assertEq(registry.keyCount(), NODES - 1);
        vm.assertEq(registry.idOfEd25519Key(ed25519KeyOf(3)), 0);
        vm.assertEq(registry.idOfBlsKey(keccak256(abi.encode(keyOf(3)))), 0);
        uint64[] memory left = registry.nodeIds(0, 10);
        vm.assertEq(left.length, 5);
        vm.assertEq(left[2], 6);
    }

    function test_withdraw_paysTheCredit() public {
        exitNode(NODES, 3, 0);
        vm.expectEmit(address(registry));
        emit IRegistryEvents.Withdrawn(operatorOf(3), REQUIREMENT);
        vm.prank(operatorOf(3));
        registry.withdraw();
        vm.assertEq(token.balanceOf(operatorOf(3)), REQUIREMENT);
        vm.assertEq(registry.creditOf(operatorOf(3)), 0);
    }

    function test_withdraw_revertsWithoutCredit() public {
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.NothingToWithdraw.selector, STRANGER));
        vm.prank(STRANGER);
        registry.withdraw();
    }

    function test_completeExit_provesOneOfMany() public {
        ExitLeaf[] memory leaves = new ExitLeaf[](NODES);
        for (uint64 i; i < NODES; ++i) {
            leaves[i] = exitLeaf(i + 1, uint8(i % 3), 0);
        }
        bytes32[] memory proof = _listExits(leaves, 4);
        registry.completeExit(leaves[4], proof);
        vm.assertTrue(registry.node(5).status == NodeStatus.None);
    }

    function test_completeExit_locksAStakeUntilItsTime() public {
        ExitLeaf memory leaf = exitLeaf(3, 1, 30 days);
        _listExit(leaf);
        vm.expectEmit(address(registry));
        emit IRegistryEvents.NodeExited(3, operatorOf(3), 1, REQUIREMENT, leaf.unlockAtS);
        registry.completeExit(leaf, empty);
        vm.assertTrue(registry.node(3).status == NodeStatus.Locked);
        vm.assertEq(registry.node(3).unlockAtS, leaf.unlockAtS);
        vm.assertEq(registry.node(3).ed25519Key, bytes32(0));
        vm.assertEq(registry.creditOf(operatorOf(3)), 0);
        vm.assertEq(registry.keyCount(), NODES - 1);
        vm.warp(leaf.unlockAtS - 1);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.StakeStillLocked.selector, 3, leaf.unlockAtS));
        registry.releaseStake(3);
        vm.warp(leaf.unlockAtS);
        vm.expectEmit(address(registry));
        emit IRegistryEvents.StakeReleased(3, operatorOf(3), REQUIREMENT);
        registry.releaseStake(3);
        vm.assertEq(registry.creditOf(operatorOf(3)), REQUIREMENT);
        vm.assertTrue(registry.node(3).status == NodeStatus.None);
    }

    function test_releaseStake_revertsForNodesThatHoldNoLockedStake() public {
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.StakeNotLocked.selector, 3));
        registry.releaseStake(3);
        exitNode(NODES, 3, 0);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.StakeNotLocked.selector, 3));
        registry.releaseStake(3);
    }

    function test_releaseStake_revertsTheSecondTime() public {
        exitNode(NODES, 3, 1 days);
        vm.warp(block.timestamp + 1 days);
        registry.releaseStake(3);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.StakeNotLocked.selector, 3));
        registry.releaseStake(3);
        vm.assertEq(registry.creditOf(operatorOf(3)), REQUIREMENT);
    }

    function test_completeExit_revertsTheSecondTime() public {
        ExitLeaf memory leaf = exitLeaf(3, 0, 0);
        _listExit(leaf);
        registry.completeExit(leaf, empty);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.NodeUnknown.selector, 3));
        registry.completeExit(leaf, empty);
    }

    function test_completeExit_revertsForALockedNode() public {
        ExitLeaf memory leaf = exitLeaf(3, 0, 1 days);
        _listExit(leaf);
        registry.completeExit(leaf, empty);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.NodeUnknown.selector, 3));
        registry.completeExit(leaf, empty);
    }

    function test_completeExit_acceptsTheLastTwoSnapshotsAndNoOlder() public {
        ExitLeaf memory leaf = exitLeaf(3, 0, 0);
        _listExit(leaf);
        acceptRoots(NODES, bytes32(0), keccak256("second"));
        registry.completeExit(leaf, empty);
        leaf = exitLeaf(4, 0, 0);
        bytes32 root = MerkleTree.exitLeaf(leaf);
        _submitWithout3(root);
        _submitWithout3(keccak256("third"));
        _submitWithout3(keccak256("fourth"));
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.ExitNotProven.selector, 4));
        registry.completeExit(leaf, empty);
    }

    /// @dev All nodes but the third, which is gone.
    function _submitWithout3(bytes32 exitsRoot) private {
        Snapshot memory s = newSnapshot(bytes32(0), exitsRoot);
        G2Point memory signature = signatureBy(NODES, ids([uint64(3)]), registry.snapshotMessage(s));
        registry.submitSnapshot(s, signature, none(), new G1Point[](0));
    }

    function test_fuzz_completeExit_refusesAnyChangedLeaf(uint8 field, uint64 change) public {
        ExitLeaf memory leaf = exitLeaf(3, 0, 1 days);
        _listExit(leaf);
        field = field % 4;
        if (field == 0) leaf.id = uint64(bound(change, 4, NODES));
        if (field == 1) leaf.kind = uint8(bound(change, 1, 2));
        if (field == 2) leaf.eligibleAtS -= uint64(bound(change, 1, 1_000_000));
        if (field == 3) leaf.unlockAtS -= uint64(bound(change, 1, 1_000_000));
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.ExitNotProven.selector, leaf.id));
        registry.completeExit(leaf, empty);
    }

    function test_completeExit_revertsBeforeItIsEligible() public {
        ExitLeaf memory leaf = exitLeaf(3, 0, 1 days);
        leaf.eligibleAtS += 1 hours;
        _listExit(leaf);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.ExitTooEarly.selector, 3, leaf.eligibleAtS));
        registry.completeExit(leaf, empty);
        vm.warp(leaf.eligibleAtS);
        registry.completeExit(leaf, empty);
    }

    function test_completeExit_revertsOnAnUnknownKind() public {
        ExitLeaf memory leaf = exitLeaf(3, 3, 0);
        _listExit(leaf);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.ExitKindUnknown.selector, 3));
        registry.completeExit(leaf, empty);
    }

    function test_completeExit_revertsOnALockBeyondTheLimit() public {
        ExitLeaf memory leaf = exitLeaf(3, 1, 90 days + 1);
        _listExit(leaf);
        vm.expectRevert(
            abi.encodeWithSelector(
                IRegistryErrors.ExitLockTooLong.selector, leaf.unlockAtS, block.timestamp + 90 days
            )
        );
        registry.completeExit(leaf, empty);
    }

    function test_completeExit_revertsWhenPausedButTheOwnWayOutStaysOpen() public {
        ExitLeaf memory leaf = exitLeaf(3, 0, 0);
        _listExit(leaf);
        ExitLeaf memory locked = exitLeaf(4, 0, 1 days);
        _listExit(locked);
        registry.completeExit(locked, empty);
        vm.prank(GUARDIAN);
        registry.pause();
        vm.expectRevert(PausableUpgradeable.EnforcedPause.selector);
        registry.completeExit(leaf, empty);
        vm.prank(operatorOf(5));
        registry.requestExit(5);
        vm.warp(block.timestamp + EXIT_DELAY_S);
        registry.exitWithoutSnapshot(5);
        registry.releaseStake(4);
        for (uint256 n = 4; n <= 5; ++n) {
            vm.prank(operatorOf(n));
            registry.withdraw();
            vm.assertEq(token.balanceOf(operatorOf(n)), REQUIREMENT);
        }
    }

    function test_exitWithoutSnapshot_needsARequestAndTheWait() public {
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.ExitNotRequested.selector, 2));
        registry.exitWithoutSnapshot(2);
        vm.prank(operatorOf(2));
        registry.requestExit(2);
        uint64 eligibleAtS = uint64(block.timestamp) + EXIT_DELAY_S;
        vm.warp(eligibleAtS - 1);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.ExitTooEarly.selector, 2, eligibleAtS));
        registry.exitWithoutSnapshot(2);
        vm.warp(eligibleAtS);
        vm.expectEmit(address(registry));
        emit IRegistryEvents.NodeExited(2, operatorOf(2), 3, REQUIREMENT, eligibleAtS);
        vm.prank(STRANGER);
        registry.exitWithoutSnapshot(2);
        vm.assertEq(registry.creditOf(operatorOf(2)), REQUIREMENT);
    }

    function test_exitWithoutSnapshot_worksBeforeTheNetworkEverStarts() public {
        deployNetwork(0);
        registerNode(1);
        vm.prank(operatorOf(1));
        registry.requestExit(1);
        vm.warp(block.timestamp + EXIT_DELAY_S);
        registry.exitWithoutSnapshot(1);
        vm.prank(operatorOf(1));
        registry.withdraw();
        vm.assertEq(token.balanceOf(operatorOf(1)), REQUIREMENT);
        vm.assertEq(registry.nodeCount(), 0);
    }

    /// @dev The last snapshots still let nodes out, the rest leaves without one; nobody's stake stays behind.
    function test_exits_emptyTheNetworkBelowFourNodes() public {
        ExitLeaf[] memory leaves = new ExitLeaf[](4);
        bytes32[] memory hashes = new bytes32[](4);
        for (uint64 i; i < 4; ++i) {
            leaves[i] = exitLeaf(i + 1, 0, 0);
            hashes[i] = MerkleTree.exitLeaf(leaves[i]);
        }
        acceptRoots(NODES, bytes32(0), MerkleTree.root(hashes));
        for (uint256 i; i < 4; ++i) {
            registry.completeExit(leaves[i], MerkleTree.proof(hashes, i));
        }
        vm.assertEq(registry.keyCount(), 2);
        for (uint64 id = 5; id <= 6; ++id) {
            vm.prank(operatorOf(id));
            registry.requestExit(id);
        }
        vm.warp(block.timestamp + EXIT_DELAY_S);
        registry.exitWithoutSnapshot(6);
        registry.exitWithoutSnapshot(5);
        vm.assertEq(registry.keyCount(), 0);
        vm.assertEq(registry.nodeCount(), 0);
        for (uint256 n = 1; n <= NODES; ++n) {
            vm.prank(operatorOf(n));
            registry.withdraw();
        }
        vm.assertEq(token.balanceOf(address(registry)), 0);
        assertSameKey(registry.aggregateKey(), sumOfKeys(1, 0));
    }

    function test_register_acceptsTheSameKeysAgainAfterAnExit() public {
        exitNode(NODES, 3, 1 days);
        uint64 id = registerNode(3);
        vm.assertEq(id, NODES + 1);
        vm.assertTrue(registry.node(3).status == NodeStatus.Locked);
        vm.assertTrue(registry.node(id).status == NodeStatus.Counted);
        assertSameKey(registry.aggregateKey(), sumOfKeys(1, NODES));
        vm.warp(block.timestamp + 1 days);
        registry.releaseStake(3);
        vm.assertEq(registry.node(id).stake, REQUIREMENT);
    }

    function test_fuzz_exits_keepListAndAggregateInAnyOrder(uint256 seed) public {
        ExitLeaf[] memory leaves = new ExitLeaf[](NODES);
        bytes32[] memory hashes = new bytes32[](NODES);
        for (uint64 i; i < NODES; ++i) {
            leaves[i] = exitLeaf(i + 1, 0, 0);
            hashes[i] = MerkleTree.exitLeaf(leaves[i]);
        }
        acceptRoots(NODES, bytes32(0), MerkleTree.root(hashes));
        uint256 gone;
        for (uint256 step; step < 4; ++step) {
            uint256 i = uint256(keccak256(abi.encode(seed, step))) % NODES;
            if ((gone >> i) & 1 == 1) continue;
            registry.completeExit(leaves[i], MerkleTree.proof(hashes, i));
            gone |= 1 << i;
            _checkLeft(gone);
        }
    }

    function _checkLeft(uint256 gone) private view {
        uint256 seen;
        uint64[] memory left = registry.nodeIds(0, NODES);
        for (uint256 i; i < left.length; ++i) {
            seen |= 1 << (left[i] - 1);
        }
        vm.assertEq(seen, gone ^ ((1 << NODES) - 1));
        vm.assertEq(left.length, registry.keyCount());
        assertSameKey(registry.aggregateKey(), _sumWithout(gone));
    }

    function _sumWithout(uint256 gone) private view returns (G1Point memory) {
        uint256 secret;
        for (uint256 i; i < NODES; ++i) {
            if ((gone >> i) & 1 == 0) secret = addmod(secret, secretOf(i + 1), BlsSigner.ORDER);
        }
        return BlsSigner.publicKey(secret);
    }
}
