// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IArbitrumToken} from "./ArbitrumGateways.sol";
import {
    Ownable2StepUpgradeable
} from "@openzeppelin/contracts-upgradeable/access/Ownable2StepUpgradeable.sol";
import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";
import {ERC20Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/ERC20Upgradeable.sol";
import {
    ERC20PermitUpgradeable
} from "@openzeppelin/contracts-upgradeable/token/ERC20/extensions/ERC20PermitUpgradeable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";

/// @param owner Upgrades; a timelock.
/// @param gateway Arbitrum's L2 custom gateway.
/// @param l1Address The {SessionTokenL1} this one is the twin of.
struct SessionTokenL2Params {
    address owner;
    address gateway;
    address l1Address;
}

/// @title The token on Arbitrum
/// @notice ERC-20 with ERC-2612 permit, 9 decimals. Only the gateway mints and burns, against what its L1 side holds in
/// escrow; there is never more than the L1 supply. Nobody can pause transfers.
contract SessionTokenL2 is
    IArbitrumToken,
    UUPSUpgradeable,
    Ownable2StepUpgradeable,
    ERC20Upgradeable,
    ERC20PermitUpgradeable
{
    /// @notice Atomic units on both chains together: 240,000,000 tokens.
    uint256 public constant SUPPLY_MAX = 240_000_000 * 1e9;

    /// @custom:storage-location erc7201:sextant.storage.SessionTokenL2
    struct BridgeStorage {
        address gateway;
        address l1Address;
    }

    bytes32 private constant BRIDGE_SLOT = keccak256(
        abi.encode(uint256(keccak256("sextant.storage.SessionTokenL2")) - 1)
    ) & ~bytes32(uint256(0xff));

    event BridgeSet(address indexed gateway, address indexed l1Address);

    /// @notice The parameter needs an address other than zero.
    error AddressZero(bytes32 parameter);
    /// @notice Only the gateway mints and burns.
    error CallerNotGateway(address caller);
    /// @notice A gateway that mints more than the L1 supply is broken: nothing of it is believed.
    error SupplyExceeded(uint256 supply, uint256 supplyMax);
    /// @notice Ownership can be handed over but not given up: an ownerless token could never be repaired.
    error OwnershipNotRenounceable();

    /// @custom:oz-upgrades-unsafe-allow constructor
    constructor() {
        _disableInitializers();
    }

    function initialize(SessionTokenL2Params calldata params) external initializer {
        if (params.gateway == address(0)) revert AddressZero("gateway");
        if (params.l1Address == address(0)) revert AddressZero("l1Address");
        __Ownable_init(params.owner);
        __ERC20_init("Session Token", "SESH");
        __ERC20Permit_init("Session Token");
        BridgeStorage storage $ = _bridge();
        $.gateway = params.gateway;
        $.l1Address = params.l1Address;
        emit BridgeSet(params.gateway, params.l1Address);
    }

    modifier onlyGateway() {
        if (msg.sender != _bridge().gateway) revert CallerNotGateway(msg.sender);
        _;
    }

    /// @inheritdoc IArbitrumToken
    function bridgeMint(address account, uint256 amount) external override onlyGateway {
        uint256 supply = totalSupply() + amount;
        if (supply > SUPPLY_MAX) revert SupplyExceeded(supply, SUPPLY_MAX);
        _mint(account, amount);
    }

    /// @inheritdoc IArbitrumToken
    function bridgeBurn(address account, uint256 amount) external override onlyGateway {
        _burn(account, amount);
    }

    /// @inheritdoc IArbitrumToken
    function l1Address() external view override returns (address) {
        return _bridge().l1Address;
    }

    function gateway() external view returns (address) {
        return _bridge().gateway;
    }

    /// @inheritdoc ERC20Upgradeable
    function decimals() public pure override returns (uint8) {
        return 9;
    }

    /// @inheritdoc OwnableUpgradeable
    function renounceOwnership() public view override onlyOwner {
        revert OwnershipNotRenounceable();
    }

    function _authorizeUpgrade(address) internal view override onlyOwner {}

    function _bridge() private pure returns (BridgeStorage storage $) {
        bytes32 slot = BRIDGE_SLOT;
        assembly ("memory-safe") {
            $.slot := slot
        }
    }
}
