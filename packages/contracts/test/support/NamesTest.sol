// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Erc1967Proxy} from "../../src/Erc1967Proxy.sol";
import {SessionToken} from "../../src/SessionToken.sol";
import {FeeRouter, FeeRouterParams} from "../../src/fees/FeeRouter.sol";
import {NameRegistryParams, NameState, NameStatus, Registration} from "../../src/names/INameRegistry.sol";
import {NameRegistry} from "../../src/names/NameRegistry.sol";
import {vm} from "./Vm.sol";

/// @notice A registry of names with its fees. This contract owns everything and holds the token's supply.
abstract contract NamesTest {
    uint256 internal constant START_S = 1_800_000_000;
    uint64 internal constant AGE_MIN_S = 60;
    uint64 internal constant AGE_MAX_S = 1 days;
    uint64 internal constant YEAR_S = 365 days;
    uint64 internal constant GRACE_S = 30 days;
    uint96 internal constant PRICE = 10e9;

    address internal constant MANAGER = address(0x3a);
    address internal constant GUARDIAN = address(0x6a);
    address internal constant POOL = address(0x9001);
    address internal constant LIQUIDITY = address(0x119);
    address internal constant ALICE = address(0xa11ce);
    address internal constant BOB = address(0xb0b);
    address internal constant CAROL = address(0xca401);

    SessionToken internal token;
    FeeRouter internal router;
    NameRegistry internal names;

    function deployNames() internal {
        deployNamesOn(new SessionToken(address(this)));
    }

    function deployNamesOn(SessionToken token_) internal {
        vm.warp(START_S);
        token = token_;
        router = deployRouter(address(token));
        names = deployRegistry(namesParams());
        fund(ALICE);
        fund(BOB);
        fund(CAROL);
    }

    function deployRouter(address token_) internal returns (FeeRouter) {
        FeeRouterParams memory params =
            FeeRouterParams(token_, POOL, LIQUIDITY, address(this), MANAGER, GUARDIAN);
        return FeeRouter(proxied(address(new FeeRouter()), abi.encodeCall(FeeRouter.initialize, (params))));
    }

    function deployRegistry(NameRegistryParams memory params) internal returns (NameRegistry) {
        return
            NameRegistry(
                proxied(address(new NameRegistry()), abi.encodeCall(NameRegistry.initialize, (params)))
            );
    }

    function proxied(address implementation, bytes memory initData) internal returns (address) {
        return address(new Erc1967Proxy(implementation, initData));
    }

    function namesParams() internal view returns (NameRegistryParams memory) {
        return NameRegistryParams({
            feeRouter: address(router),
            owner: address(this),
            manager: MANAGER,
            guardian: GUARDIAN,
            commitAgeMinS: AGE_MIN_S,
            commitAgeMaxS: AGE_MAX_S,
            legacyEndsAtS: 0,
            legacyRoot: 0,
            royaltyBps: 500,
            pricesPerYear: [PRICE * 64, PRICE * 32, PRICE * 16, PRICE * 4, PRICE]
        });
    }

    function fund(address account) internal {
        token.transfer(account, 1_000_000e9);
        vm.prank(account);
        token.approve(address(names), type(uint256).max);
    }

    function hashOf(string memory name) internal view returns (bytes32) {
        return names.nameHashOf(name);
    }

    function record() internal pure returns (bytes memory) {
        return abi.encodePacked(bytes32("account"), bytes1(0x05), bytes16("tag"), bytes24("nonce"));
    }

    function registrationOf(string memory name, address owner, uint8 yearCount)
        internal
        view
        returns (Registration memory)
    {
        return Registration({
            nameHash: hashOf(name),
            length: uint8(bytes(name).length),
            owner: owner,
            yearCount: yearCount,
            encryptedRecord: record(),
            secret: keccak256(abi.encode("secret", name, owner))
        });
    }

    /// @notice Commits, waits as long as it takes, registers.
    function commitAndRegister(address payer, Registration memory r) internal {
        names.commit(names.commitmentOf(r));
        vm.warp(block.timestamp + AGE_MIN_S);
        vm.prank(payer);
        names.register(r, type(uint256).max);
    }

    function registerFor(address owner, string memory name) internal returns (bytes32 nameHash) {
        Registration memory r = registrationOf(name, owner, 1);
        commitAndRegister(owner, r);
        return r.nameHash;
    }

    function registerRevealed(address owner, string memory name) internal returns (bytes32 nameHash) {
        nameHash = registerFor(owner, name);
        vm.prank(owner);
        names.reveal(name);
    }

    function expiryOf(bytes32 nameHash) internal view returns (uint64) {
        return names.stateOf(nameHash).expiresAtS;
    }

    function assertStatus(bytes32 nameHash, NameStatus status) internal view {
        vm.assertEq(uint256(names.stateOf(nameHash).status), uint256(status));
    }

    function assertFree(bytes32 nameHash) internal view {
        NameState memory state = names.stateOf(nameHash);
        vm.assertEq(uint256(state.status), uint256(NameStatus.Free));
        vm.assertEq(state.owner, address(0));
    }
}
