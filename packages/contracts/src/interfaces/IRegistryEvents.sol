// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {G1Point} from "../libraries/BLS12381.sol";
import {Contributor} from "./RegistryTypes.sol";

/// @title What the registry reports
interface IRegistryEvents {
    /// @param ed25519Signature By the Ed25519 key over the registration message; relayed for the nodes, not checked here.
    /// @param contributors Operator first.
    /// @param payer Who paid the stake: the operator, or a contract that gathered it.
    event NodeRegistered(
        uint64 indexed id,
        address indexed operator,
        bytes32 indexed ed25519Key,
        G1Point blsKey,
        bytes32[2] ed25519Signature,
        uint16 feeBps,
        Contributor[] contributors,
        address payer
    );
    event KeyActivated(uint64 indexed id);
    event NetworkStarted(uint64 genesisTimeS);
    event ExitRequested(uint64 indexed id, address indexed requester);
    event SnapshotAccepted(
        uint64 indexed height,
        address indexed submitter,
        bytes32 rewardsRoot,
        bytes32 exitsRoot,
        uint64 l2Number,
        uint64 timestampS,
        uint256 signerCount,
        uint256 nonSignerCount
    );
    /// @param kind 0 exit, 1 deregistered, 2 refused, 3 without snapshot.
    /// @param returnedAmount All of the stake that its contributors get back.
    /// @param unlockAtS Not before the event. When later, or when the node was shared, the stake waits for
    /// {INodeRegistry-releaseStake} or {INodeRegistry-releaseStakes}.
    event NodeExited(
        uint64 indexed id, address indexed operator, uint8 kind, uint256 returnedAmount, uint64 unlockAtS
    );
    /// @param penalty All that the operator lost; what is not bounty went to the reward pool.
    event NodeLiquidated(uint64 indexed id, address indexed liquidator, uint256 penalty, uint256 bounty);
    event StakeReleased(uint64 indexed id, address indexed staker, uint256 amount);
    event Withdrawn(address indexed staker, uint256 amount);
    event StakingRequirementSet(uint256 amount);
    event RewardPoolSet(address indexed rewardPool);
}
