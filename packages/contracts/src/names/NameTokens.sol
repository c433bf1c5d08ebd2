// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {INameRegistry, NameState, NameStatus} from "./INameRegistry.sol";
import {NameStorage} from "./NameStorage.sol";
import {ERC721Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC721/ERC721Upgradeable.sol";
import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @title Names as tokens: who owns which, until when
/// @notice ERC-721 with token id = name hash. A token moves only while its name is active, and leaves its records behind.
abstract contract NameTokens is NameStorage, ERC721Upgradeable, IERC2981 {
    /// @notice How long an expired name still resolves and can be renewed.
    uint64 public constant GRACE_S = 30 days;

    /// @inheritdoc ERC721Upgradeable
    function name() public pure override returns (string memory) {
        return "Session Names";
    }

    /// @inheritdoc ERC721Upgradeable
    function symbol() public pure override returns (string memory) {
        return "NAME";
    }

    /// @notice None: what a name is about is in its records.
    function tokenURI(uint256 tokenId) public view override returns (string memory) {
        _requireOwned(tokenId);
        return "";
    }

    /// @notice How many tokens exist, lapsed ones included.
    function totalSupply() external view returns (uint256) {
        return _tokens.length;
    }

    /// @inheritdoc INameRegistry
    function tokens(uint256 offset, uint256 limit) external view override returns (uint256[] memory) {
        return _page(_tokens, offset, limit);
    }

    /// @inheritdoc INameRegistry
    function tokensOfOwner(address owner_, uint256 offset, uint256 limit)
        external
        view
        override
        returns (uint256[] memory)
    {
        return _page(_tokensOf[owner_], offset, limit);
    }

    /// @inheritdoc INameRegistry
    function statesOf(bytes32[] calldata nameHashes)
        external
        view
        override
        returns (NameState[] memory states)
    {
        states = new NameState[](nameHashes.length);
        for (uint256 i; i < nameHashes.length; ++i) {
            states[i] = stateOf(nameHashes[i]);
        }
    }

    /// @inheritdoc INameRegistry
    function removeLapsed(bytes32 nameHash) external override {
        uint64 lapsesAtS = _names[nameHash].expiresAtS + GRACE_S;
        if (block.timestamp < lapsesAtS) revert NameNotLapsed(nameHash, lapsesAtS);
        _burn(uint256(nameHash));
    }

    /// @inheritdoc IERC2981
    function royaltyInfo(uint256, uint256 salePrice)
        external
        view
        override
        returns (address receiver, uint256 royaltyAmount)
    {
        return (_feeRouter.rewardPool(), (salePrice * _royaltyBps) / 10_000);
    }

    /// @inheritdoc INameRegistry
    function stateOf(bytes32 nameHash) public view override returns (NameState memory) {
        Name memory name_ = _names[nameHash];
        NameStatus status = _statusOf(name_.expiresAtS);
        return NameState({
            nameHash: nameHash,
            owner: status == NameStatus.Free ? address(0) : _ownerOf(uint256(nameHash)),
            status: status,
            expiresAtS: name_.expiresAtS,
            length: name_.length,
            revealed: name_.revealed,
            generation: name_.generation
        });
    }

    /// @inheritdoc ERC721Upgradeable
    function supportsInterface(bytes4 interfaceId)
        public
        view
        virtual
        override(ERC721Upgradeable, IERC165)
        returns (bool)
    {
        return interfaceId == type(IERC2981).interfaceId || super.supportsInterface(interfaceId);
    }

    /// @dev Every change of owner passes here: mint, transfer and burn.
    function _update(address to, uint256 tokenId, address auth) internal override returns (address from) {
        bytes32 nameHash = bytes32(tokenId);
        from = super._update(to, tokenId, auth);
        if (from != address(0)) {
            if (to != address(0)) _requireActive(nameHash);
            _leave(from, nameHash);
        }
        if (to != address(0)) _enter(to, nameHash, from == address(0));
        else _delist(nameHash);
        ++_names[nameHash].generation;
    }

    function _statusOf(uint64 expiresAtS) internal view returns (NameStatus) {
        if (block.timestamp < expiresAtS) return NameStatus.Active;
        // A name that was never registered expired in 1970.
        return block.timestamp < expiresAtS + GRACE_S ? NameStatus.Grace : NameStatus.Free;
    }

    function _requireActive(bytes32 nameHash) internal view {
        uint64 expiresAtS = _names[nameHash].expiresAtS;
        if (block.timestamp >= expiresAtS) revert NameNotActive(nameHash, expiresAtS);
    }

    /// @dev The owner may change an active name, and nobody else.
    function _requireOwner(bytes32 nameHash) internal view {
        if (msg.sender != _ownerOf(uint256(nameHash))) revert CallerNotNameOwner(nameHash, msg.sender);
        _requireActive(nameHash);
    }

    /// @dev Nothing of the old owner's stays with the name.
    function _leave(address from, bytes32 nameHash) private {
        emit RecordsCleared(nameHash);
        if (_reverse[from] == nameHash) {
            delete _reverse[from];
            emit ReverseSet(from, 0);
        }
        uint256[] storage list = _tokensOf[from];
        uint256 last = list[list.length - 1];
        uint32 index = _names[nameHash].indexOfOwner;
        list[index] = last;
        _names[bytes32(last)].indexOfOwner = index;
        list.pop();
    }

    function _enter(address to, bytes32 nameHash, bool isNew) private {
        Name storage name_ = _names[nameHash];
        name_.indexOfOwner = uint32(_tokensOf[to].length);
        _tokensOf[to].push(uint256(nameHash));
        if (!isNew) return;
        name_.index = uint32(_tokens.length);
        _tokens.push(uint256(nameHash));
    }

    function _delist(bytes32 nameHash) private {
        uint256 last = _tokens[_tokens.length - 1];
        uint32 index = _names[nameHash].index;
        _tokens[index] = last;
        _names[bytes32(last)].index = index;
        _tokens.pop();
    }

    function _page(uint256[] storage list, uint256 offset, uint256 limit)
        private
        view
        returns (uint256[] memory page)
    {
        uint256 length = list.length;
        if (offset >= length) return page;
        uint256 left = length - offset;
        page = new uint256[](limit < left ? limit : left);
        for (uint256 i; i < page.length; ++i) {
            page[i] = list[offset + i];
        }
    }
}
