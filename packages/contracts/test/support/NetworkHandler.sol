// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ExitLeaf, NodeStatus, Snapshot} from "../../src/interfaces/INodeRegistry.sol";
import {G1Point, G2Point} from "../../src/libraries/BLS12381.sol";
import {BlsSigner} from "./BlsSigner.sol";
import {MerkleTree} from "./MerkleTree.sol";
import {NetworkTest} from "./NetworkTest.sol";
import {bound, vm} from "./Vm.sol";

/// @notice Random lives of a small network: every action picks a lawful move near its random input, or does nothing.
/// Nodes are slots 1..SLOTS that may register, leave and come back under a new id.
contract NetworkHandler is NetworkTest {
    uint256 public constant SLOTS = 9;
    uint256 private constant REWARD_MAX = 50_000e9;

    /// @notice The newest id of a slot; 0 before its first registration.
    mapping(uint256 slot => uint64) public idOf;
    mapping(uint64 id => uint256 slot) public slotOf;
    uint64 public lastId;
    mapping(uint256 slot => uint256) public earned;
    uint256 public vaultIncome;
    uint256 public withdrawn;

    constructor(uint64 keyActivationDelayS) {
        deployNetwork(keyActivationDelayS);
        for (uint256 slot = 1; slot <= 5; ++slot) {
            register(slot);
        }
        vm.warp(block.timestamp + keyActivationDelayS);
        activate(5);
        registry.start();
        token.transfer(address(pool), 40_000_000e9);
        vaultIncome = 1_000_000e9;
        token.transfer(address(vault), vaultIncome);
    }

    function contracts() external view returns (address, address, address, address) {
        return (address(token), address(registry), address(vault), address(pool));
    }

    function register(uint256 slot) public {
        slot = bound(slot, 1, SLOTS);
        if (registry.idOfEd25519Key(ed25519KeyOf(slot)) != 0) return;
        lastId = registerNode(slot);
        idOf[slot] = lastId;
        slotOf[lastId] = slot;
    }

    function activate(uint256 count) public {
        uint64[] memory waiting = registry.waitingIds(0, bound(count, 1, SLOTS));
        G1Point[] memory keys = new G1Point[](waiting.length);
        uint256 due;
        for (uint256 i; i < waiting.length; ++i) {
            if (waiting[i] == 0) continue;
            uint64 activeAtS = registry.node(waiting[i]).registeredAtS + registry.keyActivationDelayS();
            if (activeAtS > block.timestamp) break;
            keys[due++] = keyOf(slotOf[waiting[i]]);
        }
        assembly ("memory-safe") {
            mstore(keys, due)
        }
        if (due > 0) registry.activateKeys(keys);
    }

    function requestExit(uint256 slot) external {
        uint64 id = idOf[bound(slot, 1, SLOTS)];
        if (!_isRegistered(id) || registry.node(id).exitRequestedAtS != 0) return;
        vm.prank(operatorOf(slotOf[id]));
        registry.requestExit(id);
    }

    function completeExit(uint256 slot, uint256 lockS, uint256 kind, uint256 absentSlot) external {
        uint64 id = idOf[bound(slot, 1, SLOTS)];
        if (!_isRegistered(id)) return;
        ExitLeaf memory leaf = exitLeaf(id, uint8(kind % 3), kind % 2 == 0 ? 0 : bound(lockS, 1, 90 days));
        if (!_submit(registry.snapshot().rewardsRoot, MerkleTree.exitLeaf(leaf), absentSlot)) return;
        registry.completeExit(leaf, new bytes32[](0));
    }

    function exitWithoutSnapshot(uint256 slot) external {
        uint64 id = idOf[bound(slot, 1, SLOTS)];
        uint64 requestedAtS = registry.node(id).exitRequestedAtS;
        if (!_isRegistered(id) || requestedAtS == 0) return;
        if (requestedAtS + EXIT_DELAY_S > block.timestamp) return;
        registry.exitWithoutSnapshot(id);
    }

    function releaseStake(uint256 seed) external {
        uint64 id = uint64(bound(seed, 1, lastId));
        if (registry.node(id).status != NodeStatus.Locked) return;
        if (registry.node(id).unlockAtS > block.timestamp) return;
        registry.releaseStake(id);
    }

    function withdraw(uint256 slot) external {
        address operator = operatorOf(bound(slot, 1, SLOTS));
        uint256 credit = registry.creditOf(operator);
        if (credit == 0) return;
        withdrawn += credit;
        vm.prank(operator);
        registry.withdraw();
    }

    function claim(uint256 slot, uint256 reward, uint256 part, uint256 absentSlot) external {
        slot = bound(slot, 1, SLOTS);
        address account = operatorOf(slot);
        uint256 lifetime = earned[slot] + bound(reward, 1, REWARD_MAX);
        if (!_submit(MerkleTree.rewardLeaf(account, lifetime), bytes32(0), absentSlot)) return;
        earned[slot] = lifetime;
        uint256 amount = vault.claimableNow(account);
        if (amount > lifetime - vault.claimed(account)) amount = lifetime - vault.claimed(account);
        if (amount == 0) return;
        amount = bound(part, 1, amount);
        vm.prank(account);
        vault.claim(lifetime, new bytes32[](0), amount);
    }

    function releasePool() external {
        if (block.timestamp < pool.nextReleaseAtS()) return;
        vaultIncome += pool.accrued();
        pool.release();
    }

    function setRequirement(uint256 amount) external {
        registry.setStakingRequirement(bound(amount, 1e9, 50_000e9));
    }

    function wait(uint256 seconds_) external {
        vm.warp(block.timestamp + bound(seconds_, 1, 20 days));
    }

    function _isRegistered(uint64 id) private view returns (bool) {
        NodeStatus status = registry.node(id).status;
        return status == NodeStatus.Waiting || status == NodeStatus.Counted;
    }

    /// @dev Signs with every counted key, but for one that is absent when the rules allow it.
    function _submit(bytes32 rewardsRoot, bytes32 exitsRoot, uint256 absentSlot) private returns (bool) {
        uint256 count = registry.keyCount();
        if (count < 4) return false;
        uint64 absentId = idOf[bound(absentSlot, 1, SLOTS)];
        bool isAbsent = count > 4 && registry.node(absentId).status == NodeStatus.Counted;
        Snapshot memory s = newSnapshot(rewardsRoot, exitsRoot);
        uint256 secret = countedSecret();
        uint64[] memory absent = new uint64[](isAbsent ? 1 : 0);
        G1Point[] memory keys = new G1Point[](absent.length);
        if (isAbsent) {
            absent[0] = absentId;
            keys[0] = keyOf(slotOf[absentId]);
            secret = addmod(secret, BlsSigner.ORDER - secretOf(slotOf[absentId]), BlsSigner.ORDER);
        }
        G2Point memory signature = BlsSigner.sign(secret, registry.snapshotMessage(s));
        registry.submitSnapshot(s, signature, absent, keys);
        return true;
    }

    /// @notice The sum of the secrets of all nodes that say they count.
    function countedSecret() public view returns (uint256 secret) {
        for (uint256 slot = 1; slot <= SLOTS; ++slot) {
            if (registry.node(idOf[slot]).status != NodeStatus.Counted) continue;
            secret = addmod(secret, secretOf(slot), BlsSigner.ORDER);
        }
    }

    function accountOf(uint256 slot) external pure returns (address) {
        return operatorOf(slot);
    }
}
