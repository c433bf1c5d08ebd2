// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title A limit per period that refills evenly
/// @notice What was used fades to nothing over one period, so nobody waits for a window to turn.
library RefillingLimit {
    /// @notice How much of `limit` can be used at `nowS`.
    /// @param used What counted as used at `usedAtS`.
    function available(uint256 limit, uint256 periodS, uint256 used, uint256 usedAtS, uint256 nowS)
        internal
        pure
        returns (uint256)
    {
        uint256 refilled = (limit * (nowS - usedAtS)) / periodS;
        uint256 left = used > refilled ? used - refilled : 0;
        return limit > left ? limit - left : 0;
    }
}
