// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ContributionPool} from "../../src/pools/ContributionPool.sol";
import {PoolState, PoolTerms, PoolView, Reservation} from "../../src/pools/IContributionPool.sol";
import {PoolTest} from "./PoolTest.sol";
import {bound, vm} from "./Vm.sol";

/// @notice Random lives of a few pools: every action picks a lawful move near its random input, or does nothing. A registered
/// pool's operator opens another one with new keys.
contract PoolHandler is PoolTest {
    uint256 public constant OPERATORS = 3;
    uint256 public constant ACCOUNTS = 14;
    uint256 private constant DONATION_MAX = 100e9;

    ContributionPool[] private _all;
    /// @notice Paid into a pool less paid out, in the account's own books.
    mapping(ContributionPool pool => mapping(address account => uint256)) public paidIn;
    /// @notice Sent to a pool for nobody, and not rescued.
    mapping(ContributionPool pool => uint256) public strayOf;
    uint256 public resets;
    uint256 public withdrawals;
    uint256 public reopened;
    uint256 public finalized;

    constructor() {
        deployPools();
        for (uint256 n = 1; n <= OPERATORS; ++n) {
            _create();
        }
    }

    function supply() external view returns (address) {
        return address(token);
    }

    function theRegistry() external view returns (address) {
        return address(registry);
    }

    function pools() external view returns (ContributionPool[] memory) {
        return _all;
    }

    /// @notice Accounts 0..2 are operators.
    function accountOf(uint256 i) public pure returns (address) {
        return i < OPERATORS ? operatorOf(1_000 + i) : memberOf(i);
    }

    function contribute(uint256 which, uint256 who, uint256 amount, uint256 beneficiary) external {
        ContributionPool to = _pool(which);
        address account = accountOf(bound(who, 0, ACCOUNTS - 1));
        if (to.state() == PoolState.WaitingForOperator) account = to.operator();
        _contribute(to, account, amount, address(uint160(bound(beneficiary, 0, 3))));
    }

    /// @dev The shortest way to a full pool, which random amounts rarely find.
    function complete(uint256 which, uint256 who) external {
        ContributionPool to = _pool(which);
        address account = accountOf(bound(who, 0, ACCOUNTS - 1));
        if (to.state() == PoolState.WaitingForOperator) account = to.operator();
        (, uint256 most) = to.limitsOf(account);
        _contribute(to, account, most, address(0));
    }

    function withdraw(uint256 which, uint256 who) external {
        ContributionPool from = _pool(which);
        address account = accountOf(bound(who, 0, ACCOUNTS - 1));
        (uint256 amount,, uint64 withdrawableAtS) = from.contributionOf(account);
        PoolState state = from.state();
        if (state == PoolState.Registered) amount = 0;
        if (amount != 0 && account == from.operator()) return;
        if (amount != 0 && block.timestamp < withdrawableAtS && from.isRegistrable()) return;
        if (amount + from.creditOf(account) == 0) return;
        if (state == PoolState.Full && amount != 0) ++reopened;
        uint256 before = token.balanceOf(account);
        vm.prank(account);
        from.withdraw();
        paidIn[from][account] -= token.balanceOf(account) - before;
        ++withdrawals;
    }

    function payCredit(uint256 which, uint256 who) external {
        ContributionPool from = _pool(which);
        address account = accountOf(bound(who, 0, ACCOUNTS - 1));
        uint256 credit = from.creditOf(account);
        if (credit == 0) return;
        from.payCredit(account);
        paidIn[from][account] -= credit;
    }

    function reset(uint256 which) external {
        ContributionPool of_ = _pool(which);
        if (of_.state() == PoolState.Registered) return;
        vm.prank(of_.operator());
        of_.reset();
        ++resets;
    }

    function finalize(uint256 which, uint256 who) external {
        ContributionPool full = _pool(which);
        PoolView memory seen = full.overview();
        if (seen.state != PoolState.Full || !full.isRegistrable()) return;
        address account = accountOf(bound(who, 0, ACCOUNTS - 1));
        if (!seen.autoFinalize && block.timestamp < seen.fullAtS + 7 days) account = seen.operator;
        vm.prank(account);
        full.finalize();
        for (uint256 i; i < seen.contributors.length; ++i) {
            paidIn[full][seen.contributors[i].staker] -= seen.contributors[i].amount;
        }
        ++finalized;
        _create();
    }

    function reserve(uint256 which, uint256 count, uint256 extra) external {
        ContributionPool to = _pool(which);
        if (to.state() != PoolState.WaitingForOperator) return;
        count = bound(count, 0, 5);
        Reservation[] memory list = new Reservation[](count);
        uint256 open = to.requirement();
        for (uint256 i; i < count && open > 0; ++i) {
            uint256 least = (open + 9 - i) / (i == 0 ? 4 : 10 - i);
            list[i].amount = bound(extra >> (i * 8), least > open ? open : least, open);
            list[i].contributor = i == 0 ? to.operator() : memberOf(OPERATORS + i);
            open -= list[i].amount;
            if (open == 0) count = i + 1;
        }
        assembly ("memory-safe") {
            mstore(list, count)
        }
        vm.prank(to.operator());
        to.setReservations(list);
    }

    function changeTerms(uint256 which, uint256 feeBps, bool autoFinalize) external {
        ContributionPool to = _pool(which);
        if (to.state() == PoolState.Registered) return;
        vm.prank(to.operator());
        to.setAutoFinalize(autoFinalize);
        if (to.state() != PoolState.WaitingForOperator) return;
        PoolTerms memory terms = _terms(_indexOf(to), address(to), uint16(bound(feeBps, 0, 10_000)));
        terms.autoFinalize = autoFinalize;
        vm.prank(to.operator());
        to.setTerms(terms);
    }

    function setBeneficiary(uint256 which, uint256 who, uint256 beneficiary) external {
        ContributionPool to = _pool(which);
        address account = accountOf(bound(who, 0, ACCOUNTS - 1));
        if (to.state() == PoolState.Registered || contributed(to, account) == 0) return;
        vm.prank(account);
        to.setBeneficiary(address(uint160(bound(beneficiary, 0, 3))));
    }

    function setRequirement(uint256 amount) external {
        if (amount % 4 != 0) return;
        registry.setStakingRequirement(amount % 8 == 0 ? REQUIREMENT : bound(amount, 100, 50_000e9));
    }

    function donate(uint256 which, uint256 amount) external {
        ContributionPool to = _pool(which);
        amount = bound(amount, 1, DONATION_MAX);
        token.transfer(address(to), amount);
        strayOf[to] += amount;
    }

    function rescue(uint256 which) external {
        ContributionPool from = _pool(which);
        if (strayOf[from] == 0) return;
        delete strayOf[from];
        vm.prank(from.operator());
        from.rescue(token);
    }

    function wait(uint256 seconds_) external {
        vm.warp(block.timestamp + bound(seconds_, 1, 3 days));
    }

    /// @notice Whatever happened, everybody gets out of every pool that is not registered.
    function everybodyLeaves() external {
        vm.warp(block.timestamp + 1 days);
        for (uint256 p; p < _all.length; ++p) {
            for (uint256 i; i < ACCOUNTS; ++i) {
                _leave(_all[p], accountOf(i));
            }
            if (_all[p].state() != PoolState.Registered) {
                vm.prank(_all[p].operator());
                _all[p].reset();
                _leave(_all[p], _all[p].operator());
            }
        }
    }

    function _leave(ContributionPool from, address account) private {
        uint256 amount = from.state() == PoolState.Registered || account == from.operator()
            ? 0
            : contributed(from, account);
        amount += from.creditOf(account);
        if (amount == 0) return;
        uint256 before = token.balanceOf(account);
        bool stays = account == from.operator() && contributed(from, account) != 0;
        if (stays) {
            from.payCredit(account);
        } else {
            vm.prank(account);
            from.withdraw();
        }
        vm.assertEq(token.balanceOf(account) - before, amount, "got out");
        paidIn[from][account] -= amount;
    }

    function _contribute(ContributionPool to, address account, uint256 amount, address beneficiary) private {
        (uint256 least, uint256 most) = to.limitsOf(account);
        if (most == 0 || most < least || registry.stakingRequirement() != to.requirement()) return;
        amount = bound(amount, least, most);
        give(token, account, address(to), amount);
        bytes32 termsHash = to.termsHash();
        vm.prank(account);
        to.contribute(amount, beneficiary, termsHash);
        paidIn[to][account] += amount;
    }

    function _create() private {
        address operator = accountOf(_all.length % OPERATORS);
        bytes32 salt = bytes32(_all.length);
        PoolTerms memory terms = _terms(_all.length, factory.poolAddress(operator, salt), FEE_BPS);
        vm.prank(operator);
        _all.push(ContributionPool(factory.createPool(terms, noReservations(), salt)));
    }

    /// @dev Each pool has keys of its own, and one of the three operators.
    function _terms(uint256 index, address pool_, uint16 feeBps) private view returns (PoolTerms memory) {
        return termsOf(index + 1, accountOf(index % OPERATORS), pool_, feeBps);
    }

    /// @dev Most moves go to the pools that are still alive.
    function _pool(uint256 which) private view returns (ContributionPool) {
        uint256 recent = _all.length < 4 ? _all.length : 4;
        if (which % 8 == 0) return _all[(which >> 8) % _all.length];
        return _all[_all.length - 1 - ((which >> 8) % recent)];
    }

    function _indexOf(ContributionPool of_) private view returns (uint256 index) {
        while (_all[index] != of_) ++index;
    }
}
