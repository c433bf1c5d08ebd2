// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CodeStore} from "../src/libraries/CodeStore.sol";
import {vm} from "./support/Vm.sol";
import {Errors} from "@openzeppelin/contracts/utils/Errors.sol";

contract CodeStoreTest {
    function write(bytes memory data) external returns (address) {
        return CodeStore.write(data);
    }

    function test_fuzz_read_givesBackWhatWasWritten(bytes memory data) public {
        address at = CodeStore.write(data);
        vm.assertEq(CodeStore.read(at), data);
        vm.assertEq(at.code.length, data.length + 1);
    }

    /// @dev The first byte is STOP: whatever the data say, a call does nothing.
    function test_code_cannotBeExecuted() public {
        address at = CodeStore.write(hex"ff");
        (bool done, bytes memory answer) = at.call("");
        vm.assertTrue(done);
        vm.assertEq(answer.length, 0);
        vm.assertEq(CodeStore.read(at), hex"ff");
    }

    function test_write_refusesMoreThanAContractCanHold() public {
        vm.expectRevert(Errors.FailedDeployment.selector);
        this.write(new bytes(24_576));
        vm.assertEq(CodeStore.read(CodeStore.write(new bytes(24_575))).length, 24_575);
    }

    /// @dev The deposit of 24,001 bytes costs 4.8 million.
    function test_write_revertsWhenItCannotPay() public {
        vm.expectRevert(Errors.FailedDeployment.selector);
        this.write{gas: 3_000_000}(new bytes(24_000));
    }
}
