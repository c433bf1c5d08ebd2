// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title The price of SESH
/// @notice What reads a feed decides how old a price may be.
interface IPriceFeed {
    /// @return usdPerSeshE8 US dollars for one SESH (10^9 atomic units), times 10^8.
    /// @return updatedAtS Unix seconds.
    function latestPrice() external view returns (uint256 usdPerSeshE8, uint64 updatedAtS);
}
