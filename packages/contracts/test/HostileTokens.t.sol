// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IRegistryErrors} from "../src/interfaces/IRegistryErrors.sol";
import {G1Point, G2Point} from "../src/libraries/BLS12381.sol";
import {NetworkTest} from "./support/NetworkTest.sol";
import {vm} from "./support/Vm.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice A token that can keep a hundredth of each transfer.
contract FeeToken is ERC20("Fee", "F") {
    bool private takesFee;

    constructor() {
        _mint(msg.sender, 1e24);
    }

    function takeFee(bool takes) external {
        takesFee = takes;
    }

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        if (takesFee) super._update(to, address(0xfee), amount / 100);
    }
}

contract HostileTokensTest is NetworkTest {
    function setUp() public {
        deployNetwork(0);
    }

    function test_register_refusesATokenThatKeepsAFee() public {
        FeeToken fee = new FeeToken();
        registry = deployRegistry(address(fee), 0);
        fee.transfer(operatorOf(1), REQUIREMENT);
        vm.prank(operatorOf(1));
        fee.approve(address(registry), REQUIREMENT);
        G1Point memory key = keyOf(1);
        G2Point memory proof = proofOf(1, 0, operatorOf(1));
        fee.takeFee(true);
        vm.expectRevert(
            abi.encodeWithSelector(
                IRegistryErrors.StakeIncomplete.selector, REQUIREMENT - REQUIREMENT / 100, REQUIREMENT
            )
        );
        vm.prank(operatorOf(1));
        registry.register(key, proof, ed25519KeyOf(1), ed25519SignatureOf(1), 0, address(0));
    }
}
