/** The market for names. */
export const marketErrors = {
  NotForSale:
    "This name cannot be sold now: its owner, its expiry, its approval or the order itself changed.",
  PriceChanged: "The price changed. Look at the new one and try again.",
  OrderExpiryOutOfRange: "Choose an end in the future and not after the name's own expiry.",
  OfferUnknown: "This offer was accepted or taken back.",
  CallerNotBidder: "Only the one who made the offer may do this.",
  CallerNotSeller: "Only the seller may do this.",
  AuctionUnknown: "There is no auction of this name.",
  AuctionHasBid: "Someone has bid for this name: the auction decides.",
  AuctionOver: "The auction is over.",
  AuctionNotOver: "The auction is still running.",
  AuctionEndOutOfRange:
    "Choose an end between the shortest auction and 30 days, not after the name's own expiry.",
  AuctionEndsLater: "The auction ends later than you agreed to. Look at the new end and try again.",
  AuctionRulesOutOfRange: "Auctions extend by up to a day, and bids rise by up to 50 %; neither may be zero.",
  BidTooLow: "The bid is lower than the least that is taken now.",
  NothingCredited: "There is nothing to withdraw for this wallet.",
  TokenTookFee: "The token kept a part of the transfer, which the market cannot book.",
} as const
