// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IRegistryErrors} from "../interfaces/IRegistryErrors.sol";
import {PoolState, PoolTerms, Reservation} from "./IContributionPool.sol";
import {CodeStore} from "../libraries/CodeStore.sol";
import {PoolBooks} from "./PoolBooks.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title What the operator offers
/// @notice Terms and reservations, fixed from the operator's contribution on.
abstract contract PoolSetup is PoolBooks {
    using SafeCast for uint256;

    uint16 public constant FEE_BPS_MAX = 10_000;

    bytes32 private constant TERMS = keccak256("sextant/pool-terms/1");

    function _setTerms(PoolTerms calldata terms_) internal {
        if (terms_.feeBps > FEE_BPS_MAX) revert IRegistryErrors.FeeTooHigh(terms_.feeBps, FEE_BPS_MAX);
        Keys memory keys = Keys(terms_.blsKey, terms_.proof, terms_.ed25519Key, terms_.ed25519Signature);
        _keysAt = CodeStore.write(abi.encode(keys));
        _settings.feeBps = terms_.feeBps;
        _settings.autoFinalize = terms_.autoFinalize;
        _setTermsHash(keys);
    }

    /// @dev The registry's requirement becomes the pool's.
    function _setRequirement(uint256 amount) internal {
        _settings.requirement = amount.toUint96();
    }

    /// @dev Binds what a contributor agrees to, for this pool on this chain. The signatures belong to it: the Ed25519 one can
    /// only be checked off chain, and must still be the same when the node is registered.
    function _setTermsHash(Keys memory keys) internal {
        _termsHash = keccak256(
            abi.encode(
                TERMS, block.chainid, address(this), keys, operator(), _settings.feeBps, _settings.requirement
            )
        );
    }

    /// @dev Each reservation must leave room for what the places after it have to bring.
    function _setReservations(Reservation[] calldata list) internal {
        uint256 count = list.length;
        if (count > CONTRIBUTORS_MAX) revert ReservationsTooMany(count, CONTRIBUTORS_MAX);
        if (count != 0 && list[0].contributor != operator()) revert OperatorReservationMissing(operator());
        uint256 requirement_ = _settings.requirement;
        uint256 reserved;
        for (uint256 i; i < count; ++i) {
            (address account, uint256 amount) = (list[i].contributor, list[i].amount);
            _requireNew(list, i);
            uint256 amountMin = Math.max(_least(requirement_ - reserved, i), 1);
            if (amount < amountMin) revert ReservationTooLow(account, amount, amountMin);
            if (amount > requirement_ - reserved) {
                revert ReservationsTooHigh(amount, requirement_ - reserved);
            }
            reserved += amount;
            _reservations[i] = Share(account, uint96(amount));
        }
        _settings.reservationCount = uint8(count);
        _books.reservedOpen = uint96(reserved);
        _books.reservedOpenCount = uint8(count);
    }

    function _requireNew(Reservation[] calldata list, uint256 index) private pure {
        address account = list[index].contributor;
        if (account == address(0)) revert ReservationAddressZero(index);
        for (uint256 i; i < index; ++i) {
            if (list[i].contributor == account) revert ReservationRepeated(account);
        }
    }
}
