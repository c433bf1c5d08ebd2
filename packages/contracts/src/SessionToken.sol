// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @title The network's token
/// @notice ERC-20 with ERC-2612 permit, 9 decimals. The whole supply is minted once; nobody can mint or burn afterwards.
contract SessionToken is ERC20, ERC20Permit {
    /// @notice Atomic units ever in existence: 240,000,000 tokens.
    uint256 public constant SUPPLY = 240_000_000 * 1e9;

    /// @param receiver Gets the whole supply.
    constructor(address receiver) ERC20("Session Token", "SESH") ERC20Permit("Session Token") {
        _mint(receiver, SUPPLY);
    }

    /// @inheritdoc ERC20
    function decimals() public pure override returns (uint8) {
        return 9;
    }
}
