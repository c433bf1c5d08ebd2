// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Timelock} from "../src/Timelock.sol";
import {vm} from "./support/Vm.sol";
import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

contract TimelockTest {
    uint256 private constant DELAY_S = 2 days;
    address private constant STRANGER = address(0x57a);

    Timelock private timelock;
    uint256 private value;

    function setUp() public {
        vm.warp(1_800_000_000);
        address[] memory council = new address[](1);
        council[0] = address(this);
        timelock = new Timelock(DELAY_S, council);
    }

    function setValue(uint256 value_) external {
        if (msg.sender != address(timelock)) {
            revert TimelockController.TimelockUnauthorizedCaller(msg.sender);
        }
        value = value_;
    }

    function schedule(bytes memory data, uint256 delayS) private {
        timelock.schedule(address(this), 0, data, 0, 0, delayS);
    }

    function test_constructor_leavesNoAdministratorButItself() public view {
        bytes32 admin = timelock.DEFAULT_ADMIN_ROLE();
        vm.assertTrue(timelock.hasRole(admin, address(timelock)));
        vm.assertFalse(timelock.hasRole(admin, address(this)));
        vm.assertFalse(timelock.hasRole(admin, address(0)));
        vm.assertTrue(timelock.hasRole(timelock.PROPOSER_ROLE(), address(this)));
        vm.assertTrue(timelock.hasRole(timelock.CANCELLER_ROLE(), address(this)));
        vm.assertTrue(timelock.hasRole(timelock.EXECUTOR_ROLE(), address(0)));
        vm.assertEq(timelock.getMinDelay(), DELAY_S);
    }

    function test_execute_isAnybodysAfterTheDelayAndNobodysBefore() public {
        bytes memory data = abi.encodeCall(this.setValue, (7));
        schedule(data, DELAY_S);
        bytes32 id = timelock.hashOperation(address(this), 0, data, 0, 0);
        bytes32 ready = bytes32(1 << uint8(TimelockController.OperationState.Ready));
        vm.warp(block.timestamp + DELAY_S - 1);
        vm.startPrank(STRANGER);
        vm.expectRevert(
            abi.encodeWithSelector(TimelockController.TimelockUnexpectedOperationState.selector, id, ready)
        );
        timelock.execute(address(this), 0, data, 0, 0);
        vm.warp(block.timestamp + 1);
        timelock.execute(address(this), 0, data, 0, 0);
        vm.stopPrank();
        vm.assertEq(value, 7);
    }

    function test_schedule_needsTheCouncilAndTheWholeDelay() public {
        bytes memory data = abi.encodeCall(this.setValue, (7));
        vm.expectRevert(
            abi.encodeWithSelector(
                TimelockController.TimelockInsufficientDelay.selector, DELAY_S - 1, DELAY_S
            )
        );
        schedule(data, DELAY_S - 1);
        bytes32 role = timelock.PROPOSER_ROLE();
        vm.prank(STRANGER);
        vm.expectRevert(
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, STRANGER, role)
        );
        schedule(data, DELAY_S);
    }
}
