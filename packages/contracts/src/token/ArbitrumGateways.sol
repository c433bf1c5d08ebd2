// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @notice What the L2 side of Arbitrum's custom gateway expects of a token.
interface IArbitrumToken {
    /// @notice Brings into being what the L1 gateway took into escrow.
    function bridgeMint(address account, uint256 amount) external;
    /// @notice Destroys what the L1 gateway then gives back.
    function bridgeBurn(address account, uint256 amount) external;
    function l1Address() external view returns (address);
}

/// @notice The L1 side of Arbitrum's custom gateway, as far as a token calls it.
interface IL1CustomGateway {
    /// @notice Pairs the calling token with `l2Address` on both chains, by a retryable ticket that `msg.value` pays.
    function registerTokenToL2(
        address l2Address,
        uint256 maxGas,
        uint256 gasPriceBid,
        uint256 maxSubmissionCost,
        address creditBackAddress
    ) external payable returns (uint256);
}

/// @notice The L1 router, as far as a token calls it.
interface IL1GatewayRouter {
    /// @notice Sends the calling token's transfers through `gateway` from now on.
    function setGateway(
        address gateway,
        uint256 maxGas,
        uint256 gasPriceBid,
        uint256 maxSubmissionCost,
        address creditBackAddress
    ) external payable returns (uint256);
}
