// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {RewardPool, RewardPoolParams} from "../src/RewardPool.sol";
import {RewardsVault, RewardsVaultParams} from "../src/RewardsVault.sol";
import {G1Point, G2Point} from "../src/libraries/BLS12381.sol";
import {MerkleTree} from "./support/MerkleTree.sol";
import {NetworkTest} from "./support/NetworkTest.sol";
import {vm} from "./support/Vm.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

/// @notice A token that calls back in the middle of each transfer, or says that it failed.
contract HostileToken is ERC20("Hostile", "H") {
    address private target;
    bytes private call;
    bool private refuses;
    bytes public reentryRevert;

    constructor() {
        _mint(msg.sender, 1e24);
    }

    function callBack(address target_, bytes calldata call_) external {
        (target, call) = (target_, call_);
        delete reentryRevert;
    }

    function refuse() external {
        refuses = true;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        _reenter();
        return !refuses && super.transfer(to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        _reenter();
        return !refuses && super.transferFrom(from, to, amount);
    }

    function _reenter() private {
        if (target == address(0)) return;
        (bool done, bytes memory answer) = target.call(call);
        require(!done, "reentered");
        reentryRevert = answer;
    }
}

contract ReentrancyTest is NetworkTest {
    HostileToken private hostile;

    function setUp() public {
        deployNetwork(0);
        hostile = new HostileToken();
        registry = deployRegistry(address(hostile), 0);
        for (uint256 n = 1; n <= 4; ++n) {
            _registerHostile(n);
        }
        registry.start();
    }

    function _registerHostile(uint256 n) private {
        hostile.transfer(operatorOf(n), REQUIREMENT);
        vm.prank(operatorOf(n));
        hostile.approve(address(registry), REQUIREMENT);
        G1Point memory key = keyOf(n);
        G2Point memory proof = proofOf(n, 0, operatorOf(n));
        vm.prank(operatorOf(n));
        registry.register(key, proof, ed25519KeyOf(n), ed25519SignatureOf(n), 0, address(0));
    }

    function _expectBlocked() private view {
        vm.assertEq(
            hostile.reentryRevert(),
            abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector)
        );
    }

    function test_withdraw_cannotBeReentered() public {
        exitNode(4, 2, 0);
        hostile.callBack(address(registry), abi.encodeCall(registry.withdraw, ()));
        vm.prank(operatorOf(2));
        registry.withdraw();
        _expectBlocked();
        vm.assertEq(hostile.balanceOf(operatorOf(2)), REQUIREMENT);
    }

    function test_register_cannotBeReentered() public {
        G1Point memory key = keyOf(6);
        G2Point memory proof = proofOf(6, 0, address(hostile));
        bytes memory again = abi.encodeCall(
            registry.register, (key, proof, ed25519KeyOf(6), ed25519SignatureOf(6), 0, address(0))
        );
        hostile.transfer(operatorOf(5), REQUIREMENT);
        hostile.callBack(address(registry), again);
        _registerHostile5();
        _expectBlocked();
        vm.assertEq(registry.nodeCount(), 5);
    }

    function _registerHostile5() private {
        vm.prank(operatorOf(5));
        hostile.approve(address(registry), REQUIREMENT);
        G1Point memory key = keyOf(5);
        G2Point memory proof = proofOf(5, 0, operatorOf(5));
        vm.prank(operatorOf(5));
        registry.register(key, proof, ed25519KeyOf(5), ed25519SignatureOf(5), 0, address(0));
    }

    function test_claimAndRelease_cannotBeReentered() public {
        _redeployRewards();
        hostile.transfer(address(vault), 100e9);
        hostile.transfer(address(pool), 100e9);
        acceptRoots(4, MerkleTree.rewardLeaf(address(this), 50e9), bytes32(0));
        bytes32[] memory proof = new bytes32[](0);
        hostile.callBack(address(vault), abi.encodeCall(RewardsVault.claim, (50e9, proof, 10e9)));
        vault.claim(50e9, proof, 10e9);
        _expectBlocked();
        vm.warp(block.timestamp + 1 days);
        hostile.callBack(address(pool), abi.encodeCall(RewardPool.release, ()));
        pool.release();
        _expectBlocked();
    }

    function _redeployRewards() private {
        RewardsVaultParams memory forVault = vaultParams();
        forVault.token = address(hostile);
        vault = RewardsVault(
            proxied(address(new RewardsVault()), abi.encodeCall(RewardsVault.initialize, (forVault)))
        );
        RewardPoolParams memory forPool = poolParams();
        forPool.token = address(hostile);
        pool =
            RewardPool(proxied(address(new RewardPool()), abi.encodeCall(RewardPool.initialize, (forPool))));
    }

    /// @dev Without a revert of its own, a token's `false` must not pass for a payment.
    function test_withdraw_revertsWhenTheTokenSaysNo() public {
        exitNode(4, 2, 0);
        hostile.refuse();
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(hostile)));
        vm.prank(operatorOf(2));
        registry.withdraw();
        vm.assertEq(registry.creditOf(operatorOf(2)), REQUIREMENT);
    }
}
