// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {RewardPool} from "../src/RewardPool.sol";
import {RewardsVault} from "../src/RewardsVault.sol";
import {SessionToken} from "../src/SessionToken.sol";
import {NodeStatus, NodeView} from "../src/interfaces/INodeRegistry.sol";
import {BlsSigner} from "./support/BlsSigner.sol";
import {NetworkHandler} from "./support/NetworkHandler.sol";
import {RegistryFace} from "./support/RegistryFace.sol";
import {vm} from "./support/Vm.sol";

/// @notice What holds after any sequence of moves.
abstract contract Invariants {
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

    function invariant_theRegistrysBooksAgree() external view {
        _custodyEqualsStakesAndCredits();
        _aggregateIsTheSumOfCountedKeys();
        _listsAgreeWithTheRecords();
    }

    function invariant_moneyIsConserved() external view {
        _vaultHoldsWhatCameInLessWhatWasClaimed();
        _noTokenIsLostOrMade();
    }

    /// @dev Guards the invariants themselves: random moves do reach every kind of change.
    function test_handler_reachesEveryMove() external {
        for (uint256 step; step < 400; ++step) {
            uint256 random = uint256(keccak256(abi.encode("move", step)));
            uint256 slot = random >> 8;
            random %= 9;
            if (random == 0) handler.register(slot);
            if (random == 1) handler.activate(slot);
            if (random == 2) handler.requestExit(slot);
            if (random == 3) handler.completeExit(slot, slot >> 8, slot >> 16, slot >> 24);
            if (random == 4) handler.exitWithoutSnapshot(slot);
            if (random == 5) handler.claim(slot, slot >> 8, slot >> 16, slot >> 24);
            if (random == 6) handler.wait(slot);
            if (random == 7) handler.releaseStake(slot);
            if (random == 8) handler.withdraw(slot);
            if (step % 40 == 0) handler.releasePool();
        }
        vm.assertGe(handler.lastId(), 15);
        vm.assertGe(handler.withdrawn(), 5 * 25_000e9);
        vm.assertGe(vault.totalClaimed(), 10_000e9);
        vm.assertGe(pool.totalReleased(), 1e9);
        _custodyEqualsStakesAndCredits();
    }

    function _custodyEqualsStakesAndCredits() private view {
        uint256 owed;
        for (uint64 id = 1; id <= handler.lastId(); ++id) {
            owed += registry.node(id).stake;
        }
        for (uint256 slot = 1; slot <= handler.SLOTS(); ++slot) {
            owed += registry.creditOf(handler.accountOf(slot));
        }
        vm.assertEq(token.balanceOf(address(registry)), owed, "custody");
    }

    function _aggregateIsTheSumOfCountedKeys() private view {
        uint256 secret = handler.countedSecret();
        vm.assertEq(abi.encode(registry.aggregateKey()), abi.encode(BlsSigner.publicKey(secret)));
    }

    function _listsAgreeWithTheRecords() private view {
        uint256 counted;
        uint256 waiting;
        uint64[] memory listed = registry.nodeIds(0, type(uint256).max);
        for (uint256 i; i < listed.length; ++i) {
            NodeView memory node = registry.node(listed[i]);
            if (node.status == NodeStatus.Counted) ++counted;
            if (node.status == NodeStatus.Waiting) ++waiting;
            vm.assertEq(registry.idOfEd25519Key(node.ed25519Key), listed[i], "ed25519 index");
            vm.assertEq(registry.idOfBlsKey(keccak256(abi.encode(node.blsKey))), listed[i], "bls index");
        }
        vm.assertEq(counted + waiting, listed.length, "listed");
        vm.assertEq(counted, registry.keyCount(), "counted");
        uint64[] memory line = registry.waitingIds(0, type(uint256).max);
        uint256 inLine;
        for (uint256 i; i < line.length; ++i) {
            if (line[i] != 0) ++inLine;
        }
        vm.assertEq(inLine, waiting, "waiting");
    }

    function _vaultHoldsWhatCameInLessWhatWasClaimed() private view {
        vm.assertEq(token.balanceOf(address(vault)), handler.vaultIncome() - vault.totalClaimed(), "vault");
        uint256 claimed;
        for (uint256 slot = 1; slot <= handler.SLOTS(); ++slot) {
            uint256 ofOne = vault.claimed(handler.accountOf(slot));
            vm.assertLe(ofOne, handler.earned(slot), "claimed beyond earned");
            claimed += ofOne;
        }
        vm.assertEq(claimed, vault.totalClaimed(), "claimed total");
    }

    function _noTokenIsLostOrMade() private view {
        uint256 sum = token.balanceOf(address(handler)) + token.balanceOf(address(registry))
            + token.balanceOf(address(vault)) + token.balanceOf(address(pool));
        for (uint256 slot = 1; slot <= handler.SLOTS(); ++slot) {
            sum += token.balanceOf(handler.accountOf(slot));
        }
        vm.assertEq(sum, token.SUPPLY(), "supply");
        vm.assertEq(pool.totalReleased() + 1_000_000e9, handler.vaultIncome(), "released");
    }
}

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
