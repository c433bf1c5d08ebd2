// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SessionToken} from "../SessionToken.sol";
import {IL1CustomGateway, IL1GatewayRouter} from "./ArbitrumGateways.sol";

/// @title The token on Ethereum
/// @notice The whole supply is minted here. Arbitrum's custom gateway takes it into escrow and mints {SessionTokenL2}
/// instead; this contract's only part in that is to introduce its twin to gateway and router.
contract SessionTokenL1 is SessionToken {
    /// @dev What Arbitrum's gateway asks for before it pairs a token: the last byte of 0xa4b1.
    uint8 private constant ARBITRUM_ENABLED = 0xb1;

    /// @notice May introduce the twin and nothing else.
    address public immutable registrar;
    IL1CustomGateway public immutable gateway;
    IL1GatewayRouter public immutable router;

    event L2TwinRegistered(address indexed l2Token);

    /// @notice The parameter needs an address other than zero.
    error AddressZero(bytes32 parameter);
    /// @notice Only the registrar introduces the twin.
    error CallerNotRegistrar(address caller);
    /// @notice What is sent along must be what gateway and router get.
    error BridgeValueMismatch(uint256 sent, uint256 needed);

    /// @param receiver Gets the whole supply.
    constructor(address receiver, address registrar_, address gateway_, address router_)
        SessionToken(receiver)
    {
        if (registrar_ == address(0)) revert AddressZero("registrar");
        if (gateway_ == address(0)) revert AddressZero("gateway");
        if (router_ == address(0)) revert AddressZero("router");
        registrar = registrar_;
        gateway = IL1CustomGateway(gateway_);
        router = IL1GatewayRouter(router_);
    }

    /// @notice Pairs this token with its L2 twin. May be repeated when a ticket lapsed on L2; the gateway itself refuses
    /// another twin than the first.
    /// @param l2Token The deployed {SessionTokenL2}.
    /// @param valueForGateway Wei for the gateway's ticket; with `valueForRouter` exactly what is sent along.
    /// @param creditBackAddress Gets on L2 what the tickets do not use.
    function registerTokenOnL2(
        address l2Token,
        uint256 maxSubmissionCostForGateway,
        uint256 maxSubmissionCostForRouter,
        uint256 maxGasForGateway,
        uint256 maxGasForRouter,
        uint256 gasPriceBid,
        uint256 valueForGateway,
        uint256 valueForRouter,
        address creditBackAddress
    ) external payable {
        if (msg.sender != registrar) revert CallerNotRegistrar(msg.sender);
        if (l2Token == address(0)) revert AddressZero("l2Token");
        if (msg.value != valueForGateway + valueForRouter) {
            revert BridgeValueMismatch(msg.value, valueForGateway + valueForRouter);
        }
        emit L2TwinRegistered(l2Token);
        gateway.registerTokenToL2{value: valueForGateway}(
            l2Token, maxGasForGateway, gasPriceBid, maxSubmissionCostForGateway, creditBackAddress
        );
        router.setGateway{value: valueForRouter}(
            address(gateway), maxGasForRouter, gasPriceBid, maxSubmissionCostForRouter, creditBackAddress
        );
    }

    /// @notice Tells Arbitrum's gateway that this token pairs itself.
    function isArbitrumEnabled() external pure returns (uint8) {
        return ARBITRUM_ENABLED;
    }
}
