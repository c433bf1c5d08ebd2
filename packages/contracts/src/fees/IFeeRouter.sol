// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title Where network fees go
interface IFeeRouter {
    /// @param payer The contract, or the account, whose tokens were taken.
    event FeesPaid(address indexed payer, uint256 poolAmount, uint256 liquidityAmount);
    event LiquiditySet(address indexed liquidity);

    /// @notice Splits `amount` of the sender's tokens: 90 %, rounded up, to the reward pool, the rest to liquidity.
    /// @param amount Atomic units, above zero; the sender has approved them to this contract.
    function pay(uint256 amount) external;

    /// @notice How `pay(amount)` would split.
    function split(uint256 amount) external pure returns (uint256 poolAmount, uint256 liquidityAmount);

    function token() external view returns (address);
    function rewardPool() external view returns (address);
    function liquidity() external view returns (address);
}
