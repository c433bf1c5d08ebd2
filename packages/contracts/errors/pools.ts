/** Pools: terms, contributions, ways out, registration. */
export const poolErrors = {
  // creation and terms
  PoolExists: "You have created a pool with this salt before. Choose another one.",
  PoolInitialized: "The pool is already set up.",
  PoolRegistryDiffers: "New pools must register with the same registry as those before.",
  CloneArgumentsTooLong: "The data of the new contract is too long.",
  Create2EmptyBytecode: "The new contract has no code.",
  FailedDeployment: "The new contract could not be created.",
  InsufficientBalance: "The sender's balance is too low.",
  CallerNotPoolOperator: "Only the pool's operator may do this. Switch to the operator's wallet.",
  TermsFixed:
    "Terms and reservations can be changed only before the operator's contribution. Reset the pool first.",
  OperatorReservationMissing: "The first reservation must be the operator's.",
  ReservationsTooMany: "A pool has ten places at most.",
  ReservationAddressZero: "A reservation lacks its contributor's address.",
  ReservationRepeated: "Each contributor can have one reservation only.",
  ReservationTooLow: "A reservation is below the least that its place has to bring.",
  ReservationsTooHigh: "The reservations exceed the staking requirement.",
  // contributions
  OperatorContributesFirst: "The pool opens with its operator's contribution. Try again after that.",
  PoolNotOpen: "The pool takes no contributions now: it is full or its node is registered.",
  TermsChanged: "The pool's terms are not those you have seen. Look at them again before you contribute.",
  RequirementChanged:
    "The staking requirement has changed since the pool began. Take your tokens out; its operator can reset it.",
  ContributionTooLow: "The amount is below the least that you have to bring to this pool.",
  ContributionTooHigh: "The amount is more than the pool has room for.",
  TransferIncomplete: "The token delivered another amount than was sent.",
  NoContribution: "This wallet has neither a contribution nor a credit in the pool.",
  // ways out and registration
  WithdrawTooEarly: "You can withdraw 24 hours after your last contribution.",
  OperatorLeavesByReset: "The operator leaves by resetting the pool, which returns everybody's tokens.",
  NoCredit: "Nothing is waiting in the pool for this account.",
  PoolEnded: "The pool's node is registered; the pool itself has ended.",
  PoolNotFull: "The node can be registered once the pool is full.",
  FinalizeTooEarly:
    "In the first 7 days after this pool filled, only its operator may register the node. After them anyone may.",
  NothingToRescue: "The pool holds no such tokens that belong to nobody.",
} as const
