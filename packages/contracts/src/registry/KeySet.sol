// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {NodeStatus} from "../interfaces/RegistryTypes.sol";
import {BLS12381, G1Point, G1Sum} from "../libraries/BLS12381.sol";
import {RegistryStorage} from "./RegistryStorage.sol";

/// @title The keys that count
/// @notice Keeps the sum of the counted keys, and the line of those that wait until they count.
abstract contract KeySet is RegistryStorage {
    using BLS12381 for G1Sum;

    /// @notice A snapshot needs this many signers, and the network this many counted keys to start.
    uint256 public constant SIGNERS_MIN = 4;

    /// @dev Nodes that left while waiting are stepped over, at most this many per call.
    uint256 private constant GONE_SKIPPED_MAX = 200;

    /// @dev Lets keys count whose delay has passed, in the order of their registration.
    function _activateKeys(G1Point[] calldata keys) internal {
        uint256 head = _waitingHead;
        uint256 end = _waiting.length;
        uint256 activated;
        uint256 skipped;
        for (; head < end && skipped < GONE_SKIPPED_MAX; ++head) {
            uint64 id = _waiting[head];
            if (_nodes[id].status != NodeStatus.Waiting) {
                ++skipped;
            } else if (activated < keys.length) {
                _activate(id, keys[activated++]);
            } else {
                break;
            }
        }
        if (head == end && activated < keys.length) revert NoKeyWaiting();
        _waitingHead = uint32(head);
    }

    /// @dev Records a key whose proof of possession was verified. It counts at once when there is no delay.
    function _addKey(uint64 id, G1Point calldata key, bytes32 commitment)
        internal
        returns (NodeStatus status)
    {
        bool counts = _keyActivationDelayS == 0;
        _keyOwners[commitment] = KeyOwner({id: id, counted: counts});
        _nodes[id].blsKey = _pack(key);
        if (counts) {
            _count(id, key);
            return NodeStatus.Counted;
        }
        _waiting.push(id);
        return NodeStatus.Waiting;
    }

    /// @dev Forgets a leaving node's key, and takes it out of the aggregate if it counts.
    function _removeKey(uint64 id) internal {
        G1Point memory key = _unpack(_nodes[id].blsKey);
        delete _keyOwners[BLS12381.commitmentOf(key)];
        if (_nodes[id].status == NodeStatus.Counted) {
            _aggregate = _pack(BLS12381.add(_aggregateKey(), BLS12381.negate(key)));
            --_keyCount;
        }
    }

    /// @dev The counted keys' sum without those of the given nodes, each of which must count and come with its own key.
    function _signersKey(uint64[] calldata nonSignerIds, G1Point[] calldata nonSignerKeys)
        internal
        view
        returns (G1Point memory)
    {
        uint256 count = nonSignerIds.length;
        if (nonSignerKeys.length != count) revert NonSignerKeysMissing(count, nonSignerKeys.length);
        uint256 countMax = _nonSignersMax();
        if (count > countMax) revert NonSignersTooMany(count, countMax);
        uint256 signerCount = _keyCount - count;
        if (signerCount < SIGNERS_MIN) revert SignersTooFew(signerCount, SIGNERS_MIN);
        if (count == 0) return _aggregateKey();
        G1Sum sum = BLS12381.startSum();
        uint64 previousId;
        for (uint256 i; i < count; ++i) {
            uint64 id = nonSignerIds[i];
            if (id <= previousId) revert NonSignersUnordered(previousId, id);
            KeyOwner memory owner = _keyOwners[sum.stage(nonSignerKeys[i])];
            if (owner.id != id) revert NonSignerUnknown(id);
            if (!owner.counted) revert NonSignerNotCounted(id);
            sum.addStaged();
            previousId = id;
        }
        return BLS12381.add(_aggregateKey(), BLS12381.negate(sum.total()));
    }

    /// @dev How many of the counted keys a snapshot may do without.
    function _nonSignersMax() internal view returns (uint256) {
        return _keyCount / 3;
    }

    function _aggregateKey() internal view returns (G1Point memory) {
        return _unpack(_aggregate);
    }

    function _unpack(PackedKey memory packed) internal pure returns (G1Point memory) {
        return G1Point(packed.xHi, packed.xLo, packed.yHi, packed.yLo);
    }

    function _activate(uint64 id, G1Point calldata key) private {
        bytes32 commitment = BLS12381.commitmentOf(key);
        KeyOwner storage owner = _keyOwners[commitment];
        if (owner.id != id) revert KeyUnexpected(id, commitment);
        uint64 activeAtS = uint64(_nodes[id].registeredAtS) + _keyActivationDelayS;
        if (block.timestamp < activeAtS) revert KeyNotYetActive(id, activeAtS);
        owner.counted = true;
        _nodes[id].status = NodeStatus.Counted;
        _count(id, key);
    }

    function _count(uint64 id, G1Point memory key) private {
        _aggregate = _pack(BLS12381.add(_aggregateKey(), key));
        ++_keyCount;
        emit KeyActivated(id);
    }

    /// @dev The pairing and G1ADD refuse coordinates that are no field elements, so the high halves fit 16 bytes.
    function _pack(G1Point memory key) private pure returns (PackedKey memory) {
        return PackedKey({xHi: uint128(key.xHi), yHi: uint128(key.yHi), xLo: key.xLo, yLo: key.yLo});
    }
}
