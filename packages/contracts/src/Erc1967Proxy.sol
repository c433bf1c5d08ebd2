// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";

/// @title The proxy that every upgradeable contract here is deployed behind
contract Erc1967Proxy is ERC1967Proxy {
    /// @param initData Call of the implementation's `initialize`, made in the same transaction.
    constructor(address implementation, bytes memory initData)
        payable
        ERC1967Proxy(implementation, initData)
    {}
}
