/** Claims from the vault and releases of the pool. */
export const rewardsErrors = {
  ClaimAmountZero: "Choose an amount above zero.",
  RewardNotProven:
    "The proof matches neither of the last two accepted snapshots. Fetch a new proof and try again.",
  ClaimExceedsRewards: "The amount is more than your unclaimed rewards.",
  AccountLimitReached:
    "The amount is above this account's limit per period, which refills evenly. Claim less, or wait until more of it has refilled.",
  GlobalLimitReached:
    "The amount is above the limit of all accounts per period, which refills evenly. Claim less, or wait until more has refilled.",
  VaultBalanceTooLow: "The vault holds less than this amount until the pool's next release. Try again later.",
  LimitsUnordered: "The limit of one account may not exceed the limit of all.",
  ReleaseTooEarly: "The pool was released a short time ago. Try again when the interval is over.",
} as const
