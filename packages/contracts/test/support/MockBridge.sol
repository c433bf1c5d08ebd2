// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IArbitrumToken, IL1CustomGateway, IL1GatewayRouter} from "../../src/token/ArbitrumGateways.sol";
import {SessionTokenL1} from "../../src/token/SessionTokenL1.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @notice Both ends of Arbitrum's custom gateway and its router in one, without the delay between the chains.
contract MockBridge is IL1CustomGateway, IL1GatewayRouter {
    mapping(address l1Token => address) public twinOf;
    mapping(address l1Token => address) public gatewayOf;
    uint256 public gatewayValue;
    uint256 public routerValue;
    address public creditBack;

    error NotEnabled(address token);
    error TwinDiffers(address twin);

    function registerTokenToL2(address l2Address, uint256, uint256, uint256, address creditBackAddress)
        external
        payable
        override
        returns (uint256)
    {
        if (SessionTokenL1(msg.sender).isArbitrumEnabled() != 0xb1) revert NotEnabled(msg.sender);
        address twin = twinOf[msg.sender];
        if (twin != address(0) && twin != l2Address) revert TwinDiffers(twin);
        twinOf[msg.sender] = l2Address;
        gatewayValue += msg.value;
        creditBack = creditBackAddress;
        return 1;
    }

    function setGateway(address gateway, uint256, uint256, uint256, address)
        external
        payable
        override
        returns (uint256)
    {
        gatewayOf[msg.sender] = gateway;
        routerValue += msg.value;
        return 2;
    }

    /// @notice Escrow on L1, birth on L2.
    function deposit(address l1Token, uint256 amount) external {
        IERC20(l1Token).transferFrom(msg.sender, address(this), amount);
        IArbitrumToken(twinOf[l1Token]).bridgeMint(msg.sender, amount);
    }

    /// @notice Death on L2, escrow back on L1.
    function withdraw(address l2Token, uint256 amount) external {
        IArbitrumToken(l2Token).bridgeBurn(msg.sender, amount);
        IERC20(IArbitrumToken(l2Token).l1Address()).transfer(msg.sender, amount);
    }
}
