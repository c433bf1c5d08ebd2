// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Contributor, ExitLeaf, NodeStatus, NodeView, Snapshot} from "../../src/interfaces/RegistryTypes.sol";
import {G1Point, G2Point} from "../../src/libraries/BLS12381.sol";
import {BlsSigner} from "./BlsSigner.sol";
import {MerkleTree} from "./MerkleTree.sol";
import {NetworkBooks} from "./NetworkBooks.sol";
import {bound, vm} from "./Vm.sol";

/// @notice Random lives of a small network: every move picks a lawful one near its random input, or does nothing.
contract NetworkHandler is NetworkBooks {
    uint256 private constant REWARD_MAX = 50_000e9;

    constructor(uint64 keyActivationDelayS) {
        deployNetwork(keyActivationDelayS);
        for (uint256 slot = 1; slot <= 5; ++slot) {
            register(slot, slot - 1, slot);
        }
        vm.warp(block.timestamp + keyActivationDelayS);
        activate(5);
        registry.start();
        token.transfer(address(pool), 40_000_000e9);
        vaultIncome = 1_000_000e9;
        token.transfer(address(vault), vaultIncome);
    }

    /// @param others How many stake besides the operator; none makes a solo node.
    function register(uint256 slot, uint256 others, uint256 seed) public {
        slot = bound(slot, 1, SLOTS);
        if (registry.idOfEd25519Key(ed25519KeyOf(slot)) != 0) return;
        Contributor[] memory list = _newList(slot, 1 + bound(others, 0, 9), seed);
        if (list.length == 1) {
            list[0].beneficiary = operatorOf(slot);
            registerNode(slot);
        } else {
            registerSharedAs(seed % 2 == 0 ? PAYER : operatorOf(slot), slot, list);
        }
        _noteRegistration(slot, list);
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

    /// @param who Which contributor asks; the first is the operator.
    function requestExit(uint256 slot, uint256 who) external {
        uint64 id = idOf[bound(slot, 1, SLOTS)];
        NodeView memory node = registry.node(id);
        if (!isRegistered(id) || node.exitRequestedAtS != 0) return;
        Contributor[] memory list = this.listOf(id);
        Contributor memory one = list[who % list.length];
        bool isSmall = one.amount * 4 < node.stake;
        if (isSmall && block.timestamp < node.registeredAtS + SMALL_DELAY_S) return;
        vm.prank(one.staker);
        if (who % list.length == 0) registry.requestExit(id);
        else registry.requestExitAsContributor(id, list);
    }

    function completeExit(uint256 slot, uint256 lockS, uint256 kind, uint256 absentSlot) external {
        uint64 id = idOf[bound(slot, 1, SLOTS)];
        if (!isRegistered(id)) return;
        ExitLeaf memory leaf = exitLeaf(id, uint8(kind % 3), kind % 2 == 0 ? 0 : bound(lockS, 1, 90 days));
        if (!_submit(registry.snapshot().rewardsRoot, MerkleTree.exitLeaf(leaf), absentSlot)) return;
        registry.completeExit(leaf, new bytes32[](0));
        _noteExit(id, leaf.unlockAtS);
    }

    function liquidate(uint256 slot, uint256 lateS, uint256 lockS, uint256 absentSlot) external {
        uint64 id = idOf[bound(slot, 1, SLOTS)];
        if (!isRegistered(id)) return;
        ExitLeaf memory leaf = exitLeaf(id, uint8(lateS % 2), lockS % 3 == 0 ? bound(lockS, 1, 90 days) : 0);
        leaf.eligibleAtS -= LIQUIDATION_DELAY_S + uint64(bound(lateS, 0, 30 days));
        if (!_submit(registry.snapshot().rewardsRoot, MerkleTree.exitLeaf(leaf), absentSlot)) return;
        Contributor[] memory list = _broughtList(id);
        vm.prank(LIQUIDATOR);
        registry.liquidate(leaf, new bytes32[](0), list);
        _notePenalty(id);
        _noteExit(id, leaf.unlockAtS);
    }

    function exitWithoutSnapshot(uint256 slot) external {
        uint64 id = idOf[bound(slot, 1, SLOTS)];
        uint64 requestedAtS = registry.node(id).exitRequestedAtS;
        if (!isRegistered(id) || requestedAtS == 0) return;
        if (requestedAtS + EXIT_DELAY_S > block.timestamp) return;
        registry.exitWithoutSnapshot(id);
        _noteExit(id, uint64(block.timestamp));
    }

    /// @dev A solo stake whose lock is over was credited at once.
    function _noteExit(uint64 id, uint64 unlockAtS) private {
        if (!isShared(id) && unlockAtS <= block.timestamp) _noteRelease(id);
    }

    /// @param seed Where the search for a locked stake starts.
    function release(uint256 seed) public {
        for (uint64 i; i < lastId; ++i) {
            uint64 id = uint64((seed % lastId + i) % lastId) + 1;
            NodeView memory node = registry.node(id);
            if (node.status != NodeStatus.Locked || node.unlockAtS > block.timestamp) continue;
            if (isShared(id)) registry.releaseStakes(id, _broughtList(id));
            else registry.releaseStake(id);
            return _noteRelease(id);
        }
    }

    function withdraw(uint256 index) public {
        address account = accountOf(bound(index, 0, SLOTS + STAKERS - 1));
        uint256 credit = registry.creditOf(account);
        if (credit == 0) return;
        vm.prank(account);
        registry.withdraw();
        withdrawn += credit;
        owedTo[account] -= credit;
    }

    /// @dev What stays open while everything else is stopped.
    function leaveWhilePaused(uint256 seed) external {
        vm.prank(GUARDIAN);
        registry.pause();
        release(seed);
        withdraw(seed);
        registry.unpause();
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
        if (firstClaimAtS == 0) firstClaimAtS = block.timestamp;
        bytes32[] memory proof = new bytes32[](0);
        vm.prank(reward % 2 == 0 ? account : STRANGER);
        if (reward % 2 == 0) vault.claim(lifetime, proof, amount);
        else vault.claimFor(account, lifetime, proof, amount);
    }

    function releasePool() external {
        if (block.timestamp < pool.nextReleaseAtS()) return;
        vaultIncome += pool.accrued();
        pool.release();
    }

    function setRequirement(uint256 amount) external {
        vm.prank(MANAGER);
        registry.setStakingRequirement(bound(amount, 16, 50_000e9));
    }

    function wait(uint256 seconds_) external {
        vm.warp(block.timestamp + bound(seconds_, 1, 20 days));
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
        _noteSnapshot(s.height);
        return true;
    }
}
