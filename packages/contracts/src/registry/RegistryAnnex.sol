// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Exits} from "./Exits.sol";
import {RegistryViews} from "./RegistryViews.sol";

/// @title The half of the registry's code that one contract has no room for
/// @notice {NodeRegistry} creates one for itself and runs every call that it does not know in the annex's code, on its own
/// storage. Called directly, an annex has no nodes, no token and no owner.
contract RegistryAnnex is Exits, RegistryViews {}
