// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SessionToken} from "../src/SessionToken.sol";
import {vm} from "./support/Vm.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

contract SessionTokenTest {
    bytes32 private constant PERMIT =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    SessionToken private token;

    function setUp() public {
        token = new SessionToken(address(this));
    }

    function test_constructor_mintsTheWholeSupplyOnce() public view {
        vm.assertEq(token.totalSupply(), 240_000_000 * 1e9);
        vm.assertEq(token.balanceOf(address(this)), token.totalSupply());
        vm.assertEq(uint256(token.decimals()), 9);
    }

    function test_fuzz_permit_approvesWhatTheOwnerSigned(uint256 value, address spender) public {
        vm.assume(spender != address(0));
        address owner = vm.addr(0xa11ce);
        bytes32 digest = keccak256(
            abi.encodePacked(
                "\x19\x01",
                token.DOMAIN_SEPARATOR(),
                keccak256(abi.encode(PERMIT, owner, spender, value, token.nonces(owner), block.timestamp))
            )
        );
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(0xa11ce, digest);
        token.permit(owner, spender, value, block.timestamp, v, r, s);
        vm.assertEq(token.allowance(owner, spender), value);
    }

    function test_permit_revertsWhenExpired() public {
        vm.warp(100);
        vm.expectRevert(abi.encodeWithSelector(ERC20Permit.ERC2612ExpiredSignature.selector, 99));
        token.permit(address(1), address(2), 1, 99, 27, bytes32(uint256(1)), bytes32(uint256(1)));
    }
}
