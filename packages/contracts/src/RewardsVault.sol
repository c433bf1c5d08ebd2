// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Governed} from "./Governed.sol";
import {INodeRegistry} from "./interfaces/INodeRegistry.sol";
import {RefillingLimit} from "./libraries/RefillingLimit.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @param accountLimit Most that one account may claim per period, atomic units.
/// @param globalLimit Most that all may claim per period together, atomic units.
/// @param periodS Seconds.
struct RewardsVaultParams {
    address token;
    address registry;
    address owner;
    address manager;
    address guardian;
    uint256 accountLimit;
    uint256 globalLimit;
    uint256 periodS;
}

/// @title The custody of rewards
/// @notice Pays what the nodes' snapshots say an account has earned in its life, less what it has claimed. Holds no
/// stakes: signers who lie can reach rewards only, and those only as fast as the limits let them.
contract RewardsVault is Governed {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    /// @dev One slot. `used` counted at `usedAtS` against the account's limit.
    struct Account {
        uint96 claimed;
        uint96 used;
        uint40 usedAtS;
    }

    struct Limits {
        uint96 account;
        uint96 global;
        uint40 periodS;
    }

    IERC20 private _token;
    INodeRegistry private _registry;
    Limits private _limits;
    uint96 private _used;
    uint40 private _usedAtS;
    uint96 private _claimedTotal;
    mapping(address account => Account) private _accounts;

    event RewardsClaimed(address indexed account, uint256 amount, uint256 claimedTotal);
    event LimitsSet(uint256 accountLimit, uint256 globalLimit, uint256 periodS);

    error ClaimAmountZero();
    error RewardNotProven(address account, uint256 lifetimeAmount);
    error ClaimExceedsRewards(uint256 amount, uint256 unclaimed);
    error AccountLimitReached(uint256 amount, uint256 availableNow);
    error GlobalLimitReached(uint256 amount, uint256 availableNow);
    error VaultBalanceTooLow(uint256 amount, uint256 balance);
    error LimitsUnordered(uint256 accountLimit, uint256 globalLimit);

    function initialize(RewardsVaultParams calldata params) external initializer {
        _requireAddress(params.token, "token");
        _requireAddress(params.registry, "registry");
        __Governed_init(params.owner, params.manager, params.guardian);
        _token = IERC20(params.token);
        _registry = INodeRegistry(params.registry);
        _setLimits(params.accountLimit, params.globalLimit, params.periodS);
    }

    /// @notice Pays `amount` of the sender's unclaimed rewards.
    /// @param lifetimeAmount All that the account has ever earned, as one of the last two accepted snapshots says.
    /// @param proof Merkle proof of (sender, lifetimeAmount).
    /// @param amount Atomic units, all or part of what is unclaimed.
    function claim(uint256 lifetimeAmount, bytes32[] calldata proof, uint256 amount) external {
        _claim(msg.sender, lifetimeAmount, proof, amount);
    }

    /// @notice {claim} for another: whoever sends it, only `account` is paid.
    function claimFor(address account, uint256 lifetimeAmount, bytes32[] calldata proof, uint256 amount)
        external
    {
        _claim(account, lifetimeAmount, proof, amount);
    }

    /// @notice Sets both limits and the period they refill in.
    function setLimits(uint256 accountLimit, uint256 globalLimit, uint256 periodS) external onlyManager {
        _setLimits(accountLimit, globalLimit, periodS);
    }

    /// @notice All that the account has ever claimed.
    function claimed(address account) external view returns (uint256) {
        return _accounts[account].claimed;
    }

    /// @notice All that was ever claimed.
    function totalClaimed() external view returns (uint256) {
        return _claimedTotal;
    }

    /// @notice The most that limits and balance let the account claim now, whatever it has earned; 0 while paused.
    function claimableNow(address account) external view returns (uint256 amount) {
        if (paused()) return 0;
        amount = _accountAvailable(_accounts[account], _limits);
        uint256 globalAvailable = _globalAvailable(_limits);
        if (globalAvailable < amount) amount = globalAvailable;
        uint256 balance = _token.balanceOf(address(this));
        if (balance < amount) amount = balance;
    }

    function limits() external view returns (uint256 accountLimit, uint256 globalLimit, uint256 periodS) {
        return (_limits.account, _limits.global, _limits.periodS);
    }

    function token() external view returns (address) {
        return address(_token);
    }

    function registry() external view returns (address) {
        return address(_registry);
    }

    function _claim(address account, uint256 lifetimeAmount, bytes32[] calldata proof, uint256 amount)
        private
        nonReentrant
        whenNotPaused
    {
        if (amount == 0) revert ClaimAmountZero();
        _checkProof(account, lifetimeAmount, proof);
        uint256 claimedTotal = _take(account, lifetimeAmount, amount);
        uint256 balance = _token.balanceOf(address(this));
        if (amount > balance) revert VaultBalanceTooLow(amount, balance);
        emit RewardsClaimed(account, amount, claimedTotal);
        _token.safeTransfer(account, amount);
    }

    /// @dev A claim in flight survives the next snapshot: the previous root still holds.
    function _checkProof(address account, uint256 lifetimeAmount, bytes32[] calldata proof) private view {
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(account, lifetimeAmount))));
        bytes32 root = MerkleProof.processProofCalldata(proof, leaf);
        (bytes32 newest, bytes32 previous) = _registry.rewardsRoots();
        if (root != newest && root != previous) revert RewardNotProven(account, lifetimeAmount);
    }

    /// @dev Books a claim against the account, its limit and the global limit.
    function _take(address account, uint256 lifetimeAmount, uint256 amount)
        private
        returns (uint256 claimedTotal)
    {
        Account memory books = _accounts[account];
        // An older snapshot may say less than was claimed since.
        uint256 unclaimed = lifetimeAmount > books.claimed ? lifetimeAmount - books.claimed : 0;
        if (amount > unclaimed) revert ClaimExceedsRewards(amount, unclaimed);
        Limits memory limit = _limits;
        uint256 accountAvailable = _accountAvailable(books, limit);
        if (amount > accountAvailable) revert AccountLimitReached(amount, accountAvailable);
        uint256 globalAvailable = _globalAvailable(limit);
        if (amount > globalAvailable) revert GlobalLimitReached(amount, globalAvailable);
        claimedTotal = books.claimed + amount;
        _accounts[account] = Account({
            claimed: claimedTotal.toUint96(),
            used: uint96(limit.account - accountAvailable + amount),
            usedAtS: uint40(block.timestamp)
        });
        _used = uint96(limit.global - globalAvailable + amount);
        _usedAtS = uint40(block.timestamp);
        _claimedTotal += uint96(amount);
    }

    function _setLimits(uint256 accountLimit, uint256 globalLimit, uint256 periodS) private {
        _requireValue(accountLimit, "accountLimit");
        _requireValue(periodS, "periodS");
        if (accountLimit > globalLimit) revert LimitsUnordered(accountLimit, globalLimit);
        _limits = Limits({
            account: accountLimit.toUint96(), global: globalLimit.toUint96(), periodS: periodS.toUint40()
        });
        emit LimitsSet(accountLimit, globalLimit, periodS);
    }

    function _accountAvailable(Account memory account, Limits memory limit) private view returns (uint256) {
        return RefillingLimit.available(
            limit.account, limit.periodS, account.used, account.usedAtS, block.timestamp
        );
    }

    function _globalAvailable(Limits memory limit) private view returns (uint256) {
        return RefillingLimit.available(limit.global, limit.periodS, _used, _usedAtS, block.timestamp);
    }
}
