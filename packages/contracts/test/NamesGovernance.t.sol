// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Governed} from "../src/Governed.sol";
import {FeeRouter, FeeRouterParams} from "../src/fees/FeeRouter.sol";
import {NameMarket} from "../src/market/NameMarket.sol";
import {NameState} from "../src/names/INameRegistry.sol";
import {NameRegistry} from "../src/names/NameRegistry.sol";
import {SessionPro, SessionProParams} from "../src/pro/SessionPro.sol";
import {SettablePriceFeed, SettablePriceFeedParams} from "../src/pro/SettablePriceFeed.sol";
import {MarketTest} from "./support/MarketTest.sol";
import {vm} from "./support/Vm.sol";
import {OwnableUpgradeable} from "@openzeppelin/contracts-upgradeable/access/OwnableUpgradeable.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";

/// @notice An upgrade that adds a function and keeps the storage.
contract NameRegistryNext is NameRegistry {
    function generation() external pure returns (uint256) {
        return 2;
    }
}

/// @notice What holds for each of the contracts behind names, passes and fees: roles, upgrades, closed implementations.
contract NamesGovernanceTest is MarketTest {
    Governed[5] private governed;
    address[5] private bare;

    function setUp() public {
        deployMarket();
        address feed = proxied(
            address(new SettablePriceFeed()), abi.encodeCall(SettablePriceFeed.initialize, (_feedParams()))
        );
        address pro =
            proxied(address(new SessionPro()), abi.encodeCall(SessionPro.initialize, (_proParams(feed))));
        governed = [Governed(router), Governed(names), Governed(market), Governed(feed), Governed(pro)];
        bare = [
            address(new FeeRouter()),
            address(new NameRegistry()),
            address(new NameMarket()),
            address(new SettablePriceFeed()),
            address(new SessionPro())
        ];
    }

    function _feedParams() private view returns (SettablePriceFeedParams memory) {
        return SettablePriceFeedParams(address(this), MANAGER, GUARDIAN, 1e8, 100, 0);
    }

    function _proParams(address feed) private view returns (SessionProParams memory) {
        return SessionProParams(address(router), feed, address(this), MANAGER, GUARDIAN, 1e8, 30 days, 1 days);
    }

    function _routerParams() private view returns (FeeRouterParams memory) {
        return FeeRouterParams(address(token), POOL, LIQUIDITY, address(this), MANAGER, GUARDIAN);
    }

    function _initCalls() private view returns (bytes[5] memory) {
        return [
            abi.encodeCall(FeeRouter.initialize, (_routerParams())),
            abi.encodeCall(NameRegistry.initialize, (namesParams())),
            abi.encodeCall(NameMarket.initialize, (marketParams(address(token)))),
            abi.encodeCall(SettablePriceFeed.initialize, (_feedParams())),
            abi.encodeCall(SessionPro.initialize, (_proParams(address(governed[3]))))
        ];
    }

    function _refusal(address target, bytes memory call) private returns (bytes memory answer) {
        bool done;
        (done, answer) = target.call(call);
        vm.assertFalse(done);
    }

    function test_initialize_worksOnceAndNeverOnAnImplementation() public {
        bytes[5] memory calls = _initCalls();
        bytes memory expected = abi.encodeWithSelector(Initializable.InvalidInitialization.selector);
        for (uint256 i; i < 5; ++i) {
            vm.assertEq(_refusal(address(governed[i]), calls[i]), expected);
            vm.assertEq(_refusal(bare[i], calls[i]), expected);
        }
    }

    function test_upgrade_isForTheOwner() public {
        address[3] memory others = [MANAGER, GUARDIAN, ALICE];
        for (uint256 i; i < 5; ++i) {
            for (uint256 k; k < 3; ++k) {
                vm.expectRevert(
                    abi.encodeWithSelector(OwnableUpgradeable.OwnableUnauthorizedAccount.selector, others[k])
                );
                vm.prank(others[k]);
                governed[i].upgradeToAndCall(bare[i], "");
            }
            governed[i].upgradeToAndCall(bare[i], "");
            vm.assertEq(governed[i].owner(), address(this));
            vm.assertEq(governed[i].manager(), MANAGER);
            vm.assertEq(governed[i].guardian(), GUARDIAN);
        }
    }

    function test_upgrade_keepsNamesAndOrders() public {
        listIt();
        bytes memory before = abi.encode(names.stateOf(nameHash));
        names.upgradeToAndCall(address(new NameRegistryNext()), "");
        market.upgradeToAndCall(bare[2], "");
        vm.assertEq(NameRegistryNext(address(names)).generation(), 2);
        NameState memory state = names.stateOf(nameHash);
        vm.assertEq(abi.encode(state), before);
        vm.prank(BOB);
        market.buy(nameHash, ALICE, ASKED);
        assertOwner(BOB);
    }

    function test_pause_isForGuardianAndOwnerAndEndsWithTheOwner() public {
        for (uint256 i; i < 5; ++i) {
            vm.expectRevert(abi.encodeWithSelector(Governed.CallerMayNotPause.selector, MANAGER));
            vm.prank(MANAGER);
            governed[i].pause();
            vm.prank(GUARDIAN);
            governed[i].pause();
            vm.expectRevert(
                abi.encodeWithSelector(OwnableUpgradeable.OwnableUnauthorizedAccount.selector, GUARDIAN)
            );
            vm.prank(GUARDIAN);
            governed[i].unpause();
            governed[i].unpause();
        }
    }
}
