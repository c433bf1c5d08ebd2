/** ERC-20 and its permits. */
export const tokenErrors = {
  ERC20InsufficientBalance: "The wallet holds too few tokens.",
  ERC20InsufficientAllowance: "The token allowance is too low. Approve the amount first.",
  ERC20InvalidApprover: "The approving address is not valid.",
  ERC20InvalidReceiver: "The receiving address is not valid.",
  ERC20InvalidSender: "The sending address is not valid.",
  ERC20InvalidSpender: "The spending address is not valid.",
  ERC2612ExpiredSignature: "The permit has expired. Sign a new one.",
  ERC2612InvalidSigner: "The permit was not signed by the owner of the tokens.",
  InvalidAccountNonce: "The permit was already used. Sign a new one.",
  ECDSAInvalidSignature: "The signature is not valid.",
  ECDSAInvalidSignatureLength: "The signature has the wrong length.",
  ECDSAInvalidSignatureS: "The signature is not in its only accepted form.",
  InvalidShortString: "A text inside the token is not valid.",
  StringTooLong: "A text inside the token is too long.",
} as const
