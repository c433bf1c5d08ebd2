// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {INodeRegistry} from "../interfaces/INodeRegistry.sol";
import {G1Point, G2Point} from "../libraries/BLS12381.sol";
import {CodeStore} from "../libraries/CodeStore.sol";
import {IContributionPool, PoolState} from "./IContributionPool.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";

/// @title Everything a pool remembers
/// @dev The only contract of the pool with storage variables. A pool is a clone: the immutables belong to the implementation
/// and are shared, the operator is part of the clone's own code.
abstract contract PoolStorage is IContributionPool {
    /// @dev One slot, read and written as a whole by every contribution. `contributed` stays after the registration.
    struct Books {
        uint96 contributed;
        uint96 reservedOpen;
        PoolState state;
        uint8 contributorCount;
        uint8 reservedOpenCount;
        uint40 fullAtS;
    }

    /// @dev One slot.
    struct Settings {
        uint96 requirement;
        uint16 feeBps;
        bool autoFinalize;
        uint8 reservationCount;
    }

    /// @dev One slot: somebody's contribution or reservation.
    struct Share {
        address account;
        uint96 amount;
    }

    /// @dev One slot. `place` counts from 1; 0 means no contribution.
    struct Stake {
        address beneficiary;
        uint40 contributedAtS;
        uint8 place;
    }

    struct Keys {
        G1Point blsKey;
        G2Point proof;
        bytes32 ed25519Key;
        bytes32[2] ed25519Signature;
    }

    /// @notice The operator and nine more.
    uint256 public constant CONTRIBUTORS_MAX = 10;

    INodeRegistry internal immutable _registry;
    IERC20 internal immutable _token;

    Books internal _books;
    Settings internal _settings;
    bytes32 internal _termsHash;
    /// @dev Where {Keys} are, abi-encoded, see {CodeStore}: they are read when the node is registered, and by views.
    address internal _keysAt;
    /// @dev The sum of `_credits`.
    uint96 internal _creditTotal;
    /// @dev The first `contributorCount` count, operator first.
    Share[CONTRIBUTORS_MAX] internal _shares;
    /// @dev The first `reservationCount` count, operator first.
    Share[CONTRIBUTORS_MAX] internal _reservations;
    mapping(address contributor => Stake) internal _stakes;
    mapping(address contributor => uint256) internal _credits;

    /// @inheritdoc IContributionPool
    function operator() public view override returns (address) {
        return address(bytes20(Clones.fetchCloneArgs(address(this))));
    }

    function _keys() internal view returns (Keys memory) {
        return abi.decode(CodeStore.read(_keysAt), (Keys));
    }
}
