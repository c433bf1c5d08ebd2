// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title What a name may be
/// @notice 1 to 64 of a-z, 0-9, `_` and `-`, with no `-` at either end. Clients bring a name to lower case before they hash
/// it; the contract takes it as it is.
library NameRule {
    uint256 internal constant LENGTH_MAX = 64;

    /// @dev Bit n stands for the character of code n.
    uint256 private constant LETTERS = ((1 << 26) - 1) << 0x61;
    uint256 private constant DIGITS = ((1 << 10) - 1) << 0x30;
    uint256 private constant ENDS = LETTERS | DIGITS | (1 << 0x5f);
    uint256 private constant INSIDE = ENDS | (1 << 0x2d);

    function isValid(bytes memory name) internal pure returns (bool) {
        uint256 length = name.length;
        if (length == 0 || length > LENGTH_MAX) return false;
        for (uint256 i; i < length; ++i) {
            uint256 allowed = i == 0 || i == length - 1 ? ENDS : INSIDE;
            if ((allowed >> uint8(name[i])) & 1 == 0) return false;
        }
        return true;
    }
}
