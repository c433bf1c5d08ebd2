// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Erc1967Proxy} from "../src/Erc1967Proxy.sol";
import {SessionTokenL1} from "../src/token/SessionTokenL1.sol";
import {SessionTokenL2, SessionTokenL2Params} from "../src/token/SessionTokenL2.sol";
import {MockBridge} from "./support/MockBridge.sol";
import {vm} from "./support/Vm.sol";

contract SessionTokenL1Test {
    uint256 private constant SUPPLY = 240_000_000 * 1e9;
    address private constant STRANGER = address(0x57a);
    address private constant CREDIT_BACK = address(0xc4ed17);

    MockBridge private bridge;
    SessionTokenL1 private token;
    SessionTokenL2 private twin;

    function setUp() public {
        bridge = new MockBridge();
        token = new SessionTokenL1(address(this), address(this), address(bridge), address(bridge));
        bytes memory initData = abi.encodeCall(
            SessionTokenL2.initialize,
            (SessionTokenL2Params({
                    owner: address(this), gateway: address(bridge), l1Address: address(token)
                }))
        );
        twin = SessionTokenL2(address(new Erc1967Proxy(address(new SessionTokenL2()), initData)));
    }

    function introduce(address l2Token, uint256 sent) private {
        token.registerTokenOnL2{value: sent}(l2Token, 1, 2, 3, 4, 5, 30, 12, CREDIT_BACK);
    }

    function test_constructor_mintsTheWholeSupplyOnce() public view {
        vm.assertEq(token.totalSupply(), SUPPLY);
        vm.assertEq(token.balanceOf(address(this)), SUPPLY);
        vm.assertEq(token.registrar(), address(this));
        vm.assertEq(address(token.gateway()), address(bridge));
        vm.assertEq(address(token.router()), address(bridge));
    }

    function test_constructor_needsRegistrarGatewayAndRouter() public {
        vm.expectRevert(abi.encodeWithSelector(SessionTokenL1.AddressZero.selector, bytes32("registrar")));
        new SessionTokenL1(address(this), address(0), address(bridge), address(bridge));
        vm.expectRevert(abi.encodeWithSelector(SessionTokenL1.AddressZero.selector, bytes32("gateway")));
        new SessionTokenL1(address(this), address(this), address(0), address(bridge));
        vm.expectRevert(abi.encodeWithSelector(SessionTokenL1.AddressZero.selector, bytes32("router")));
        new SessionTokenL1(address(this), address(this), address(bridge), address(0));
    }

    function test_registerTokenOnL2_introducesTheTwinToGatewayAndRouter() public {
        introduce(address(twin), 42);
        vm.assertEq(bridge.twinOf(address(token)), address(twin));
        vm.assertEq(bridge.gatewayOf(address(token)), address(bridge));
        vm.assertEq(bridge.gatewayValue(), 30);
        vm.assertEq(bridge.routerValue(), 12);
        vm.assertEq(bridge.creditBack(), CREDIT_BACK);
        vm.assertEq(address(token).balance, 0);
    }

    function test_registerTokenOnL2_mayBeRepeatedForTheSameTwinOnly() public {
        introduce(address(twin), 42);
        introduce(address(twin), 42);
        vm.expectRevert(abi.encodeWithSelector(MockBridge.TwinDiffers.selector, address(twin)));
        introduce(STRANGER, 42);
    }

    function test_registerTokenOnL2_isTheRegistrars() public {
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(SessionTokenL1.CallerNotRegistrar.selector, STRANGER));
        introduce(address(twin), 0);
    }

    function test_registerTokenOnL2_refusesWrongArguments() public {
        vm.expectRevert(abi.encodeWithSelector(SessionTokenL1.AddressZero.selector, bytes32("l2Token")));
        introduce(address(0), 42);
        vm.expectRevert(abi.encodeWithSelector(SessionTokenL1.BridgeValueMismatch.selector, 43, 42));
        introduce(address(twin), 43);
        vm.expectRevert(abi.encodeWithSelector(SessionTokenL1.BridgeValueMismatch.selector, 41, 42));
        introduce(address(twin), 41);
    }

    function test_fuzz_bridge_conservesTheSupply(uint256 deposited, uint256 withdrawn) public {
        introduce(address(twin), 42);
        deposited %= SUPPLY + 1;
        withdrawn %= deposited + 1;
        token.approve(address(bridge), deposited);
        bridge.deposit(address(token), deposited);
        bridge.withdraw(address(twin), withdrawn);
        vm.assertEq(twin.totalSupply(), token.balanceOf(address(bridge)));
        vm.assertEq(twin.balanceOf(address(this)), deposited - withdrawn);
        vm.assertEq(token.balanceOf(address(this)) + twin.balanceOf(address(this)), SUPPLY);
    }
}
