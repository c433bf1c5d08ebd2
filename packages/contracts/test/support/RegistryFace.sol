// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Governed} from "../../src/Governed.sol";
import {INodeRegistry} from "../../src/interfaces/INodeRegistry.sol";

/// @notice All that a deployed registry answers to, whichever half of its code holds it.
abstract contract RegistryFace is INodeRegistry, Governed {
    function annex() external view virtual returns (address);
}
