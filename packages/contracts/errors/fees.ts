/** Network fees, passes and the price they follow. */
export const feeErrors = {
  CostAboveMax: "The price rose above what you agreed to pay. Look at the new price and try again.",
  PeriodsOutOfRange: "A pass is bought for 1 to 120 periods at a time.",
  PriceTooOld: "The price of SESH was not updated for too long. Try again later.",
  PriceFromFuture: "The price of SESH carries a time that lies ahead of the chain's clock.",
  PriceMissing: "There is no price of SESH yet.",
  PriceDeviationTooLarge: "The new price is further from the last one than one update may go.",
  PriceSetTooEarly: "The price was updated a short time ago. Try again when the interval is over.",
} as const
