// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {PoolState} from "./IContributionPool.sol";
import {PoolStorage} from "./PoolStorage.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title Who has contributed what
/// @notice Books only: no token moves here. At any time contributed + reservedOpen <= requirement, so casts of amounts that
/// passed the limits cannot overflow.
abstract contract PoolBooks is PoolStorage {
    /// @dev The operator brings at least a quarter.
    uint256 private constant OPERATOR_DIVISOR = 4;

    /// @dev Books a contribution, or an addition to one.
    function _add(address account, uint256 amount, address beneficiary) internal {
        Books memory books = _books;
        Stake memory stake = _stakes[account];
        bool joins = stake.place == 0;
        uint256 reserved = joins ? _reservedFor(account) : 0;
        (uint256 amountMin, uint256 amountMax) = _limits(books, joins, reserved);
        if (amount < amountMin) revert ContributionTooLow(amount, amountMin);
        if (amount > amountMax) revert ContributionTooHigh(amount, amountMax);
        if (joins) {
            if (reserved != 0) {
                books.reservedOpen -= uint96(reserved);
                --books.reservedOpenCount;
            }
            stake.place = ++books.contributorCount;
            stake.beneficiary = beneficiary == address(0) ? account : beneficiary;
            _shares[stake.place - 1] = Share(account, uint96(amount));
        } else {
            _shares[stake.place - 1].amount += uint96(amount);
            if (beneficiary != address(0) && beneficiary != stake.beneficiary) {
                stake.beneficiary = beneficiary;
                emit BeneficiarySet(account, beneficiary);
            }
        }
        stake.contributedAtS = uint40(block.timestamp);
        _stakes[account] = stake;
        books.contributed += uint96(amount);
        emit Contributed(account, stake.beneficiary, amount, books.contributed);
        _books = _advanced(books);
    }

    /// @dev Takes a contribution off the books. Its reservation comes back into force; the last contributor takes its place.
    function _remove(address account) internal returns (uint256 amount) {
        Books memory books = _books;
        uint8 place = _stakes[account].place;
        uint8 lastPlace = books.contributorCount--;
        amount = _shares[place - 1].amount;
        if (place != lastPlace) {
            Share memory moved = _shares[lastPlace - 1];
            _shares[place - 1] = moved;
            _stakes[moved.account].place = place;
        }
        delete _shares[lastPlace - 1];
        delete _stakes[account];
        books.contributed -= uint96(amount);
        uint256 reserved = _reservedFor(account);
        if (reserved != 0) {
            books.reservedOpen += uint96(reserved);
            ++books.reservedOpenCount;
        }
        if (books.state == PoolState.Full) {
            books.state = PoolState.Open;
            books.fullAtS = 0;
            emit StateChanged(PoolState.Open);
        }
        _books = books;
        emit ContributionWithdrawn(account, amount, books.contributed);
    }

    /// @dev Makes every contribution its contributor's credit, and clears the books.
    function _creditAll() internal {
        Books memory books = _books;
        for (uint256 i; i < books.contributorCount; ++i) {
            Share memory share = _shares[i];
            _credits[share.account] += share.amount;
            delete _shares[i];
            delete _stakes[share.account];
            emit ContributionCredited(share.account, share.amount);
        }
        _creditTotal += books.contributed;
        _settings.reservationCount = 0;
        delete _books;
    }

    /// @dev Takes a credit off the books; 0 when there is none.
    function _takeCredit(address account) internal returns (uint256 amount) {
        amount = _credits[account];
        if (amount == 0) return 0;
        delete _credits[account];
        _creditTotal -= uint96(amount);
        emit CreditPaid(account, amount);
    }

    /// @dev What may be added by someone with no contribution yet (`joins`), or with one. The least is above the most when
    /// nothing may.
    function _limits(Books memory books, bool joins, uint256 reserved)
        internal
        view
        returns (uint256 amountMin, uint256 amountMax)
    {
        uint256 open = _settings.requirement - books.contributed - books.reservedOpen;
        if (!joins) return (1, open);
        if (reserved != 0) return (reserved, open + reserved);
        uint256 places = CONTRIBUTORS_MAX - books.contributorCount - books.reservedOpenCount;
        if (places == 0 || open == 0) return (1, 0);
        return (_least(open, books.contributorCount + books.reservedOpenCount), open);
    }

    /// @dev What one has to bring at least when `open` is to be gathered and `taken` places are gone.
    function _least(uint256 open, uint256 taken) internal pure returns (uint256) {
        return Math.ceilDiv(open, taken == 0 ? OPERATOR_DIVISOR : CONTRIBUTORS_MAX - taken);
    }

    /// @dev 0 when nothing is reserved.
    function _reservedFor(address account) internal view returns (uint256) {
        uint256 count = _settings.reservationCount;
        for (uint256 i; i < count; ++i) {
            if (_reservations[i].account == account) return _reservations[i].amount;
        }
        return 0;
    }

    /// @dev A contribution opens the pool, and the one that completes the stake fills it.
    function _advanced(Books memory books) private returns (Books memory) {
        PoolState before = books.state;
        books.state = PoolState.Open;
        if (books.contributed == _settings.requirement) {
            books.state = PoolState.Full;
            books.fullAtS = uint40(block.timestamp);
        }
        if (books.state != before) emit StateChanged(books.state);
        return books;
    }
}
