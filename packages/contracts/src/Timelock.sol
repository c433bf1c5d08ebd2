// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

/// @title The owner of every upgradeable contract here
/// @notice What the council proposes can be executed by anyone, but only after the delay, so that everybody sees an
/// upgrade before it happens. The timelock governs itself: it has no other administrator.
contract Timelock is TimelockController {
    /// @param minDelayS Least seconds between a proposal and its execution.
    /// @param council Proposes and cancels.
    constructor(uint256 minDelayS, address[] memory council)
        TimelockController(minDelayS, council, _anyone(), address(0))
    {}

    /// @dev The role of executor, given to the zero address, is everybody's.
    function _anyone() private pure returns (address[] memory executors) {
        executors = new address[](1);
    }
}
