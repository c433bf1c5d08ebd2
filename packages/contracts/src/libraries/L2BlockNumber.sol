// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title The number of the current block of the chain that runs the contract
/// @notice On Arbitrum `block.number` estimates the parent chain's block; the own number comes from ArbSys.
library L2BlockNumber {
    address internal constant ARB_SYS = address(100);

    function current() internal view returns (uint256) {
        (bool answered, bytes memory answer) = ARB_SYS.staticcall(abi.encodeWithSignature("arbBlockNumber()"));
        return answered && answer.length == 32 ? abi.decode(answer, (uint256)) : block.number;
    }
}
