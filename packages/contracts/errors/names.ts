/** Names: registering, keeping, showing and transferring them. */
export const nameErrors = {
  // registration
  CommitmentExists: "This registration was already announced. Go on with the next step.",
  CommitmentUnknown: "This registration was not announced, or was announced with other terms. Start again.",
  CommitmentTooYoung: "The waiting time between the two steps is not over yet. Try again in a moment.",
  CommitmentExpired: "The announcement of this registration is too old. Start again.",
  CommitAgesUnordered: "The least waiting time must be above zero and below the longest.",
  RegistrationNotOpen: "Registration opens when the owners of old names had their time.",
  LegacyWindowClosed: "The time to claim old names is over.",
  LegacyNameNotProven: "The proof does not show this name, owner and number of years.",
  NameTaken: "This name is registered. It becomes free when it expires and nobody renews it.",
  NameLengthOutOfRange: "A name has 1 to 64 characters.",
  YearsOutOfRange: "A name is registered or renewed for 1 to 10 years at a time.",
  // keeping
  NameNotRegistered: "This name is not registered.",
  NameNotActive: "This name has expired. Renew it first.",
  NameNotLapsed: "This name can still be renewed by its owner.",
  CallerNotNameOwner: "Only the owner of the name may do this. Switch to the owner's wallet.",
  // showing
  NameLengthWrong: "The length that was declared for this name is not its length.",
  NameRuleBroken: "A name consists of a-z, 0-9, _ and -, without - at either end.",
  NameNotRevealed: "Reveal the name first: from then on everyone can read it.",
  ChallengeUnfounded: "The declared length is right and the name is allowed.",
  RecordSizeWrong: "An encrypted record has exactly 73 bytes.",
  RecordKeyInvalid: "A record's key has 1 to 32 characters of a-z, 0-9, _, - and the full stop.",
  RecordValueTooLong: "A record's value has at most 1,024 bytes.",
  RoyaltyTooHigh: "The royalty may be at most 10 %.",
  // tokens
  ERC721IncorrectOwner: "The name does not belong to the account it should be taken from.",
  ERC721InsufficientApproval: "The owner of the name has not approved this.",
  ERC721InvalidApprover: "Only the owner of the name may approve.",
  ERC721InvalidOperator: "The operator's address is not valid.",
  ERC721InvalidOwner: "The zero address owns no names.",
  ERC721InvalidReceiver: "The receiver cannot hold names.",
  ERC721InvalidSender: "The sender's address is not valid.",
  ERC721NonexistentToken: "This name does not exist.",
  // chain
  Blake2PrecompileMissing: "This chain lacks the BLAKE2b precompile (EIP-152) that names need.",
  Blake2ProbeFailed: "This chain's BLAKE2b precompile gives wrong results.",
} as const
