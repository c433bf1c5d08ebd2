// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice Free: not registered, or lapsed. Active: the owner may do everything. Grace: expired a short time ago; it still
/// resolves and may be renewed, nothing else.
enum NameStatus {
    Free,
    Active,
    Grace
}

/// @notice A name as {INameRegistry-stateOf} shows it.
/// @param owner Zero while the name is free.
/// @param expiresAtS Unix seconds; of a lapsed name when it expired, 0 of one that was never registered or was voided.
/// @param length What the owner declared, in characters.
/// @param revealed The contract has seen the name, so `length` is true.
/// @param generation Rises with every change of owner: what was agreed about an older one no longer holds.
struct NameState {
    bytes32 nameHash;
    address owner;
    NameStatus status;
    uint64 expiresAtS;
    uint8 length;
    bool revealed;
    uint32 generation;
}

/// @notice What a commitment hides and a registration shows.
/// @param nameHash BLAKE2b-256 of the name in lower case.
/// @param length Of the name in characters. Anyone who knows the name can have a wrong one voided.
/// @param encryptedRecord 73 bytes, or none to set it later.
/// @param secret Random; keeps the commitment from being guessed.
struct Registration {
    bytes32 nameHash;
    uint8 length;
    address owner;
    uint8 yearCount;
    bytes encryptedRecord;
    bytes32 secret;
}

/// @notice A name of the old chain, taken over by its owner without a fee.
/// @param owner As in the Merkle tree; only it may claim.
/// @param yearCount As in the Merkle tree.
struct LegacyClaim {
    bytes32 nameHash;
    uint8 length;
    address owner;
    uint8 yearCount;
    bytes encryptedRecord;
}

/// @param feeRouter Says which token is paid and which pool receives royalties.
/// @param commitAgeMinS How long a commitment must have stood before it can be used.
/// @param commitAgeMaxS After how long it no longer can.
/// @param legacyEndsAtS Until when names of the old chain can be claimed and no other registered; 0 = there is no such window.
/// @param legacyRoot Merkle root over (bytes32 nameHash, address owner, uint8 yearCount).
/// @param royaltyBps Share of a sale that ERC-2981 names.
/// @param pricesPerYear Atomic units for names of 1, 2, 3, 4, and 5 or more characters.
struct NameRegistryParams {
    address feeRouter;
    address owner;
    address manager;
    address guardian;
    uint64 commitAgeMinS;
    uint64 commitAgeMaxS;
    uint64 legacyEndsAtS;
    bytes32 legacyRoot;
    uint16 royaltyBps;
    uint96[5] pricesPerYear;
}

/// @title The registry of names
/// @notice A name is known here by its hash, so that the chain does not list who is who. Its events are all that is needed to
/// rebuild every name's state: docs/protocol/names.md says how.
interface INameRegistry {
    event NameCommitted(bytes32 indexed commitment);
    /// @notice A name has a new owner and no past. What was known of the hash before is void.
    /// @param cost Zero for a name of the old chain.
    event NameRegistered(
        bytes32 indexed nameHash, address indexed owner, uint8 length, uint64 expiresAtS, uint256 cost
    );
    event NameRenewed(bytes32 indexed nameHash, address indexed payer, uint64 expiresAtS, uint256 cost);
    /// @notice The declared length was wrong or the name breaks the rule: the registration is gone.
    event NameVoided(bytes32 indexed nameHash, address indexed challenger);
    event NameRevealed(bytes32 indexed nameHash, string name);
    /// @param value 33 bytes of account id encrypted, 16 of tag, 24 of nonce; or none, which clears it.
    event EncryptedRecordSet(bytes32 indexed nameHash, bytes value);
    /// @param value None clears the key.
    event PlainRecordSet(bytes32 indexed nameHash, string key, string value);
    /// @notice All records of the name, encrypted and plain, are cleared.
    event RecordsCleared(bytes32 indexed nameHash);
    /// @param nameHash Zero: the account goes by no name.
    event ReverseSet(address indexed account, bytes32 indexed nameHash);
    event PricesSet(uint96[5] pricesPerYear);
    event RoyaltySet(uint16 royaltyBps);
    event CommitAgesSet(uint64 commitAgeMinS, uint64 commitAgeMaxS);

    error CommitmentExists(bytes32 commitment, uint256 committedAtS);
    error CommitmentUnknown(bytes32 commitment);
    error CommitmentTooYoung(bytes32 commitment, uint256 usableAtS);
    error CommitmentExpired(bytes32 commitment, uint256 expiredAtS);
    error CommitAgesUnordered(uint64 commitAgeMinS, uint64 commitAgeMaxS);
    error RegistrationNotOpen(uint64 opensAtS);
    error LegacyWindowClosed(uint64 endedAtS);
    error LegacyNameNotProven(bytes32 nameHash, address owner, uint8 yearCount);
    error NameTaken(bytes32 nameHash, uint64 freeAtS);
    error NameNotRegistered(bytes32 nameHash);
    error NameNotActive(bytes32 nameHash, uint64 expiredAtS);
    error NameNotLapsed(bytes32 nameHash, uint64 lapsesAtS);
    error NameLengthOutOfRange(uint8 length, uint256 lengthMax);
    error NameLengthWrong(uint8 declared, uint256 actual);
    error NameRuleBroken(string name);
    error NameNotRevealed(bytes32 nameHash);
    error ChallengeUnfounded(bytes32 nameHash);
    error CallerNotNameOwner(bytes32 nameHash, address caller);
    error YearsOutOfRange(uint8 yearCount, uint8 yearsMax);
    error RecordSizeWrong(uint256 size, uint256 expected);
    error RecordKeyInvalid(string key);
    error RecordValueTooLong(uint256 size, uint256 sizeMax);
    error RoyaltyTooHigh(uint16 royaltyBps, uint16 royaltyBpsMax);

    /// @notice Puts a commitment on record; {register} uses it later. It says nothing about the name.
    function commit(bytes32 commitment) external;

    /// @notice The commitment to a registration, bound to this chain, this contract and every field.
    function commitmentOf(Registration calldata registration) external view returns (bytes32);

    /// @notice When a commitment was made, unix seconds; 0 when it was not, or was used.
    function committedAtS(bytes32 commitment) external view returns (uint256);

    /// @notice Registers a free name that was committed to, for its `owner`, paid by the sender.
    function register(Registration calldata registration, uint256 costMax) external;

    /// @notice Extends a name from its expiry, also in grace. Anyone may pay.
    function renew(bytes32 nameHash, uint8 yearCount, uint256 costMax) external;

    /// @notice Registers a name of the old chain for its owner, the sender.
    function claimLegacy(LegacyClaim calldata claim, bytes32[] calldata proof) external;

    /// @notice What a name of that length costs, atomic units.
    function costOf(uint8 length, uint8 yearCount) external view returns (uint256);

    /// @notice Voids a registration whose declared length is wrong or whose name breaks the rule. There is no refund.
    function challenge(string calldata name) external;

    /// @notice Shows the name, which its owner needs for plain records, the reverse record and the market.
    function reveal(string calldata name) external;

    /// @notice Takes a lapsed name from its last owner's list.
    function removeLapsed(bytes32 nameHash) external;

    /// @notice Sets what nodes answer for the name: 73 bytes, or none.
    function setEncryptedRecord(bytes32 nameHash, bytes calldata value) external;

    /// @notice Publishes a record anyone can read.
    /// @param key 1 to 32 bytes of a-z, 0-9, `_`, `-` and `.`.
    /// @param value UTF-8, at most 1,024 bytes; none clears the key.
    function setPlainRecord(bytes32 nameHash, string calldata key, string calldata value) external;

    /// @notice Has the sender go by this name; zero ends that.
    function setReverse(bytes32 nameHash) external;

    /// @notice The name an account goes by; zero when none that it owns and that is active.
    function reverseOf(address account) external view returns (bytes32);

    /// @notice The hash that a name is known by here. Pure on any chain with the precompile; the node asked learns the name.
    function nameHashOf(string calldata name) external view returns (bytes32);

    function stateOf(bytes32 nameHash) external view returns (NameState memory);
    function statesOf(bytes32[] calldata nameHashes) external view returns (NameState[] memory);

    /// @notice A page of an account's token ids, lapsed ones included, in no order.
    function tokensOfOwner(address owner, uint256 offset, uint256 limit)
        external
        view
        returns (uint256[] memory);

    /// @notice A page of all token ids, lapsed ones included, in no order.
    function tokens(uint256 offset, uint256 limit) external view returns (uint256[] memory);
}
