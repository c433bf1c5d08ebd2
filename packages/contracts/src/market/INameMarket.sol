// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice What would happen to an order now. None: there is none. Live: it would be executed. Expired, Cancelled: its time is
/// over, or its maker ended it. OwnerChanged: the name has left the seller since. NameInactive: the name has expired, or was
/// registered anew for a shorter time than the buyer offered for. NameHidden: the name was never revealed. NotApproved: the
/// seller took the market's approval back.
enum OrderStatus {
    None,
    Live,
    Expired,
    Cancelled,
    OwnerChanged,
    NameInactive,
    NameHidden,
    NotApproved
}

enum SaleKind {
    Listing,
    Offer,
    Auction
}

/// @notice A name at a fixed price. It stays with its seller until it is sold.
/// @param expiresAtS The listing can be bought before that second.
/// @param generation Of the name when it was listed: a name that left its owner and came back is not listed any more.
/// @param nonce Of the seller when it was listed.
struct Listing {
    address seller;
    uint64 expiresAtS;
    uint32 generation;
    uint96 price;
    uint64 nonce;
}

/// @notice Money waiting for whoever owns a name.
/// @param nameExpiresAtS The name must not expire before that.
struct Offer {
    address bidder;
    uint64 expiresAtS;
    uint96 amount;
    uint64 nonce;
    uint64 nameExpiresAtS;
    bytes32 nameHash;
}

/// @notice An English auction.
/// @param endsAtS Bids are taken before that second.
/// @param bidder Zero until the first bid.
/// @param reserve The least first bid.
struct Auction {
    address seller;
    uint64 endsAtS;
    uint32 generation;
    address bidder;
    uint96 bid;
    uint96 reserve;
    uint64 nonce;
}

/// @param auctionExtensionS A bid leaves at least this much time for another; no auction is shorter.
/// @param bidIncrementBps How much a bid must exceed the one before.
struct NameMarketParams {
    address token;
    address names;
    address owner;
    address manager;
    address guardian;
    uint64 auctionExtensionS;
    uint16 bidIncrementBps;
}

/// @title The market for names
/// @notice Names stay with their owners; money of offers and bids rests here. Every sale checks again, at the moment it
/// happens, that the seller owns the name, that it is active and revealed, and that the market may move it. What is owed is
/// credited and withdrawn, so nobody can block a sale by refusing money.
interface INameMarket {
    event NameListed(bytes32 indexed nameHash, address indexed seller, uint256 price, uint64 expiresAtS);
    event ListingCancelled(bytes32 indexed nameHash, address indexed seller);
    event OfferMade(
        uint256 indexed id,
        bytes32 indexed nameHash,
        address indexed bidder,
        uint256 amount,
        uint64 expiresAtS
    );
    /// @notice The bidder took the offer's money back.
    event OfferCancelled(uint256 indexed id, bytes32 indexed nameHash, address indexed bidder);
    event OfferAccepted(uint256 indexed id, bytes32 indexed nameHash, address indexed seller);
    event AuctionStarted(bytes32 indexed nameHash, address indexed seller, uint256 reserve, uint64 endsAtS);
    /// @param endsAtS When the auction ends now.
    event BidPlaced(bytes32 indexed nameHash, address indexed bidder, uint256 amount, uint64 endsAtS);
    event AuctionCancelled(bytes32 indexed nameHash, address indexed seller);
    /// @notice The auction ended without a sale. A highest bid, if there was one, is credited to its bidder.
    event AuctionFailed(bytes32 indexed nameHash, address indexed seller);
    event NameSold(
        bytes32 indexed nameHash,
        address indexed seller,
        address indexed buyer,
        uint256 price,
        uint256 royalty,
        SaleKind kind
    );
    /// @notice Listings, offers and auctions without a bid that the account made before are void.
    event AllCancelled(address indexed account, uint64 nonce);
    event Credited(address indexed account, uint256 amount);
    event CreditWithdrawn(address indexed account, address indexed to, uint256 amount);
    event AuctionRulesSet(uint64 auctionExtensionS, uint16 bidIncrementBps);

    /// @notice The order cannot be executed; `status` says why.
    error NotForSale(bytes32 nameHash, OrderStatus status);
    error PriceChanged(uint256 price, uint256 expected);
    error OrderExpiryOutOfRange(uint64 expiresAtS, uint64 latestS);
    error OfferUnknown(uint256 id);
    error CallerNotBidder(uint256 id, address caller);
    error CallerNotSeller(bytes32 nameHash, address caller);
    error AuctionUnknown(bytes32 nameHash);
    error AuctionHasBid(bytes32 nameHash);
    error AuctionOver(uint64 endedAtS);
    error AuctionNotOver(uint64 endsAtS);
    error AuctionEndOutOfRange(uint64 endsAtS, uint64 earliestS, uint64 latestS);
    error AuctionEndsLater(uint64 endsAtS, uint64 endsAtSMax);
    error AuctionRulesOutOfRange(uint64 auctionExtensionS, uint16 bidIncrementBps);
    error BidTooLow(uint256 amount, uint256 least);
    error NothingCredited(address account);
    error TokenTookFee(uint256 sent, uint256 received);

    /// @notice Offers an owned, active and revealed name at a price; replaces the name's listing.
    /// @param expiresAtS Not after the name's own expiry.
    function list(bytes32 nameHash, uint96 price, uint64 expiresAtS) external;

    function cancelListing(bytes32 nameHash) external;

    /// @notice Buys a listed name.
    /// @param seller Whom the buyer means to buy from.
    /// @param price What the buyer means to pay.
    function buy(bytes32 nameHash, address seller, uint256 price) external;

    /// @notice Sets money aside for whoever owns a name and accepts.
    /// @param expiresAtS Not after the name's own expiry. The money can be taken back at any time before it is accepted.
    function makeOffer(bytes32 nameHash, uint96 amount, uint64 expiresAtS) external returns (uint256 id);

    /// @notice Takes back what is set aside, also of an offer that has expired or was cancelled with all others.
    function cancelOffer(uint256 id) external;

    /// @notice Sells the sender's name to an offer.
    function acceptOffer(uint256 id) external;

    /// @notice Starts an auction of an owned, active and revealed name, and ends its listing.
    /// @param reserve The least first bid, above zero.
    function startAuction(bytes32 nameHash, uint96 reserve, uint64 endsAtS) external;

    /// @notice Ends an auction that has no bid.
    function cancelAuction(bytes32 nameHash) external;

    /// @notice Bids; the bid before is credited to its bidder.
    /// @param endsAtSMax The latest end of the auction that the bidder agrees to, before this bid extends it.
    function bid(bytes32 nameHash, uint96 amount, uint64 endsAtSMax) external;

    /// @notice Ends an auction that is over, or that cannot end in a sale any more. Anyone may call it.
    function settle(bytes32 nameHash) external;

    /// @notice Voids all of the sender's listings, offers and auctions without a bid. Offers' money is taken back with
    /// {cancelOffer}.
    function cancelAll() external;

    /// @notice Pays out what is credited to the sender.
    function withdraw(address to) external;

    function listingOf(bytes32 nameHash) external view returns (Listing memory, OrderStatus);
    function offer(uint256 id) external view returns (Offer memory, OrderStatus);
    /// @return status Live as long as it can end in a sale.
    function auctionOf(bytes32 nameHash) external view returns (Auction memory, OrderStatus status);
    /// @notice The least that {bid} takes now.
    function bidMin(bytes32 nameHash) external view returns (uint256);
    function creditOf(address account) external view returns (uint256);
    function nonceOf(address account) external view returns (uint64);
    function lastOfferId() external view returns (uint256);
}
