// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title What the registry refuses
interface IRegistryErrors {
    error FeeTooHigh(uint16 feeBps, uint16 feeBpsMax);
    error Ed25519KeyZero();
    error Ed25519KeyTaken(bytes32 ed25519Key, uint64 id);
    error BlsKeyTaken(bytes32 commitment, uint64 id);
    error ContributorsNone();
    error ContributorsTooMany(uint256 count, uint256 countMax);
    error ContributorAddressZero(uint256 index);
    error ContributorRepeated(address staker);
    error ContributionZero(uint256 index);
    error ContributionsMismatch(uint256 total, uint256 stakingRequirement);
    error OperatorStakeTooLow(uint256 amount, uint256 amountMin);
    error StakeIncomplete(uint256 received, uint256 amount);
    error NodeUnknown(uint64 id);
    error ContributorsUnexpected(uint64 id);
    error CallerNotOperator(uint64 id, address caller);
    error CallerNotContributor(uint64 id, address caller);
    error ExitRequestTooEarly(uint64 id, uint64 allowedAtS);
    error NetworkStartedAlready(uint64 genesisTimeS);
    error NetworkNotStarted();
    error KeysTooFew(uint256 keyCount, uint256 keyCountMin);
    error NoKeyWaiting();
    error KeyNotYetActive(uint64 id, uint64 activeAtS);
    error KeyUnexpected(uint64 id, bytes32 commitment);
    error ExitRequestedAlready(uint64 id, uint64 requestedAtS);
    error ExitNotRequested(uint64 id);
    error ExitTooEarly(uint64 id, uint64 eligibleAtS);
    error ExitKindUnknown(uint8 kind);
    error ExitNotProven(uint64 id);
    error ExitKindNotLiquidatable(uint8 kind);
    error LiquidationTooEarly(uint64 id, uint256 allowedAtS);
    error RewardPoolUnset();
    error RewardPoolSetAlready(address rewardPool);
    error ExitLockTooLong(uint64 unlockAtS, uint64 unlockAtSMax);
    error StakeNotLocked(uint64 id);
    error StakeShared(uint64 id);
    error StakeStillLocked(uint64 id, uint64 unlockAtS);
    error NothingToWithdraw(address staker);
    error SnapshotNotNewer(uint64 height, uint64 acceptedHeight);
    error SnapshotTooOld(uint64 timestampS, uint64 timestampSMin);
    error SnapshotFromFuture(uint64 timestampS, uint64 timestampSMax);
    error NonSignerKeysMissing(uint256 idCount, uint256 keyCount);
    error NonSignersUnordered(uint64 previousId, uint64 id);
    error NonSignerUnknown(uint64 id);
    error NonSignerNotCounted(uint64 id);
    error NonSignersTooMany(uint256 count, uint256 countMax);
    error SignersTooFew(uint256 count, uint256 countMin);
}
