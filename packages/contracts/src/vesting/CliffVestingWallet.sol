// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {RewardsVault} from "../RewardsVault.sol";
import {INodeRegistry} from "../interfaces/INodeRegistry.sol";
import {Contributor} from "../interfaces/RegistryTypes.sol";
import {G1Point, G2Point} from "../libraries/BLS12381.sol";
import {IContributionPool} from "../pools/IContributionPool.sol";
import {IContributionPoolFactory} from "../pools/IContributionPoolFactory.sol";
import {VestingGrant, VestingWallet} from "./VestingWallet.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @notice The network's contracts that a wallet may use its locked tokens with; they cannot be changed later.
struct StakingContracts {
    address registry;
    address vault;
    address poolFactory;
}

/// @title A grant that vests all at once, and may stake until then
/// @notice Nothing leaves before `endS`, except into nodes and pools, from where stakes come back here. Rewards go where the
/// wallet's controller sends them: to an account of its own at once, or here, where they are locked with the rest.
/// @dev The controller is the beneficiary; after a revocation the revoker. One revocation takes the whole grant: with a cliff
/// no token has vested before, and stakes come back in the future.
contract CliffVestingWallet is VestingWallet {
    using SafeERC20 for IERC20;

    INodeRegistry public immutable registry;
    RewardsVault public immutable vault;
    IContributionPoolFactory public immutable poolFactory;
    /// @notice The token that stakes are in.
    IERC20 public immutable stakingToken;

    /// @notice Whether the grant was revoked: all of it is the revoker's at the end.
    bool public revoked;

    event GrantRevoked(address indexed revoker);

    error CallerNotController(address caller);
    /// @notice Nothing leaves before the end.
    error VestingNotOver(uint64 endS);
    /// @notice The factory has made no such pool.
    error PoolUnknown(address pool);

    modifier onlyController() {
        if (msg.sender != controller()) revert CallerNotController(msg.sender);
        _;
    }

    constructor(VestingGrant memory grant, StakingContracts memory staking) VestingWallet(grant) {
        _requireAddress(staking.vault, "vault");
        _requireAddress(staking.poolFactory, "poolFactory");
        registry = INodeRegistry(staking.registry);
        vault = RewardsVault(staking.vault);
        poolFactory = IContributionPoolFactory(staking.poolFactory);
        stakingToken = IERC20(registry.token());
    }

    /// @notice Pays the controller all of `token` that is here, once the end has come.
    function release(IERC20 token) external nonReentrant onlyController {
        if (block.timestamp < endS) revert VestingNotOver(endS);
        uint256 amount = token.balanceOf(address(this));
        if (amount == 0) revert NothingToRelease(address(token));
        emit VestingReleased(address(token), msg.sender, amount);
        token.safeTransfer(msg.sender, amount);
    }

    /// @notice Takes the whole grant back, before the end. Its tokens stay here until then, and the revoker decides on stakes
    /// from now on.
    function revoke() external onlyRevoker {
        if (revoked) revert RevokedAlready(address(stakingToken));
        if (block.timestamp >= endS) revert VestingOver(endS);
        revoked = true;
        emit GrantRevoked(msg.sender);
    }

    /// @inheritdoc VestingWallet
    /// @dev After a revocation somebody has to own the grant.
    function setRevoker(address revoker_) public override {
        if (revoked) _requireAddress(revoker_, "revoker");
        super.setRevoker(revoker_);
    }

    /// @notice Registers a node of which the wallet is operator and only staker.
    /// @param proof Over the registry's message with this wallet as operator and staker.
    /// @param rewardBeneficiary Receives the rewards; zero means the wallet.
    function registerNode(
        G1Point calldata blsKey,
        G2Point calldata proof,
        bytes32 ed25519Key,
        bytes32[2] calldata ed25519Signature,
        uint16 feeBps,
        address rewardBeneficiary
    ) external onlyController {
        stakingToken.forceApprove(address(registry), registry.stakingRequirement());
        registry.register(blsKey, proof, ed25519Key, ed25519Signature, feeBps, rewardBeneficiary);
    }

    /// @notice Asks for the exit of a node that the wallet operates.
    function requestExit(uint64 id) external onlyController {
        registry.requestExit(id);
    }

    /// @notice Asks for the exit of a shared node that the wallet contributes to.
    /// @param contributors The node's, as registered.
    function requestExitAsContributor(uint64 id, Contributor[] calldata contributors)
        external
        onlyController
    {
        registry.requestExitAsContributor(id, contributors);
    }

    /// @notice Fetches the stakes that the registry has credited to the wallet.
    function withdrawStakes() external onlyController {
        registry.withdraw();
    }

    /// @notice Claims rewards of which the wallet is the beneficiary; they are locked here with the rest.
    function claimRewards(uint256 lifetimeAmount, bytes32[] calldata proof, uint256 amount)
        external
        onlyController
    {
        vault.claim(lifetimeAmount, proof, amount);
    }

    /// @notice Contributes to a pool of the factory's.
    /// @param rewardBeneficiary Receives the rewards; zero means the wallet, and no change when it contributes already.
    /// @param seenTermsHash Of the terms that the controller agreed to.
    function contribute(
        IContributionPool pool,
        uint256 amount,
        address rewardBeneficiary,
        bytes32 seenTermsHash
    ) external onlyController {
        _requirePool(pool);
        stakingToken.forceApprove(address(pool), amount);
        pool.contribute(amount, rewardBeneficiary, seenTermsHash);
    }

    /// @notice Sends the rewards from a pool's node elsewhere; zero means the wallet.
    function setPoolBeneficiary(IContributionPool pool, address rewardBeneficiary) external onlyController {
        _requirePool(pool);
        pool.setBeneficiary(rewardBeneficiary);
    }

    /// @notice Takes the wallet's contribution and credit out of a pool.
    function withdrawFromPool(IContributionPool pool) external onlyController {
        _requirePool(pool);
        pool.withdraw();
    }

    /// @notice Who decides: the beneficiary, or the revoker after a revocation.
    function controller() public view returns (address) {
        return revoked ? revoker : beneficiary;
    }

    function _requirePool(IContributionPool pool) private view {
        if (!poolFactory.isPool(address(pool))) revert PoolUnknown(address(pool));
    }
}
