// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {INodeRegistryCore} from "../interfaces/INodeRegistry.sol";
import {Contributor} from "../interfaces/RegistryTypes.sol";
import {G1Point, G2Point} from "../libraries/BLS12381.sol";
import {Messages} from "../libraries/Messages.sol";
import {ProofCheck} from "./ProofCheck.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20, IERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title How nodes join
/// @notice The sender pays the stake and every term is signed by the node's BLS key. Of the contributors only the hash of
/// their list stays on the chain: whoever acts for them brings the list again.
abstract contract Registration is INodeRegistryCore, ProofCheck {
    using SafeERC20 for IERC20;

    uint256 public constant CONTRIBUTORS_MAX = 10;
    /// @notice The operator stakes at least one part in this many.
    uint256 public constant OPERATOR_STAKE_PARTS = 4;

    /// @inheritdoc INodeRegistryCore
    function register(
        G1Point calldata blsKey,
        G2Point calldata proof,
        bytes32 ed25519Key,
        bytes32[2] calldata ed25519Signature,
        uint16 feeBps,
        address beneficiary
    ) external override {
        _register(blsKey, proof, ed25519Key, ed25519Signature, feeBps, _alone(beneficiary));
    }

    /// @inheritdoc INodeRegistryCore
    function registerWithPermit(
        G1Point calldata blsKey,
        G2Point calldata proof,
        bytes32 ed25519Key,
        bytes32[2] calldata ed25519Signature,
        uint16 feeBps,
        address beneficiary,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external override {
        // Anyone may have used the permit first, which leaves the allowance in place: only the transfer decides.
        try IERC20Permit(address(_token))
            .permit(msg.sender, address(this), _stakingRequirement, deadline, v, r, s) {}
            catch {}
        _register(blsKey, proof, ed25519Key, ed25519Signature, feeBps, _alone(beneficiary));
    }

    /// @inheritdoc INodeRegistryCore
    function registerShared(
        G1Point calldata blsKey,
        G2Point calldata proof,
        bytes32 ed25519Key,
        bytes32[2] calldata ed25519Signature,
        uint16 feeBps,
        Contributor[] calldata contributors
    ) external override {
        _checkContributors(contributors);
        _register(blsKey, proof, ed25519Key, ed25519Signature, feeBps, contributors);
    }

    function _register(
        G1Point calldata blsKey,
        G2Point calldata proof,
        bytes32 ed25519Key,
        bytes32[2] calldata ed25519Signature,
        uint16 feeBps,
        Contributor[] memory contributors
    ) private nonReentrant whenNotPaused {
        address operator = contributors[0].staker;
        bytes32 fundingHash = Messages.funding(msg.sender, contributors);
        bytes32 commitment = _checkProof(blsKey, proof, ed25519Key, operator, feeBps, fundingHash);
        uint64 id = ++_lastId;
        emit NodeRegistered(
            id, operator, ed25519Key, blsKey, ed25519Signature, feeBps, contributors, msg.sender
        );
        Node storage record = _nodes[id];
        record.status = _addKey(id, blsKey, commitment);
        record.operator = operator;
        record.feeBps = feeBps;
        record.index = uint32(_ids.length);
        record.registeredAtS = uint40(block.timestamp);
        record.stake = _stakingRequirement;
        record.ed25519Key = ed25519Key;
        if (contributors.length > 1) record.contributorsHash = keccak256(abi.encode(contributors));
        _idOfEd25519Key[ed25519Key] = id;
        _ids.push(id);
        _pull(_stakingRequirement);
    }

    /// @dev A token that keeps a fee would leave stakes without cover.
    function _pull(uint256 amount) private {
        uint256 balance = _token.balanceOf(address(this));
        _token.safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = _token.balanceOf(address(this)) - balance;
        if (received != amount) revert StakeIncomplete(received, amount);
    }

    function _alone(address beneficiary) private view returns (Contributor[] memory contributors) {
        contributors = new Contributor[](1);
        contributors[0] = Contributor({
            staker: msg.sender,
            beneficiary: beneficiary == address(0) ? msg.sender : beneficiary,
            amount: _stakingRequirement
        });
    }

    function _checkContributors(Contributor[] calldata contributors) private view {
        uint256 count = contributors.length;
        uint256 requirement = _stakingRequirement;
        if (count == 0) revert ContributorsNone();
        if (count > CONTRIBUTORS_MAX) revert ContributorsTooMany(count, CONTRIBUTORS_MAX);
        uint256 total;
        for (uint256 i; i < count; ++i) {
            Contributor calldata one = contributors[i];
            if (one.staker == address(0) || one.beneficiary == address(0)) revert ContributorAddressZero(i);
            if (one.amount == 0) revert ContributionZero(i);
            // An amount beyond the whole cannot fit, and must not overflow the sum.
            if (one.amount > requirement) revert ContributionsMismatch(one.amount, requirement);
            total += one.amount;
            for (uint256 j; j < i; ++j) {
                if (contributors[j].staker == one.staker) revert ContributorRepeated(one.staker);
            }
        }
        if (total != requirement) revert ContributionsMismatch(total, requirement);
        uint256 amountMin = (requirement + OPERATOR_STAKE_PARTS - 1) / OPERATOR_STAKE_PARTS;
        if (contributors[0].amount < amountMin) {
            revert OperatorStakeTooLow(contributors[0].amount, amountMin);
        }
    }
}
