// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Erc1967Proxy} from "../src/Erc1967Proxy.sol";
import {SessionTokenL2, SessionTokenL2Params} from "../src/token/SessionTokenL2.sol";
import {vm} from "./support/Vm.sol";
import {Initializable} from "@openzeppelin/contracts-upgradeable/proxy/utils/Initializable.sol";
import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";
import {
    ERC20PermitUpgradeable
} from "@openzeppelin/contracts-upgradeable/token/ERC20/extensions/ERC20PermitUpgradeable.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

contract SessionTokenL2V2 is SessionTokenL2 {
    function version() external pure returns (uint256) {
        return 2;
    }
}

contract SessionTokenL2Test {
    bytes32 private constant PERMIT =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
    address private constant GATEWAY = address(0x6a7e);
    address private constant L1_TOKEN = address(0x11);
    address private constant HOLDER = address(0x401de4);
    address private constant STRANGER = address(0x57a);

    SessionTokenL2 private token;

    function setUp() public {
        token = deploy(address(this), GATEWAY, L1_TOKEN);
    }

    function deploy(address owner, address gateway, address l1) private returns (SessionTokenL2) {
        SessionTokenL2 implementation = new SessionTokenL2();
        bytes memory initData = initDataOf(owner, gateway, l1);
        return SessionTokenL2(address(new Erc1967Proxy(address(implementation), initData)));
    }

    function initDataOf(address owner, address gateway, address l1) private pure returns (bytes memory) {
        return abi.encodeCall(
            SessionTokenL2.initialize, (SessionTokenL2Params({owner: owner, gateway: gateway, l1Address: l1}))
        );
    }

    function test_initialize_setsTheTwinUp() public view {
        vm.assertEq(token.name(), "Session Token");
        vm.assertEq(token.symbol(), "SESH");
        vm.assertEq(uint256(token.decimals()), 9);
        vm.assertEq(token.totalSupply(), 0);
        vm.assertEq(token.gateway(), GATEWAY);
        vm.assertEq(token.l1Address(), L1_TOKEN);
        vm.assertEq(token.owner(), address(this));
    }

    function test_initialize_runsOnceAndNeverOnTheImplementation() public {
        SessionTokenL2Params memory params =
            SessionTokenL2Params({owner: STRANGER, gateway: STRANGER, l1Address: L1_TOKEN});
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        token.initialize(params);
        SessionTokenL2 implementation = new SessionTokenL2();
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        implementation.initialize(params);
    }

    function test_initialize_needsOwnerGatewayAndL1Address() public {
        SessionTokenL2 implementation = new SessionTokenL2();
        vm.expectRevert(abi.encodeWithSelector(SessionTokenL2.AddressZero.selector, bytes32("gateway")));
        new Erc1967Proxy(address(implementation), initDataOf(address(this), address(0), L1_TOKEN));
        vm.expectRevert(abi.encodeWithSelector(SessionTokenL2.AddressZero.selector, bytes32("l1Address")));
        new Erc1967Proxy(address(implementation), initDataOf(address(this), GATEWAY, address(0)));
        vm.expectRevert(abi.encodeWithSelector(OwnableUpgradeable.OwnableInvalidOwner.selector, address(0)));
        new Erc1967Proxy(address(implementation), initDataOf(address(0), GATEWAY, L1_TOKEN));
    }

    function test_fuzz_onlyTheGatewayMintsAndBurns(address caller, uint256 amount) public {
        vm.assume(caller != GATEWAY);
        vm.startPrank(caller);
        vm.expectRevert(abi.encodeWithSelector(SessionTokenL2.CallerNotGateway.selector, caller));
        token.bridgeMint(caller, amount);
        vm.expectRevert(abi.encodeWithSelector(SessionTokenL2.CallerNotGateway.selector, caller));
        token.bridgeBurn(caller, amount);
        vm.stopPrank();
    }

    function test_fuzz_mintAndBurnMoveTheSupply(uint256 minted, uint256 burned) public {
        minted %= token.SUPPLY_MAX() + 1;
        burned %= minted + 1;
        vm.startPrank(GATEWAY);
        token.bridgeMint(HOLDER, minted);
        token.bridgeBurn(HOLDER, burned);
        vm.stopPrank();
        vm.assertEq(token.balanceOf(HOLDER), minted - burned);
        vm.assertEq(token.totalSupply(), minted - burned);
    }

    function test_bridgeMint_neverExceedsTheL1Supply() public {
        uint256 most = token.SUPPLY_MAX();
        vm.startPrank(GATEWAY);
        token.bridgeMint(HOLDER, most);
        vm.expectRevert(abi.encodeWithSelector(SessionTokenL2.SupplyExceeded.selector, most + 1, most));
        token.bridgeMint(HOLDER, 1);
        vm.stopPrank();
    }

    function test_bridgeBurn_neverBurnsMoreThanIsThere() public {
        vm.prank(GATEWAY);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, HOLDER, 0, 1));
        token.bridgeBurn(HOLDER, 1);
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
        vm.assertEq(token.nonces(owner), 1);
    }

    function test_permit_revertsWhenExpired() public {
        vm.warp(100);
        vm.expectRevert(abi.encodeWithSelector(ERC20PermitUpgradeable.ERC2612ExpiredSignature.selector, 99));
        token.permit(address(1), address(2), 1, 99, 27, bytes32(uint256(1)), bytes32(uint256(1)));
    }

    function test_upgrade_isTheOwnersAndKeepsBalances() public {
        vm.prank(GATEWAY);
        token.bridgeMint(HOLDER, 7);
        address next = address(new SessionTokenL2V2());
        vm.prank(STRANGER);
        vm.expectRevert(
            abi.encodeWithSelector(OwnableUpgradeable.OwnableUnauthorizedAccount.selector, STRANGER)
        );
        token.upgradeToAndCall(next, "");
        token.upgradeToAndCall(next, "");
        vm.assertEq(SessionTokenL2V2(address(token)).version(), 2);
        vm.assertEq(token.balanceOf(HOLDER), 7);
        vm.assertEq(token.gateway(), GATEWAY);
    }

    function test_ownership_isHandedOverInTwoStepsAndNeverGivenUp() public {
        vm.expectRevert(SessionTokenL2.OwnershipNotRenounceable.selector);
        token.renounceOwnership();
        token.transferOwnership(STRANGER);
        vm.assertEq(token.owner(), address(this));
        vm.prank(STRANGER);
        token.acceptOwnership();
        vm.assertEq(token.owner(), STRANGER);
    }
}
