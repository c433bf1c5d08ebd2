/** Vesting wallets. */
export const vestingErrors = {
  VestingPeriodInvalid: "The vesting must end after it starts.",
  CallerNotBeneficiary: "Only the grant's beneficiary may do this.",
  CallerNotRevoker: "Only the grant's revoker may do this.",
  CallerNotController:
    "Only the one who controls the grant may do this: its beneficiary, or its revoker once it was revoked.",
  GrantNotTransferable: "This grant stays with its beneficiary.",
  GrantNotOffered: "This grant was not offered to your wallet.",
  RevokedAlready: "This grant was revoked before.",
  NotRevoked: "This token's grant was not revoked.",
  VestingOver: "Everything has vested; nothing can be revoked any more.",
  VestingNotOver: "Nothing can leave the wallet before the vesting ends.",
  NothingToRelease: "Nothing of this token has vested that was not paid out.",
  NothingToReclaim: "Nothing of this token has arrived since the revocation.",
  PoolUnknown: "The wallet may use pools of the network's factory only.",
} as const
