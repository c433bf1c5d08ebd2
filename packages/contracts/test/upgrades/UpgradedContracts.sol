// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {NodeRegistry} from "../../src/NodeRegistry.sol";
import {RewardPool} from "../../src/RewardPool.sol";
import {RewardsVault} from "../../src/RewardsVault.sol";
import {FeeRouter} from "../../src/fees/FeeRouter.sol";
import {NameMarket} from "../../src/market/NameMarket.sol";
import {NameRegistry} from "../../src/names/NameRegistry.sol";
import {ContributionPoolFactory} from "../../src/pools/ContributionPoolFactory.sol";
import {SessionPro} from "../../src/pro/SessionPro.sol";
import {SettablePriceFeed} from "../../src/pro/SettablePriceFeed.sol";
import {SessionTokenL2} from "../../src/token/SessionTokenL2.sol";

/// @notice What a second version adds: a variable behind all others, and functions of it. Each version below is the present
/// contract with this at its end, as an upgrade would be.
abstract contract Noted {
    uint256 private _note;

    function setNote(uint256 note_) external {
        _note = note_;
    }

    function note() external view returns (uint256) {
        return _note;
    }
}

contract NodeRegistryV2 is NodeRegistry, Noted {}

contract RewardsVaultV2 is RewardsVault, Noted {}

contract RewardPoolV2 is RewardPool, Noted {}

contract ContributionPoolFactoryV2 is ContributionPoolFactory, Noted {}

contract FeeRouterV2 is FeeRouter, Noted {}

contract SettablePriceFeedV2 is SettablePriceFeed, Noted {}

contract SessionProV2 is SessionPro, Noted {}

contract NameRegistryV2 is NameRegistry, Noted {}

contract NameMarketV2 is NameMarket, Noted {}

contract SessionTokenL2V2 is SessionTokenL2, Noted {}

/// @notice A mistake: its variable comes first and moves all others.
contract MisplacedRewardPool is Noted, RewardPool {}
