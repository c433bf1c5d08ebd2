// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {NameState, NameStatus} from "../names/INameRegistry.sol";
import {INameMarket, OrderStatus, SaleKind} from "./INameMarket.sol";
import {MarketStorage} from "./MarketStorage.sol";
import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";

/// @title How a name changes hands and money moves
/// @notice The market holds exactly the money of open offers, of highest bids and of credits.
abstract contract Sales is MarketStorage {
    using SafeERC20 for IERC20;

    /// @inheritdoc INameMarket
    function withdraw(address to) external override nonReentrant {
        uint256 amount = _credits[msg.sender];
        if (amount == 0) revert NothingCredited(msg.sender);
        delete _credits[msg.sender];
        emit CreditWithdrawn(msg.sender, to, amount);
        _token.safeTransfer(to, amount);
    }

    /// @inheritdoc INameMarket
    function cancelAll() external override {
        emit AllCancelled(msg.sender, ++_nonces[msg.sender]);
    }

    /// @inheritdoc INameMarket
    function creditOf(address account) external view override returns (uint256) {
        return _credits[account];
    }

    /// @inheritdoc INameMarket
    function nonceOf(address account) external view override returns (uint64) {
        return _nonces[account];
    }

    /// @dev Moves a name and divides a price that the market already holds. Its callers have checked {_sellability}; the
    /// registry checks owner and approval once more.
    function _sell(bytes32 nameHash, address seller, address buyer, uint256 price, SaleKind kind) internal {
        (address receiver, uint256 royalty) = IERC2981(address(_names)).royaltyInfo(uint256(nameHash), price);
        emit NameSold(nameHash, seller, buyer, price, royalty, kind);
        _credit(seller, price - royalty);
        // Not the safe variant: a buyer's contract must not be able to refuse what it bid for.
        IERC721(address(_names)).transferFrom(seller, buyer, uint256(nameHash));
        if (royalty > 0) _token.safeTransfer(receiver, royalty);
    }

    function _credit(address account, uint256 amount) internal {
        _credits[account] += amount;
        emit Credited(account, amount);
    }

    /// @dev The books count what was sent, so all of it must arrive.
    function _take(address payer, uint256 amount) internal {
        uint256 balance = _token.balanceOf(address(this));
        _token.safeTransferFrom(payer, address(this), amount);
        uint256 received = _token.balanceOf(address(this)) - balance;
        if (received != amount) revert TokenTookFee(amount, received);
    }

    function _give(address account, uint256 amount) internal {
        _token.safeTransfer(account, amount);
    }

    /// @dev Whether `seller` could sell the name now, which must be of this generation.
    function _sellability(NameState memory state, address seller, uint32 generation)
        internal
        view
        returns (OrderStatus)
    {
        if (state.status != NameStatus.Active) return OrderStatus.NameInactive;
        if (state.owner != seller || state.generation != generation) return OrderStatus.OwnerChanged;
        if (!state.revealed) return OrderStatus.NameHidden;
        return _mayMove(state.nameHash, seller) ? OrderStatus.Live : OrderStatus.NotApproved;
    }

    /// @dev The state of a name that the sender can sell.
    function _requireSellable(bytes32 nameHash) internal view returns (NameState memory state) {
        state = _names.stateOf(nameHash);
        _requireLive(nameHash, _sellability(state, msg.sender, state.generation));
    }

    function _requireLive(bytes32 nameHash, OrderStatus status) internal pure {
        if (status != OrderStatus.Live) revert NotForSale(nameHash, status);
    }

    /// @dev An order ends after now and with the name at the latest.
    function _checkExpiry(uint64 expiresAtS, uint64 latestS) internal view {
        if (expiresAtS <= block.timestamp || expiresAtS > latestS) {
            revert OrderExpiryOutOfRange(expiresAtS, latestS);
        }
    }

    function _mayMove(bytes32 nameHash, address seller) private view returns (bool) {
        IERC721 tokens = IERC721(address(_names));
        return tokens.getApproved(uint256(nameHash)) == address(this)
            || tokens.isApprovedForAll(seller, address(this));
    }
}
