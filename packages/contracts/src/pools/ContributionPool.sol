// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IContributionPool, PoolState, PoolTerms, Reservation} from "./IContributionPool.sol";
import {INodeRegistry} from "../interfaces/INodeRegistry.sol";
import {PoolViews} from "./PoolViews.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

/// @title A pool that gathers the stake of one node
/// @dev Deployed once; pools are clones of it that the factory makes. Cannot be upgraded: contributors rely on this code. No
/// way out depends on the registry or on another contributor.
contract ContributionPool is PoolViews, ReentrancyGuardTransient, Multicall {
    using SafeERC20 for IERC20;

    /// @notice How long only the operator may finalize a full pool whose terms do not say `autoFinalize`.
    uint64 public constant OPERATOR_FINALIZES_FOR_S = 7 days;

    modifier onlyOperator() {
        if (msg.sender != operator()) revert CallerNotPoolOperator(msg.sender);
        _;
    }

    /// @param registry_ The registry that pools register with; its token is what they gather.
    constructor(address registry_) {
        _registry = INodeRegistry(registry_);
        _token = IERC20(_registry.token());
        // The implementation itself is no pool.
        _books.state = PoolState.Registered;
    }

    /// @inheritdoc IContributionPool
    function initialize(PoolTerms calldata terms_, Reservation[] calldata reservations_) external override {
        if (_books.state != PoolState.None) revert PoolInitialized();
        _books.state = PoolState.WaitingForOperator;
        _setRequirement(_registry.stakingRequirement());
        _setTerms(terms_);
        _setReservations(reservations_);
    }

    /// @inheritdoc IContributionPool
    function contribute(uint256 amount, address beneficiary, bytes32 seenTermsHash) external override {
        _contribute(amount, beneficiary, seenTermsHash);
    }

    /// @inheritdoc IContributionPool
    function contributeWithPermit(
        uint256 amount,
        address beneficiary,
        bytes32 seenTermsHash,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external override {
        // Anyone may have used the permit first, which leaves the allowance in place: only the transfer decides.
        try IERC20Permit(address(_token)).permit(msg.sender, address(this), amount, deadline, v, r, s) {}
            catch {}
        _contribute(amount, beneficiary, seenTermsHash);
    }

    /// @inheritdoc IContributionPool
    function setBeneficiary(address beneficiary) external override {
        if (_books.state == PoolState.Registered) revert PoolEnded();
        if (_stakes[msg.sender].place == 0) revert NoContribution(msg.sender);
        address receiver = beneficiary == address(0) ? msg.sender : beneficiary;
        _stakes[msg.sender].beneficiary = receiver;
        emit BeneficiarySet(msg.sender, receiver);
    }

    /// @inheritdoc IContributionPool
    function finalize() external override nonReentrant {
        if (_books.state != PoolState.Full) revert PoolNotFull(_books.state);
        if (!_settings.autoFinalize && msg.sender != operator()) {
            uint64 finalizableAtS = uint64(_books.fullAtS) + OPERATOR_FINALIZES_FOR_S;
            if (block.timestamp < finalizableAtS) revert FinalizeTooEarly(finalizableAtS);
        }
        _requireRequirementUnchanged();
        _books.state = PoolState.Registered;
        _token.forceApprove(address(_registry), _settings.requirement);
        Keys memory keys = _keys();
        _registry.registerShared(
            keys.blsKey, keys.proof, keys.ed25519Key, keys.ed25519Signature, _settings.feeBps, contributors()
        );
        emit StateChanged(PoolState.Registered);
        emit PoolRegistered(_registry.idOfEd25519Key(keys.ed25519Key), msg.sender);
    }

    /// @inheritdoc IContributionPool
    function withdraw() external override nonReentrant {
        uint256 amount = _takeCredit(msg.sender) + _leave(msg.sender);
        if (amount == 0) revert NoContribution(msg.sender);
        _token.safeTransfer(msg.sender, amount);
    }

    /// @inheritdoc IContributionPool
    function payCredit(address contributor) external override nonReentrant {
        uint256 amount = _takeCredit(contributor);
        if (amount == 0) revert NoCredit(contributor);
        _token.safeTransfer(contributor, amount);
    }

    /// @inheritdoc IContributionPool
    function reset() external override nonReentrant onlyOperator {
        if (_books.state == PoolState.Registered) revert PoolEnded();
        _creditAll();
        _books.state = PoolState.WaitingForOperator;
        // A registry that does not answer must hold nobody back.
        try _registry.stakingRequirement() returns (uint256 amount) {
            _setRequirement(amount);
            _setTermsHash(_keys());
        } catch {}
        emit StateChanged(PoolState.WaitingForOperator);
        emit PoolReset(_settings.requirement, _termsHash);
    }

    /// @inheritdoc IContributionPool
    function setTerms(PoolTerms calldata terms_) external override onlyOperator {
        _requireWaiting();
        _setTerms(terms_);
        emit TermsSet(_termsHash, terms_);
    }

    /// @inheritdoc IContributionPool
    function setReservations(Reservation[] calldata reservations_) external override onlyOperator {
        _requireWaiting();
        _setReservations(reservations_);
        emit ReservationsSet(reservations_);
    }

    /// @inheritdoc IContributionPool
    function setAutoFinalize(bool autoFinalize) external override onlyOperator {
        if (_books.state == PoolState.Registered) revert PoolEnded();
        _settings.autoFinalize = autoFinalize;
        emit AutoFinalizeSet(autoFinalize);
    }

    /// @inheritdoc IContributionPool
    function rescue(IERC20 token_) external override nonReentrant onlyOperator {
        uint256 amount = token_.balanceOf(address(this));
        if (token_ == _token) {
            amount -= _creditTotal;
            if (_books.state != PoolState.Registered) amount -= _books.contributed;
        }
        if (amount == 0) revert NothingToRescue(address(token_));
        emit TokenRescued(address(token_), msg.sender, amount);
        token_.safeTransfer(msg.sender, amount);
    }

    function _contribute(uint256 amount, address beneficiary, bytes32 seenTermsHash) private nonReentrant {
        PoolState before = _books.state;
        if (!_isOpen()) revert PoolNotOpen(before);
        if (before == PoolState.WaitingForOperator && msg.sender != operator()) {
            revert OperatorContributesFirst(operator());
        }
        if (seenTermsHash != _termsHash) revert TermsChanged(seenTermsHash, _termsHash);
        _requireRequirementUnchanged();
        _add(msg.sender, amount, beneficiary);
        uint256 balance = _token.balanceOf(address(this));
        _token.safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = _token.balanceOf(address(this)) - balance;
        if (received != amount) revert TransferIncomplete(received, amount);
    }

    /// @dev Takes a contribution off the books, if there is one and it may go.
    function _leave(address account) private returns (uint256) {
        Stake memory stake = _stakes[account];
        if (stake.place == 0 || _books.state == PoolState.Registered) return 0;
        if (account == operator()) revert OperatorLeavesByReset();
        uint64 withdrawableAtS = uint64(stake.contributedAtS) + WITHDRAW_DELAY_S;
        if (block.timestamp < withdrawableAtS && !_cannotRegister()) {
            revert WithdrawTooEarly(withdrawableAtS);
        }
        return _remove(account);
    }

    /// @dev Asks in a call of its own: a registry that does not answer cannot register either.
    function _cannotRegister() private view returns (bool) {
        try this.isRegistrable() returns (bool isRegistrable_) {
            return !isRegistrable_;
        } catch {
            return true;
        }
    }

    function _requireRequirementUnchanged() private view {
        uint256 required = _registry.stakingRequirement();
        if (required != _settings.requirement) revert RequirementChanged(_settings.requirement, required);
    }

    function _requireWaiting() private view {
        if (_books.state != PoolState.WaitingForOperator) revert TermsFixed(_books.state);
    }
}
