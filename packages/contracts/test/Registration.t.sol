// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IRegistryErrors} from "../src/interfaces/IRegistryErrors.sol";
import {IRegistryEvents} from "../src/interfaces/IRegistryEvents.sol";
import {Contributor, NodeStatus, NodeView} from "../src/interfaces/RegistryTypes.sol";
import {BLS12381, G1Point, G2Point} from "../src/libraries/BLS12381.sol";
import {BlsSigner} from "./support/BlsSigner.sol";
import {NetworkTest} from "./support/NetworkTest.sol";
import {RegistryFace} from "./support/RegistryFace.sol";
import {bound, vm} from "./support/Vm.sol";
import {PausableUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/PausableUpgradeable.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

contract RegistrationTest is NetworkTest {
    function setUp() public {
        deployNetwork(0);
    }

    function _register(uint256 n, uint16 feeBps, address beneficiary) private {
        G1Point memory key = keyOf(n);
        G2Point memory proof = proofOf(n, feeBps, beneficiary == address(0) ? operatorOf(n) : beneficiary);
        vm.prank(operatorOf(n));
        registry.register(key, proof, ed25519KeyOf(n), ed25519SignatureOf(n), feeBps, beneficiary);
    }

    function test_register_recordsTheNodeAndTakesTheStake() public {
        registerNode(1);
        NodeView memory node = registry.node(1);
        vm.assertTrue(node.status == NodeStatus.Counted);
        vm.assertEq(node.operator, operatorOf(1));
        vm.assertEq(node.stake, REQUIREMENT);
        vm.assertEq(node.registeredAtS, block.timestamp);
        vm.assertEq(node.ed25519Key, ed25519KeyOf(1));
        vm.assertEq(node.contributorsHash, bytes32(0));
        assertSameKey(node.blsKey, keyOf(1));
        vm.assertEq(token.balanceOf(address(registry)), REQUIREMENT);
        vm.assertEq(registry.nodeCount(), 1);
        vm.assertEq(registry.keyCount(), 1);
        vm.assertEq(registry.idOfBlsKey(keccak256(abi.encode(keyOf(1)))), 1);
        assertSameKey(registry.aggregateKey(), keyOf(1));
    }

    function test_fuzz_register_emitsAllThatTheNodesNeed(uint16 feeBps, address beneficiary) public {
        feeBps = uint16(bound(feeBps, 0, 10_000));
        vm.assume(beneficiary != address(0));
        fund(1);
        Contributor[] memory contributors = new Contributor[](1);
        contributors[0] = Contributor(operatorOf(1), beneficiary, REQUIREMENT);
        G1Point memory key = keyOf(1);
        G2Point memory proof = proofOf(1, feeBps, beneficiary);
        vm.expectEmit(address(registry));
        emit IRegistryEvents.NodeRegistered(
            1, operatorOf(1), ed25519KeyOf(1), key, ed25519SignatureOf(1), feeBps, contributors, operatorOf(1)
        );
        vm.expectEmit(address(registry));
        emit IRegistryEvents.KeyActivated(1);
        vm.prank(operatorOf(1));
        registry.register(key, proof, ed25519KeyOf(1), ed25519SignatureOf(1), feeBps, beneficiary);
        vm.assertEq(registry.node(1).feeBps, feeBps);
    }

    function test_register_takesTheSenderForAZeroBeneficiary() public {
        fund(1);
        Contributor[] memory contributors = new Contributor[](1);
        contributors[0] = Contributor(operatorOf(1), operatorOf(1), REQUIREMENT);
        G1Point memory key = keyOf(1);
        G2Point memory proof = proofOf(1, 0, operatorOf(1));
        vm.expectEmit(address(registry));
        emit IRegistryEvents.NodeRegistered(
            1, operatorOf(1), ed25519KeyOf(1), key, ed25519SignatureOf(1), 0, contributors, operatorOf(1)
        );
        vm.expectEmit(address(registry));
        emit IRegistryEvents.KeyActivated(1);
        vm.prank(operatorOf(1));
        registry.register(key, proof, ed25519KeyOf(1), ed25519SignatureOf(1), 0, address(0));
    }

    function test_register_numbersNodesFromOneAndSumsTheirKeys() public {
        registerNodes(7);
        vm.assertEq(registry.nodeCount(), 7);
        vm.assertEq(registry.nonSignersMax(), 2);
        assertSameKey(registry.aggregateKey(), sumOfKeys(1, 7));
        uint64[] memory page = registry.nodeIds(2, 3);
        vm.assertEq(page.length, 3);
        vm.assertEq(page[0], 3);
        vm.assertEq(registry.nodeIds(5, 100).length, 2);
        vm.assertEq(registry.nodeIds(7, 1).length, 0);
    }

    function test_fuzz_register_revertsOnAFeeAbove100Percent(uint16 feeBps) public {
        feeBps = uint16(bound(feeBps, 10_001, type(uint16).max));
        fund(1);
        G1Point memory key = keyOf(1);
        G2Point memory proof = proofOf(1, feeBps, operatorOf(1));
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.FeeTooHigh.selector, feeBps, 10_000));
        vm.prank(operatorOf(1));
        registry.register(key, proof, ed25519KeyOf(1), ed25519SignatureOf(1), feeBps, address(0));
    }

    function test_register_revertsOnAZeroEd25519Key() public {
        G1Point memory key = keyOf(1);
        G2Point memory proof = proofOf(1, 0, operatorOf(1));
        vm.expectRevert(IRegistryErrors.Ed25519KeyZero.selector);
        registry.register(key, proof, bytes32(0), ed25519SignatureOf(1), 0, address(0));
    }

    function test_register_revertsOnATakenEd25519Key() public {
        registerNode(1);
        G1Point memory key = keyOf(2);
        G2Point memory proof = proofOf(2, 0, operatorOf(2));
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.Ed25519KeyTaken.selector, ed25519KeyOf(1), 1));
        registry.register(key, proof, ed25519KeyOf(1), ed25519SignatureOf(1), 0, address(0));
    }

    function test_register_revertsOnATakenBlsKey() public {
        registerNode(1);
        G1Point memory key = keyOf(1);
        G2Point memory proof = proofOf(1, 0, operatorOf(1));
        vm.expectRevert(
            abi.encodeWithSelector(IRegistryErrors.BlsKeyTaken.selector, keccak256(abi.encode(key)), 1)
        );
        registry.register(key, proof, ed25519KeyOf(2), ed25519SignatureOf(2), 0, address(0));
    }

    function test_register_revertsWithoutAllowance() public {
        token.transfer(operatorOf(1), REQUIREMENT);
        G1Point memory key = keyOf(1);
        G2Point memory proof = proofOf(1, 0, operatorOf(1));
        vm.expectRevert(
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientAllowance.selector, address(registry), 0, REQUIREMENT
            )
        );
        vm.prank(operatorOf(1));
        registry.register(key, proof, ed25519KeyOf(1), ed25519SignatureOf(1), 0, address(0));
    }

    function test_register_revertsWhenPaused() public {
        vm.prank(GUARDIAN);
        registry.pause();
        G1Point memory key = keyOf(1);
        G2Point memory proof = proofOf(1, 0, operatorOf(1));
        vm.expectRevert(PausableUpgradeable.EnforcedPause.selector);
        registry.register(key, proof, ed25519KeyOf(1), ed25519SignatureOf(1), 0, address(0));
    }

    /// @dev The proof is made for `n`'s own terms; each caller below changes one of them.
    function _expectBadProof() private {
        vm.expectRevert(BLS12381.BlsSignatureInvalid.selector);
    }

    function test_register_refusesTheProofOnAnotherChain() public {
        fund(1);
        G1Point memory key = keyOf(1);
        G2Point memory proof = proofOf(1, 0, operatorOf(1));
        vm.chainId(block.chainid + 1);
        _expectBadProof();
        vm.prank(operatorOf(1));
        registry.register(key, proof, ed25519KeyOf(1), ed25519SignatureOf(1), 0, address(0));
    }

    function test_register_refusesTheProofForAnotherRegistry() public {
        G1Point memory key = keyOf(1);
        G2Point memory proof = proofOf(1, 0, operatorOf(1));
        RegistryFace other = deployRegistry(address(token), 0);
        _expectBadProof();
        vm.prank(operatorOf(1));
        other.register(key, proof, ed25519KeyOf(1), ed25519SignatureOf(1), 0, address(0));
    }

    function test_register_refusesASignatureForAnotherPurpose() public {
        bytes32 contributorsHash = soloHash(operatorOf(1), operatorOf(1), REQUIREMENT);
        bytes32 message = keccak256(
            abi.encode(
                keccak256("sextant/registration/1"),
                block.chainid,
                address(registry),
                keyOf(1),
                ed25519KeyOf(1),
                operatorOf(1),
                uint16(0),
                contributorsHash
            )
        );
        G1Point memory key = keyOf(1);
        G2Point memory proof = BlsSigner.sign(secretOf(1), message);
        _expectBadProof();
        vm.prank(operatorOf(1));
        registry.register(key, proof, ed25519KeyOf(1), ed25519SignatureOf(1), 0, address(0));
    }

    function test_register_refusesTheProofAfterTheRequirementChanged() public {
        G1Point memory key = keyOf(1);
        G2Point memory proof = proofOf(1, 0, operatorOf(1));
        registry.setStakingRequirement(REQUIREMENT + 1);
        _expectBadProof();
        vm.prank(operatorOf(1));
        registry.register(key, proof, ed25519KeyOf(1), ed25519SignatureOf(1), 0, address(0));
    }

    function test_register_refusesInfinityKeys() public {
        G1Point memory key;
        G2Point memory proof;
        vm.expectRevert(BLS12381.BlsKeyInfinity.selector);
        registry.register(key, proof, ed25519KeyOf(1), ed25519SignatureOf(1), 0, address(0));
    }

    function test_register_refusesAnInfinityProof() public {
        G1Point memory key = keyOf(1);
        G2Point memory proof;
        vm.expectRevert(BLS12381.BlsSignatureInfinity.selector);
        registry.register(key, proof, ed25519KeyOf(1), ed25519SignatureOf(1), 0, address(0));
    }

    function test_register_refusesKeysOffCurveAndOffSubgroup() public {
        G2Point memory proof = proofOf(1, 0, operatorOf(1));
        G1Point memory key = keyOf(1);
        key.yLo ^= 1;
        bytes memory expected = abi.encodeWithSelector(BLS12381.BlsPointInvalid.selector, BLS12381.PAIRING);
        vm.expectRevert(expected);
        registry.register(key, proof, ed25519KeyOf(1), ed25519SignatureOf(1), 0, address(0));
        vm.expectRevert(expected);
        registry.register(G1Point(0, 0, 0, 2), proof, ed25519KeyOf(1), ed25519SignatureOf(1), 0, address(0));
    }

    function _permit(uint256 privateKey, uint256 nonce) private view returns (uint8 v, bytes32 r, bytes32 s) {
        bytes32 permit =
            keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 content = keccak256(
            abi.encode(permit, vm.addr(privateKey), address(registry), REQUIREMENT, nonce, block.timestamp)
        );
        return vm.sign(privateKey, keccak256(abi.encodePacked("\x19\x01", token.DOMAIN_SEPARATOR(), content)));
    }

    function _proofBy(address operator) private view returns (G2Point memory) {
        bytes32 message = registry.proofOfPossessionMessage(
            keyOf(1), ed25519KeyOf(1), operator, 0, soloHash(operator, operator, REQUIREMENT)
        );
        return BlsSigner.sign(secretOf(1), message);
    }

    function _registerWithPermit(address operator, uint8 v, bytes32 r, bytes32 s) private {
        G1Point memory key = keyOf(1);
        G2Point memory proof = _proofBy(operator);
        vm.prank(operator);
        registry.registerWithPermit(
            key, proof, ed25519KeyOf(1), ed25519SignatureOf(1), 0, address(0), block.timestamp, v, r, s
        );
    }

    function test_registerWithPermit_needsNoApproval() public {
        address operator = vm.addr(0xa11ce);
        token.transfer(operator, REQUIREMENT);
        (uint8 v, bytes32 r, bytes32 s) = _permit(0xa11ce, 0);
        _registerWithPermit(operator, v, r, s);
        vm.assertEq(registry.node(1).operator, operator);
        vm.assertEq(token.allowance(operator, address(registry)), 0);
    }

    function test_registerWithPermit_survivesAPermitThatSomebodyElseSubmitted() public {
        address operator = vm.addr(0xa11ce);
        token.transfer(operator, REQUIREMENT);
        (uint8 v, bytes32 r, bytes32 s) = _permit(0xa11ce, 0);
        token.permit(operator, address(registry), REQUIREMENT, block.timestamp, v, r, s);
        _registerWithPermit(operator, v, r, s);
        vm.assertEq(registry.nodeCount(), 1);
    }

    function test_registerWithPermit_revertsOnAPermitThatAllowsNothing() public {
        address operator = vm.addr(0xa11ce);
        token.transfer(operator, REQUIREMENT);
        (uint8 v, bytes32 r, bytes32 s) = _permit(0xa11ce, 7);
        G1Point memory key = keyOf(1);
        G2Point memory proof = _proofBy(operator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientAllowance.selector, address(registry), 0, REQUIREMENT
            )
        );
        vm.prank(operator);
        registry.registerWithPermit(
            key, proof, ed25519KeyOf(1), ed25519SignatureOf(1), 0, address(0), block.timestamp, v, r, s
        );
    }

    function test_setStakingRequirement_appliesToNewNodesOnly() public {
        registerNode(1);
        vm.expectEmit(address(registry));
        emit IRegistryEvents.StakingRequirementSet(10e9);
        registry.setStakingRequirement(10e9);
        registerNode(2);
        vm.assertEq(registry.node(1).stake, REQUIREMENT);
        vm.assertEq(registry.node(2).stake, 10e9);
    }

    function test_start_setsTheGenesisTimeOnce() public {
        registerNodes(4);
        vm.assertFalse(registry.started());
        vm.expectEmit(address(registry));
        emit IRegistryEvents.NetworkStarted(uint64(block.timestamp));
        registry.start();
        vm.assertTrue(registry.started());
        vm.assertEq(registry.genesisTimeS(), block.timestamp);
        vm.expectRevert(
            abi.encodeWithSelector(IRegistryErrors.NetworkStartedAlready.selector, uint64(block.timestamp))
        );
        registry.start();
    }

    function test_start_revertsBelowFourKeys() public {
        registerNodes(3);
        vm.expectRevert(abi.encodeWithSelector(IRegistryErrors.KeysTooFew.selector, 3, 4));
        registry.start();
    }
}
