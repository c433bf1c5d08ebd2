// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {RewardPool} from "../src/RewardPool.sol";
import {RewardsVault} from "../src/RewardsVault.sol";
import {SessionToken} from "../src/SessionToken.sol";
import {Contributor, NodeStatus, NodeView} from "../src/interfaces/RegistryTypes.sol";
import {BlsSigner} from "./support/BlsSigner.sol";
import {NetworkHandler} from "./support/NetworkHandler.sol";
import {RegistryFace} from "./support/RegistryFace.sol";
import {vm} from "./support/Vm.sol";

/// @notice What holds after any sequence of moves, in a network of solo and shared nodes. The handler's books say what
/// should be; the contracts must say the same.
abstract contract Invariants {
    uint256 private constant ALL = type(uint256).max;

    NetworkHandler private handler;
    SessionToken private token;
    RegistryFace private registry;
    RewardsVault private vault;
    RewardPool private pool;

    function _setUp(uint64 keyActivationDelayS) internal {
        handler = new NetworkHandler(keyActivationDelayS);
        (address token_, address registry_, address vault_, address pool_) = handler.contracts();
        token = SessionToken(token_);
        registry = RegistryFace(registry_);
        vault = RewardsVault(vault_);
        pool = RewardPool(pool_);
    }

    function targetContracts() external view returns (address[] memory list) {
        list = new address[](1);
        list[0] = address(handler);
    }

    function invariant_stakesAndCreditsAreTheRegistrysBalance() public view {
        uint256 owed;
        uint64[] memory held = handler.heldIds();
        for (uint256 i; i < held.length; ++i) {
            owed += registry.node(held[i]).stake;
        }
        for (uint256 i; i < _accountCount(); ++i) {
            owed += registry.creditOf(handler.accountOf(i));
        }
        vm.assertEq(token.balanceOf(address(registry)), owed);
    }

    function invariant_theRegistryKeepsWhatCameInLessWhatWentOut() public view {
        uint256 wentOut = handler.withdrawn() + handler.bounties() + handler.poolPenalties();
        vm.assertEq(token.balanceOf(address(registry)), handler.deposited() - wentOut);
    }

    function invariant_everyStakerIsCreditedExactlyItsOwn() public view {
        for (uint256 i; i < _accountCount(); ++i) {
            address account = handler.accountOf(i);
            vm.assertEq(registry.creditOf(account), handler.owedTo(account));
        }
    }

    function invariant_penaltiesAreExactAndTheOperatorsOwn() public view {
        vm.assertEq(token.balanceOf(handler.LIQUIDATOR()), handler.bounties());
        uint64[] memory held = handler.heldIds();
        for (uint256 i; i < held.length; ++i) {
            vm.assertEq(registry.node(held[i]).stake, handler.stakeOf(held[i]));
        }
    }

    function invariant_theAggregateIsTheSumOfTheCountedKeys() public view {
        uint256 secret = handler.countedSecret();
        vm.assertEq(abi.encode(registry.aggregateKey()), abi.encode(BlsSigner.publicKey(secret)));
    }

    function invariant_theListHoldsEveryRegisteredNodeOnce() public view {
        NodeView[] memory listed = registry.nodes(0, ALL);
        vm.assertEq(listed.length, registry.nodeCount());
        uint256 counted;
        uint256 seen;
        for (uint256 i; i < listed.length; ++i) {
            if (listed[i].status == NodeStatus.Counted) ++counted;
            uint256 bit = 1 << handler.slotOf(listed[i].id);
            vm.assertEq(seen & bit, 0);
            vm.assertEq(handler.idOf(handler.slotOf(listed[i].id)), listed[i].id);
            seen |= bit;
        }
        vm.assertEq(counted, registry.keyCount());
        for (uint256 slot = 1; slot <= handler.SLOTS(); ++slot) {
            vm.assertEq((seen >> slot) & 1, handler.isRegistered(handler.idOf(slot)) ? 1 : 0);
        }
    }

    function invariant_keysLeadToTheirNodeAndToNoOther() public view {
        uint256 found;
        for (uint256 slot = 1; slot <= handler.SLOTS(); ++slot) {
            if (registry.idOfEd25519Key(handler.ed25519KeyOfSlot(slot)) != 0) ++found;
        }
        NodeView[] memory listed = registry.nodes(0, ALL);
        vm.assertEq(found, listed.length);
        for (uint256 i; i < listed.length; ++i) {
            vm.assertEq(registry.idOfEd25519Key(listed[i].ed25519Key), listed[i].id);
            vm.assertEq(registry.idOfBlsKey(keccak256(abi.encode(listed[i].blsKey))), listed[i].id);
        }
    }

    function invariant_theLineHoldsEveryWaitingNodeOnceInOrder() public view {
        uint64[] memory line = registry.waitingIds(0, ALL);
        uint256 inLine;
        uint64 previous;
        for (uint256 i; i < line.length; ++i) {
            if (line[i] == 0) continue;
            ++inLine;
            vm.assertTrue(line[i] > previous);
            previous = line[i];
        }
        vm.assertEq(inLine, registry.nodeCount() - registry.keyCount());
    }

    function invariant_heldNodesKeepTheirStakersAndGoneOnesNothing() public view {
        uint64[] memory held = handler.heldIds();
        for (uint256 i; i < held.length; ++i) {
            NodeView memory node = registry.node(held[i]);
            vm.assertTrue(node.status != NodeStatus.None);
            Contributor[] memory list = handler.listOf(held[i]);
            vm.assertEq(node.operator, list[0].staker);
            vm.assertEq(node.contributorsHash, list.length > 1 ? keccak256(abi.encode(list)) : bytes32(0));
            if (node.status == NodeStatus.Locked) _hasNoKeys(node);
        }
        // One goes at a time, and none comes back.
        NodeView memory gone = registry.node(handler.lastGone());
        vm.assertTrue(gone.status == NodeStatus.None && gone.operator == address(0));
        vm.assertTrue(gone.stake == 0 && gone.contributorsHash == 0);
        _hasNoKeys(gone);
    }

    function _hasNoKeys(NodeView memory node) private pure {
        vm.assertTrue(node.ed25519Key == 0 && node.blsKey.xLo == 0 && node.blsKey.yLo == 0);
    }

    function invariant_snapshotsOnlyAdvance() public view {
        vm.assertEq(registry.snapshot().height, handler.heightOfNewest());
        vm.assertEq(registry.previousSnapshot().height, handler.heightOfPrevious());
        vm.assertTrue(handler.heightOfNewest() > handler.heightOfPrevious() || handler.heightOfNewest() == 0);
    }

    function invariant_theVaultCoversWhatIsUnclaimedOnceFunded() public view {
        uint256 balance = token.balanceOf(address(vault));
        vm.assertEq(balance, handler.vaultIncome() - vault.totalClaimed());
        uint256 lifetime;
        for (uint256 slot = 1; slot <= handler.SLOTS(); ++slot) {
            lifetime += handler.earned(slot);
        }
        if (handler.vaultIncome() >= lifetime) vm.assertGe(balance, lifetime - vault.totalClaimed());
    }

    function invariant_nobodyClaimsMoreThanWasEarned() public view {
        uint256 claimed;
        for (uint256 slot = 1; slot <= handler.SLOTS(); ++slot) {
            uint256 ofOne = vault.claimed(handler.accountOf(slot - 1));
            vm.assertLe(ofOne, handler.earned(slot));
            claimed += ofOne;
        }
        vm.assertEq(claimed, vault.totalClaimed());
    }

    function invariant_claimsStayWithinTheLimits() public view {
        if (handler.firstClaimAtS() == 0) return;
        (uint256 accountLimit, uint256 globalLimit, uint256 periodS) = vault.limits();
        uint256 elapsedS = block.timestamp - handler.firstClaimAtS();
        vm.assertLe(vault.totalClaimed(), globalLimit + globalLimit * elapsedS / periodS);
        for (uint256 slot = 1; slot <= handler.SLOTS(); ++slot) {
            uint256 claimed = vault.claimed(handler.accountOf(slot - 1));
            vm.assertLe(claimed, accountLimit + accountLimit * elapsedS / periodS);
        }
    }

    function invariant_thePoolKeepsWhatItDidNotRelease() public view {
        uint256 released = pool.totalReleased();
        vm.assertEq(released + 1_000_000e9, handler.vaultIncome());
        vm.assertEq(token.balanceOf(address(pool)), 40_000_000e9 + handler.poolPenalties() - released);
    }

    function invariant_noTokenIsLostOrMade() public view {
        uint256 sum = token.balanceOf(address(handler)) + token.balanceOf(address(registry))
            + token.balanceOf(address(vault)) + token.balanceOf(address(pool))
            + token.balanceOf(handler.LIQUIDATOR());
        for (uint256 i; i < _accountCount(); ++i) {
            sum += token.balanceOf(handler.accountOf(i));
        }
        vm.assertEq(sum, token.SUPPLY());
    }

    /// @dev Guards the invariants themselves: random moves do reach every kind of change.
    function test_handler_reachesEveryMove() external {
        for (uint256 step; step < 400; ++step) {
            uint256 random = uint256(keccak256(abi.encode("move", step)));
            uint256 slot = random >> 8;
            random %= 10;
            if (random == 0) handler.register(slot, slot >> 8, slot >> 16);
            if (random == 1) handler.activate(slot);
            if (random == 2) handler.requestExit(slot, slot >> 8);
            if (random == 3) handler.completeExit(slot, slot >> 8, slot >> 16, slot >> 24);
            if (random == 4) handler.exitWithoutSnapshot(slot);
            if (random == 5) handler.claim(slot, slot >> 8, slot >> 16, slot >> 24);
            if (random == 6) handler.wait(slot);
            if (random == 7) handler.release(slot);
            if (random == 8) handler.withdraw(slot);
            if (random == 9) handler.liquidate(slot, slot >> 8, slot >> 16, slot >> 24);
            if (step % 40 == 0) handler.releasePool();
            if (step % 40 == 1) handler.leaveWhilePaused(slot);
        }
        vm.assertGe(handler.lastId(), 15);
        vm.assertGe(handler.withdrawn(), 5 * 25_000e9);
        vm.assertGe(handler.bounties(), 1e9);
        vm.assertGe(vault.totalClaimed(), 10_000e9);
        vm.assertGe(pool.totalReleased(), 1e9);
        invariant_stakesAndCreditsAreTheRegistrysBalance();
        invariant_everyStakerIsCreditedExactlyItsOwn();
    }

    function _accountCount() private view returns (uint256) {
        return handler.SLOTS() + handler.STAKERS();
    }
}

/// forge-config: deep.invariant.runs = 100
contract InvariantsWithoutDelayTest is Invariants {
    function setUp() public {
        _setUp(0);
    }
}

contract InvariantsWithDelayTest is Invariants {
    function setUp() public {
        _setUp(1 days);
    }
}
