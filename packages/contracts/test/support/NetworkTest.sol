// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Erc1967Proxy} from "../../src/Erc1967Proxy.sol";
import {NodeRegistry} from "../../src/NodeRegistry.sol";
import {RewardPool, RewardPoolParams} from "../../src/RewardPool.sol";
import {RewardsVault, RewardsVaultParams} from "../../src/RewardsVault.sol";
import {SessionToken} from "../../src/SessionToken.sol";
import {Contributor, ExitLeaf, NodeRegistryParams, Snapshot} from "../../src/interfaces/INodeRegistry.sol";
import {G1Point, G2Point} from "../../src/libraries/BLS12381.sol";
import {BlsSigner} from "./BlsSigner.sol";
import {MerkleTree} from "./MerkleTree.sol";
import {RegistryFace} from "./RegistryFace.sol";
import {vm} from "./Vm.sol";

/// @notice A network on chain with keys that can sign. This contract is the contracts' owner and holds the supply.
/// Node `n` has the BLS secret {secretOf}(n) and the operator {operatorOf}(n).
abstract contract NetworkTest {
    uint256 internal constant REQUIREMENT = 25_000e9;
    uint64 internal constant ACTIVATION_DELAY_S = 1 days;
    uint64 internal constant EXIT_DELAY_S = 30 days;
    uint64 internal constant AGE_MAX_S = 1 days;
    uint64 internal constant SMALL_DELAY_S = 30 days;
    uint64 internal constant LIQUIDATION_DELAY_S = 7 days;
    uint256 internal constant ACCOUNT_LIMIT = 400_000e9;
    uint256 internal constant GLOBAL_LIMIT = 1_000_000e9;
    uint256 internal constant PERIOD_S = 12 hours;

    address internal constant MANAGER = address(0x3a);
    address internal constant GUARDIAN = address(0x6a);
    address internal constant STRANGER = address(0x57a);

    SessionToken internal token;
    RegistryFace internal registry;
    RewardsVault internal vault;
    RewardPool internal pool;

    function deployNetwork(uint64 keyActivationDelayS) internal {
        deployNetworkOn(address(new SessionToken(address(this))), keyActivationDelayS);
    }

    /// @notice On a token that this contract holds, whatever it does beyond the token's own interface.
    function deployNetworkOn(address token_, uint64 keyActivationDelayS) internal {
        vm.warp(1_800_000_000);
        token = SessionToken(token_);
        registry = deployRegistry(address(token), keyActivationDelayS);
        vault = RewardsVault(
            proxied(address(new RewardsVault()), abi.encodeCall(RewardsVault.initialize, (vaultParams())))
        );
        pool = RewardPool(
            proxied(address(new RewardPool()), abi.encodeCall(RewardPool.initialize, (poolParams())))
        );
        registry.setRewardPool(address(pool));
    }

    function deployRegistry(address token_, uint64 keyActivationDelayS) internal returns (RegistryFace) {
        NodeRegistryParams memory params = registryParams(token_, keyActivationDelayS);
        return
            RegistryFace(
                proxied(address(new NodeRegistry()), abi.encodeCall(NodeRegistry.initialize, (params)))
            );
    }

    function proxied(address implementation, bytes memory initData) internal returns (address) {
        return address(new Erc1967Proxy(implementation, initData));
    }

    function registryParams(address token_, uint64 keyActivationDelayS)
        internal
        view
        returns (NodeRegistryParams memory)
    {
        return NodeRegistryParams({
            token: token_,
            owner: address(this),
            manager: MANAGER,
            guardian: GUARDIAN,
            stakingRequirement: REQUIREMENT,
            keyActivationDelayS: keyActivationDelayS,
            exitWithoutSnapshotDelayS: EXIT_DELAY_S,
            snapshotAgeMaxS: AGE_MAX_S,
            smallContributorDelayS: SMALL_DELAY_S,
            liquidationDelayS: LIQUIDATION_DELAY_S
        });
    }

    function vaultParams() internal view returns (RewardsVaultParams memory) {
        return RewardsVaultParams({
            token: address(token),
            registry: address(registry),
            owner: address(this),
            manager: MANAGER,
            guardian: GUARDIAN,
            accountLimit: ACCOUNT_LIMIT,
            globalLimit: GLOBAL_LIMIT,
            periodS: PERIOD_S
        });
    }

    function poolParams() internal view returns (RewardPoolParams memory) {
        return RewardPoolParams({
            token: address(token),
            vault: address(vault),
            owner: address(this),
            manager: MANAGER,
            guardian: GUARDIAN,
            releaseIntervalS: 1 days
        });
    }

    function secretOf(uint256 n) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode("bls secret", n))) % BlsSigner.ORDER;
    }

    function operatorOf(uint256 n) internal pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encode("operator", n)))));
    }

    function ed25519KeyOf(uint256 n) internal pure returns (bytes32) {
        return keccak256(abi.encode("ed25519", n));
    }

    function ed25519SignatureOf(uint256 n) internal pure returns (bytes32[2] memory) {
        return [keccak256(abi.encode("signature R", n)), keccak256(abi.encode("signature S", n))];
    }

    function keyOf(uint256 n) internal view returns (G1Point memory) {
        return BlsSigner.publicKey(secretOf(n));
    }

    function soloHash(address staker, address beneficiary, uint256 amount) internal pure returns (bytes32) {
        Contributor[] memory contributors = new Contributor[](1);
        contributors[0] = Contributor(staker, beneficiary, amount);
        return keccak256(abi.encode(contributors));
    }

    /// @notice Node n's proof of possession for a solo registration by its own operator.
    function proofOf(uint256 n, uint16 feeBps, address beneficiary) internal view returns (G2Point memory) {
        bytes32 message = registry.proofOfPossessionMessage(
            keyOf(n),
            ed25519KeyOf(n),
            operatorOf(n),
            feeBps,
            soloHash(operatorOf(n), beneficiary, registry.stakingRequirement())
        );
        return BlsSigner.sign(secretOf(n), message);
    }

    function fund(uint256 n) internal {
        token.transfer(operatorOf(n), registry.stakingRequirement());
        vm.prank(operatorOf(n));
        token.approve(address(registry), type(uint256).max);
    }

    function registerNode(uint256 n) internal returns (uint64 id) {
        fund(n);
        G1Point memory key = keyOf(n);
        G2Point memory proof = proofOf(n, 0, operatorOf(n));
        vm.prank(operatorOf(n));
        registry.register(key, proof, ed25519KeyOf(n), ed25519SignatureOf(n), 0, address(0));
        return registry.idOfEd25519Key(ed25519KeyOf(n));
    }

    /// @notice Registers nodes 1..count, which get the ids 1..count in a fresh registry.
    function registerNodes(uint256 count) internal {
        for (uint256 n = 1; n <= count; ++n) {
            registerNode(n);
        }
    }

    function startNetwork(uint256 count) internal {
        registerNodes(count);
        registry.start();
    }

    function newSnapshot(bytes32 rewardsRoot, bytes32 exitsRoot) internal view returns (Snapshot memory s) {
        Snapshot memory last = registry.snapshot();
        s.height = last.height + 30;
        s.l2Number = last.l2Number + 7;
        s.timestampS = uint64(block.timestamp);
        s.blockHash = keccak256(abi.encode("block", s.height));
        s.stateRoot = keccak256(abi.encode("state", s.height));
        s.rewardsRoot = rewardsRoot;
        s.exitsRoot = exitsRoot;
    }

    function ids(uint64[1] memory list) internal pure returns (uint64[] memory out) {
        out = new uint64[](1);
        out[0] = list[0];
    }

    function none() internal pure returns (uint64[] memory) {
        return new uint64[](0);
    }

    /// @notice The signature of all of nodes 1..count but `absent`, where node n has the id n.
    function signatureBy(uint256 count, uint64[] memory absent, bytes32 message)
        internal
        view
        returns (G2Point memory)
    {
        uint256 secret;
        for (uint256 n = 1; n <= count; ++n) {
            secret = addmod(secret, secretOf(n), BlsSigner.ORDER);
        }
        for (uint256 i; i < absent.length; ++i) {
            secret = addmod(secret, BlsSigner.ORDER - secretOf(absent[i]), BlsSigner.ORDER);
        }
        return BlsSigner.sign(secret, message);
    }

    function keysOf(uint64[] memory list) internal view returns (G1Point[] memory keys) {
        keys = new G1Point[](list.length);
        for (uint256 i; i < list.length; ++i) {
            keys[i] = keyOf(list[i]);
        }
    }

    /// @notice Has nodes 1..count but `absent` sign, and submits.
    function submitAs(uint256 count, uint64[] memory absent, Snapshot memory s) internal {
        G2Point memory signature = signatureBy(count, absent, registry.snapshotMessage(s));
        registry.submitSnapshot(s, signature, absent, keysOf(absent));
    }

    function acceptRoots(uint256 count, bytes32 rewardsRoot, bytes32 exitsRoot) internal {
        submitAs(count, none(), newSnapshot(rewardsRoot, exitsRoot));
    }

    function exitLeaf(uint64 id, uint8 kind, uint256 lockS) internal view returns (ExitLeaf memory) {
        uint64 nowS = uint64(block.timestamp);
        return ExitLeaf({id: id, kind: kind, eligibleAtS: nowS, unlockAtS: nowS + uint64(lockS)});
    }

    /// @notice Has nodes 1..count list one exit.
    function acceptExit(uint256 count, ExitLeaf memory leaf) internal {
        acceptRoots(count, bytes32(0), MerkleTree.exitLeaf(leaf));
    }

    /// @notice Has the network list one exit, and completes it.
    function exitNode(uint256 count, uint64 id, uint256 lockS) internal {
        ExitLeaf memory leaf = exitLeaf(id, 0, lockS);
        acceptExit(count, leaf);
        registry.completeExit(leaf, new bytes32[](0));
    }

    function sumOfKeys(uint256 first, uint256 last) internal view returns (G1Point memory) {
        uint256 secret;
        for (uint256 n = first; n <= last; ++n) {
            secret = addmod(secret, secretOf(n), BlsSigner.ORDER);
        }
        return BlsSigner.publicKey(secret);
    }

    function assertSameKey(G1Point memory left, G1Point memory right) internal pure {
        vm.assertEq(keccak256(abi.encode(left)), keccak256(abi.encode(right)));
    }
}
