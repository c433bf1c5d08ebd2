// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Contributor, NodeStatus} from "../../src/interfaces/RegistryTypes.sol";
import {BlsSigner} from "./BlsSigner.sol";
import {SharedNodes} from "./SharedNodes.sol";

/// @notice What an honest bookkeeper would have written down about a network. Nodes are slots 1..SLOTS that may register,
/// leave and come back under a new id; besides the operators, a few stakers put money into many of them.
abstract contract NetworkBooks is SharedNodes {
    uint256 public constant SLOTS = 9;
    uint256 public constant STAKERS = 10;
    address public constant LIQUIDATOR = address(0x11b);

    /// @notice The newest id of a slot; 0 before its first registration.
    mapping(uint256 slot => uint64) public idOf;
    mapping(uint64 id => uint256 slot) public slotOf;
    uint64 public lastId;

    /// @dev Whose stake the registry still holds, registered or locked; and the one that went last.
    uint64[] private held;
    uint64 public lastGone;

    mapping(uint64 id => Contributor[]) private lists;
    mapping(uint64 id => uint256) public penaltyOf;
    mapping(address staker => uint256) public owedTo;

    uint256 public deposited;
    uint256 public withdrawn;
    uint256 public bounties;
    uint256 public poolPenalties;
    uint256 public vaultIncome;
    mapping(uint256 slot => uint256) public earned;
    uint256 public firstClaimAtS;
    uint64 public heightOfNewest;
    uint64 public heightOfPrevious;

    function contracts() external view returns (address, address, address, address) {
        return (address(token), address(registry), address(vault), address(pool));
    }

    function listOf(uint64 id) external view returns (Contributor[] memory) {
        return lists[id];
    }

    function heldIds() external view returns (uint64[] memory) {
        return held;
    }

    function ed25519KeyOfSlot(uint256 slot) external pure returns (bytes32) {
        return ed25519KeyOf(slot);
    }

    /// @notice Accounts 0..SLOTS-1 are the operators, the rest other stakers.
    function accountOf(uint256 index) public pure returns (address) {
        return index < SLOTS ? operatorOf(index + 1) : stakerOf(0, index - SLOTS + 1);
    }

    /// @notice The sum of the secrets of all nodes that say they count.
    function countedSecret() public view returns (uint256 secret) {
        for (uint256 slot = 1; slot <= SLOTS; ++slot) {
            if (registry.node(idOf[slot]).status != NodeStatus.Counted) continue;
            secret = addmod(secret, secretOf(slot), BlsSigner.ORDER);
        }
    }

    /// @dev Lawful amounts of `count` contributors; the stakers are picked from a line that starts anywhere.
    function _newList(uint256 slot, uint256 count, uint256 seed)
        internal
        view
        returns (Contributor[] memory list)
    {
        list = splitOf(slot, count, registry.stakingRequirement(), seed);
        for (uint256 i = 1; i < count; ++i) {
            list[i].staker = accountOf(SLOTS + ((seed % STAKERS) + i) % STAKERS);
        }
    }

    function _noteRegistration(uint256 slot, Contributor[] memory list) internal {
        uint64 id = ++lastId;
        idOf[slot] = id;
        slotOf[id] = slot;
        held.push(id);
        for (uint256 i; i < list.length; ++i) {
            lists[id].push(list[i]);
            deposited += list[i].amount;
        }
    }

    /// @dev The operator's own stake pays, 3 basis points down and 17 up.
    function _notePenalty(uint64 id) internal {
        uint256 own = lists[id][0].amount;
        uint256 bounty = own * 3 / 10_000;
        uint256 poolPart = (own * 17 + 9_999) / 10_000;
        penaltyOf[id] = bounty + poolPart;
        bounties += bounty;
        poolPenalties += poolPart;
    }

    function _noteRelease(uint64 id) internal {
        for (uint256 i; i < lists[id].length; ++i) {
            owedTo[lists[id][i].staker] += lists[id][i].amount;
        }
        owedTo[lists[id][0].staker] -= penaltyOf[id];
        lastGone = id;
        for (uint256 i; i < held.length; ++i) {
            if (held[i] != id) continue;
            held[i] = held[held.length - 1];
            held.pop();
            return;
        }
    }

    function _noteSnapshot(uint64 height) internal {
        heightOfPrevious = heightOfNewest;
        heightOfNewest = height;
    }

    /// @dev Of a shared node the list, of a solo node none: what callers bring to the registry.
    function _broughtList(uint64 id) internal view returns (Contributor[] memory) {
        return isShared(id) ? lists[id] : new Contributor[](0);
    }

    function isShared(uint64 id) public view returns (bool) {
        return lists[id].length > 1;
    }

    function isRegistered(uint64 id) public view returns (bool) {
        NodeStatus status = registry.node(id).status;
        return status == NodeStatus.Waiting || status == NodeStatus.Counted;
    }

    /// @notice What a node's record must hold as long as there is one.
    function stakeOf(uint64 id) public view returns (uint256 stake) {
        for (uint256 i; i < lists[id].length; ++i) {
            stake += lists[id][i].amount;
        }
        stake -= penaltyOf[id];
    }
}
