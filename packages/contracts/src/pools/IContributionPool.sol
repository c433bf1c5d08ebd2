// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Contributor} from "../interfaces/RegistryTypes.sol";
import {G1Point, G2Point} from "../libraries/BLS12381.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @notice What the operator offers: the node's keys with their signatures, and the fee.
/// @param proof By the BLS key over the registry's proof-of-possession message, whose last word is
/// keccak256(abi.encode(pool)): nobody but the pool can use it.
/// @param ed25519Signature By the Ed25519 key over the registration message with the same last word.
/// @param feeBps The operator's part of the rewards, 0..10,000.
/// @param autoFinalize Whether anyone may register the node as soon as the pool is full; see {finalize}.
struct PoolTerms {
    G1Point blsKey;
    G2Point proof;
    bytes32 ed25519Key;
    bytes32[2] ed25519Signature;
    uint16 feeBps;
    bool autoFinalize;
}

/// @notice A place kept for somebody, with the least that this contributor has to bring.
struct Reservation {
    address contributor;
    uint256 amount;
}

/// @notice None: no pool yet. WaitingForOperator: the terms may still change and only the operator may contribute. Open:
/// anyone may. Full: the stake is complete. Registered: the registry has the stake; the end of a pool.
enum PoolState {
    None,
    WaitingForOperator,
    Open,
    Full,
    Registered
}

/// @notice A pool in one answer.
/// @param requirement The stake that the pool gathers.
/// @param contributed What it has gathered.
/// @param reservedOpen Reserved for those who have not contributed yet.
/// @param minimum What a newcomer has to bring at least; 0 when nobody new can join.
/// @param fullAtS Since when the pool is full, unix time; 0 unless it is or was when registered.
/// @param contributors Operator first.
struct PoolView {
    PoolState state;
    address operator;
    uint16 feeBps;
    bool autoFinalize;
    uint256 requirement;
    uint256 contributed;
    uint256 reservedOpen;
    uint256 minimum;
    uint64 fullAtS;
    bytes32 ed25519Key;
    bytes32 termsHash;
    Contributor[] contributors;
    Reservation[] reservations;
}

/// @title A pool that gathers the stake of one node
/// @notice Holds contributions until they make up the staking requirement, then registers the node on the terms that every
/// contributor agreed to. Until then contributors can leave; no one but they themselves can ever take their tokens.
/// Rules: docs/protocol/pools.md.
interface IContributionPool {
    event StateChanged(PoolState state);
    event TermsSet(bytes32 indexed termsHash, PoolTerms terms);
    event ReservationsSet(Reservation[] reservations);
    event AutoFinalizeSet(bool autoFinalize);
    /// @param amount What was added now.
    /// @param contributed What the pool holds with it.
    event Contributed(
        address indexed contributor, address indexed beneficiary, uint256 amount, uint256 contributed
    );
    event BeneficiarySet(address indexed contributor, address indexed beneficiary);
    /// @param contributed What the pool holds without it.
    event ContributionWithdrawn(address indexed contributor, uint256 amount, uint256 contributed);
    /// @param requirement What the pool gathers from now on.
    event PoolReset(uint256 requirement, bytes32 termsHash);
    /// @notice A reset made the contribution the contributor's credit.
    event ContributionCredited(address indexed contributor, uint256 amount);
    event CreditPaid(address indexed contributor, uint256 amount);
    event PoolRegistered(uint64 indexed id, address indexed finalizer);
    event TokenRescued(address indexed token, address indexed receiver, uint256 amount);

    /// @notice The pool was initialized before.
    error PoolInitialized();
    /// @notice Only the pool's operator may do this.
    error CallerNotPoolOperator(address caller);
    /// @notice The pool opens with the operator's contribution.
    error OperatorContributesFirst(address operator);
    /// @notice The operator leaves by {reset}, which lets everyone go.
    error OperatorLeavesByReset();
    /// @notice Terms and reservations may change only before the operator's contribution.
    error TermsFixed(PoolState state);
    /// @notice The state allows no contribution and no change of one.
    error PoolNotOpen(PoolState state);
    error PoolNotFull(PoolState state);
    /// @notice The node is registered.
    error PoolEnded();
    /// @notice The contributor saw other terms than the pool has now.
    error TermsChanged(bytes32 seenTermsHash, bytes32 termsHash);
    /// @notice The registry asks for another stake than the pool gathers: everybody may leave at once.
    error RequirementChanged(uint256 poolRequirement, uint256 registryRequirement);
    error ContributionTooLow(uint256 amount, uint256 amountMin);
    error ContributionTooHigh(uint256 amount, uint256 amountMax);
    /// @notice The token delivered another amount than it was asked for.
    error TransferIncomplete(uint256 received, uint256 amount);
    error WithdrawTooEarly(uint64 withdrawableAtS);
    error NoContribution(address account);
    error NoCredit(address account);
    error FinalizeTooEarly(uint64 finalizableAtS);
    error OperatorReservationMissing(address operator);
    error ReservationsTooMany(uint256 count, uint256 countMax);
    error ReservationAddressZero(uint256 index);
    error ReservationRepeated(address contributor);
    error ReservationTooLow(address contributor, uint256 amount, uint256 amountMin);
    error ReservationsTooHigh(uint256 reserved, uint256 requirement);
    error NothingToRescue(address token);

    /// @notice Sets a new clone up; the factory does so in the transaction that creates it.
    function initialize(PoolTerms calldata terms_, Reservation[] calldata reservations_) external;

    /// @notice Adds to the sender's contribution; the first one of a pool is the operator's.
    /// @param amount Atomic units. A first contribution is at least what is reserved for the sender, or
    /// {minimumContribution}.
    /// @param beneficiary Receives the rewards. Zero means the sender at first, and no change later.
    /// @param seenTermsHash {termsHash} of the terms that the contributor agreed to.
    function contribute(uint256 amount, address beneficiary, bytes32 seenTermsHash) external;

    /// @notice {contribute} with an ERC-2612 permit for `amount` instead of an earlier approval.
    function contributeWithPermit(
        uint256 amount,
        address beneficiary,
        bytes32 seenTermsHash,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;

    /// @notice Sends the sender's rewards to another beneficiary; zero means the sender.
    function setBeneficiary(address beneficiary) external;

    /// @notice Registers the node of a full pool. Anyone may, at once when `autoFinalize` is set; else the operator alone
    /// within the first 7 days.
    function finalize() external;

    /// @notice Takes the sender's whole contribution and credit out: 24 h after the last contribution, or at once when the
    /// pool cannot be registered.
    function withdraw() external;

    /// @notice The operator calls the pool off: every contribution becomes its contributor's credit, reservations end, and
    /// the pool waits for the operator again, with the registry's present requirement.
    function reset() external;

    /// @notice Pays the credit of `contributor`, to no one else. Anyone may call it.
    function payCredit(address contributor) external;

    /// @notice Replaces the terms, before the operator's contribution.
    function setTerms(PoolTerms calldata terms_) external;

    /// @notice Replaces the reservations, before the operator's contribution. Empty, or the operator first.
    function setReservations(Reservation[] calldata reservations_) external;

    function setAutoFinalize(bool autoFinalize) external;

    /// @notice Sends the operator tokens that the pool holds for nobody. Contributions and credits are never among them.
    function rescue(IERC20 token_) external;

    function operator() external view returns (address);
    function registry() external view returns (address);
    function token() external view returns (address);
    function state() external view returns (PoolState);
    /// @notice The stake that the pool gathers.
    function requirement() external view returns (uint256);
    function terms() external view returns (PoolTerms memory);
    /// @notice keccak256(abi.encode(keccak256("sextant/pool-terms/1"), chainId, pool, blsKey, proof, ed25519Key,
    /// ed25519Signature, operator, feeBps, requirement)): what a contributor agrees to.
    function termsHash() external view returns (bytes32);
    /// @notice What a newcomer has to bring at least: a quarter for the operator, then an equal part of what is open per
    /// open place, rounded up. 0 when nobody new can join.
    function minimumContribution() external view returns (uint256);
    /// @notice What `account` may add now, at least and at most, whatever its balance; the most is 0 when it may add nothing.
    function limitsOf(address account) external view returns (uint256 amountMin, uint256 amountMax);
    /// @return amount Atomic units; 0 when `account` does not contribute.
    /// @return beneficiary Receives its rewards.
    /// @return withdrawableAtS From when it may leave, unix time; the operator never by {withdraw}.
    function contributionOf(address account)
        external
        view
        returns (uint256 amount, address beneficiary, uint64 withdrawableAtS);
    function contributors() external view returns (Contributor[] memory);
    function reservations() external view returns (Reservation[] memory);
    function creditOf(address account) external view returns (uint256);
    /// @notice Whether the registry would take this pool's node, once full: same requirement, free keys, a valid proof, no
    /// pause.
    function isRegistrable() external view returns (bool);
    function overview() external view returns (PoolView memory);
}
