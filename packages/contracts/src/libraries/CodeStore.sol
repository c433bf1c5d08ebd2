// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Errors} from "@openzeppelin/contracts/utils/Errors.sol";

/// @title Data kept as the code of a contract
/// @notice For what is written once and read rarely: 200 gas per byte instead of 22,100 per word. The code starts with STOP,
/// so that nothing can be executed there.
library CodeStore {
    /// @dev EIP-170, less the first byte.
    uint256 private constant DATA_MAX_BYTES = 24_575;

    /// @dev Creation code that returns everything after its own 10 bytes: PUSH2 size, DUP1, PUSH1 10, RETURNDATASIZE (0),
    /// CODECOPY, RETURNDATASIZE, RETURN.
    bytes7 private constant RETURN_THE_REST = 0x80600a3d393df3;

    /// @return at Where the data is from now on.
    function write(bytes memory data) internal returns (address at) {
        if (data.length > DATA_MAX_BYTES) revert Errors.FailedDeployment();
        bytes memory creation =
            abi.encodePacked(hex"61", uint16(data.length + 1), RETURN_THE_REST, hex"00", data);
        assembly ("memory-safe") {
            at := create(0, add(creation, 32), mload(creation))
        }
        if (at == address(0)) revert Errors.FailedDeployment();
    }

    function read(address at) internal view returns (bytes memory data) {
        data = new bytes(at.code.length - 1);
        assembly ("memory-safe") {
            extcodecopy(at, add(data, 32), 1, mload(data))
        }
    }
}
