// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Governed} from "../Governed.sol";
import {IRegistryErrors} from "../interfaces/IRegistryErrors.sol";
import {IRegistryEvents} from "../interfaces/IRegistryEvents.sol";
import {NodeStatus, Snapshot} from "../interfaces/RegistryTypes.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Everything the registry remembers
/// @dev The only contract of the registry with storage variables, so that an upgrade appends here and nowhere else, and both
/// halves of the code agree on every slot.
abstract contract RegistryStorage is IRegistryEvents, IRegistryErrors, Governed {
    /// @dev A G1 point in three slots: the coordinates' high halves have 16 bytes each.
    struct PackedKey {
        uint128 xHi;
        uint128 yHi;
        uint256 xLo;
        uint256 yLo;
    }

    /// @dev `contributorsHash` is zero when the operator staked alone. A locked node keeps that and its first two slots.
    struct Node {
        address operator;
        uint16 feeBps;
        NodeStatus status;
        uint32 index;
        uint40 registeredAtS;
        uint96 stake;
        uint40 exitRequestedAtS;
        uint40 unlockAtS;
        bytes32 ed25519Key;
        bytes32 contributorsHash;
        PackedKey blsKey;
    }

    /// @dev What one slot tells about a key: whose it is, and whether it is in the aggregate.
    struct KeyOwner {
        uint64 id;
        bool counted;
    }

    IERC20 internal _token;
    uint40 internal _keyActivationDelayS;
    uint40 internal _exitWithoutSnapshotDelayS;

    uint96 internal _stakingRequirement;
    uint40 internal _snapshotAgeMaxS;
    uint64 internal _deployedAtBlock;
    uint40 internal _smallContributorDelayS;

    address internal _rewardPool;
    uint40 internal _liquidationDelayS;

    uint64 internal _lastId;
    uint32 internal _keyCount;
    uint32 internal _waitingHead;
    uint64 internal _genesisTimeS;
    /// @dev Which of `_snapshots` is the newest.
    uint8 internal _newest;

    PackedKey internal _aggregate;
    Snapshot[2] internal _snapshots;

    /// @dev Registered ids in no order; a leaving one is replaced by the last.
    uint64[] internal _ids;
    /// @dev Ids in order of registration whose keys wait; entries before `_waitingHead` are done.
    uint64[] internal _waiting;

    mapping(uint64 id => Node) internal _nodes;
    /// @dev By keccak256 of the key's 128 bytes: the one-slot commitment that non-signers' keys are checked against.
    mapping(bytes32 commitment => KeyOwner) internal _keyOwners;
    mapping(bytes32 ed25519Key => uint64 id) internal _idOfEd25519Key;
    mapping(address staker => uint256) internal _credits;
}
