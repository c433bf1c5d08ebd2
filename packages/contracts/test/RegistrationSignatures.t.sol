// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Contributor} from "../src/interfaces/RegistryTypes.sol";
import {BLS12381, G1Point, G2Point} from "../src/libraries/BLS12381.sol";
import {BlsSigner} from "./support/BlsSigner.sol";
import {OddPoints} from "./support/OddPoints.sol";
import {RegistryFace} from "./support/RegistryFace.sol";
import {SharedNodes} from "./support/SharedNodes.sol";
import {vm} from "./support/Vm.sol";

/// @notice Everything that can be wrong about a proof of possession, one thing at a time, tried in each of the ways a node
/// is registered. The untouched attempt comes last and succeeds, so nothing else was wrong.
contract RegistrationSignaturesTest is SharedNodes {
    /// @dev All that a registration consists of.
    struct Attempt {
        RegistryFace registry;
        address payer;
        G1Point key;
        G2Point proof;
        bytes32 ed25519Key;
        uint16 feeBps;
        Contributor[] list;
    }

    uint256 private constant N = 1;

    function setUp() public {
        deployNetwork(0);
    }

    function _attempt(address payer) private returns (Attempt memory a) {
        fundPayer(payer);
        a.registry = registry;
        a.payer = payer;
        a.key = keyOf(N);
        a.ed25519Key = ed25519KeyOf(N);
        a.feeBps = 500;
        a.list = threeOf(N);
        a.proof = BlsSigner.sign(secretOf(N), _message(a));
    }

    function _message(Attempt memory a) private view returns (bytes32) {
        return
            a.registry.proofOfPossessionMessage(a.key, a.ed25519Key, a.list[0].staker, a.feeBps, _funding(a));
    }

    function _funding(Attempt memory a) private pure returns (bytes32) {
        return a.registry.fundingHash(a.payer, a.list);
    }

    /// @dev A deep copy, so that each change starts from what is lawful.
    function _copy(Attempt memory a) private pure returns (Attempt memory) {
        return abi.decode(abi.encode(a), (Attempt));
    }

    function _send(Attempt memory a) private {
        vm.prank(a.payer);
        a.registry.registerShared(a.key, a.proof, a.ed25519Key, ed25519SignatureOf(N), a.feeBps, a.list);
    }

    /// @dev The view and the registration itself must refuse alike.
    function _expectRefused(Attempt memory a, bytes memory revertData) private {
        bytes32 funding = _funding(a);
        vm.expectRevert(revertData);
        a.registry.checkProof(a.key, a.proof, a.ed25519Key, a.list[0].staker, a.feeBps, funding);
        vm.expectRevert(revertData);
        _send(a);
    }

    function _expectInvalid(Attempt memory a) private {
        _expectRefused(a, abi.encodeWithSelector(BLS12381.BlsSignatureInvalid.selector));
    }

    function _expectNoPoint(Attempt memory a) private {
        _expectRefused(a, abi.encodeWithSelector(BLS12381.BlsPointInvalid.selector, BLS12381.PAIRING));
    }

    function test_matrix_operatorPays() public {
        Attempt memory a = _attempt(operatorOf(N));
        _whereAndWhatFor(a);
        _terms(a);
        _list(a);
        _points(a);
        _send(a);
    }

    function test_matrix_anotherPays() public {
        Attempt memory a = _attempt(PAYER);
        _whereAndWhatFor(a);
        _terms(a);
        _points(a);
        _send(a);
    }

    function _whereAndWhatFor(Attempt memory a) private {
        uint256 chainId = block.chainid;
        vm.chainId(chainId + 1);
        _expectInvalid(a);
        vm.chainId(chainId);
        Attempt memory b = _copy(a);
        b.registry = deployRegistry(address(token), 0);
        _expectInvalid(b);
        b = _copy(a);
        string[8] memory purposes = [
            "sextant/registration/1",
            "sextant/snapshot/1",
            "sextant/notarize/1",
            "sextant/nullify/1",
            "sextant/finalize/1",
            "sextant/proposal/1",
            "sextant/randao/1",
            "sextant/proof-of-possession/2"
        ];
        for (uint256 i; i < purposes.length; ++i) {
            b.proof = BlsSigner.sign(secretOf(N), _messageFor(a, purposes[i]));
            _expectInvalid(b);
        }
        b.proof = BlsSigner.sign(secretOf(N), _messageFor(a, "sextant/proof-of-possession/1"));
        vm.assertEq(abi.encode(b.proof), abi.encode(a.proof));
    }

    function _messageFor(Attempt memory a, string memory purpose) private view returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256(bytes(purpose)),
                block.chainid,
                address(a.registry),
                a.key,
                a.ed25519Key,
                a.list[0].staker,
                a.feeBps,
                _funding(a)
            )
        );
    }

    function _terms(Attempt memory a) private {
        Attempt memory b = _copy(a);
        b.feeBps += 1;
        _expectInvalid(b);
        b = _copy(a);
        b.ed25519Key = ed25519KeyOf(2);
        _expectInvalid(b);
        b = _copy(a);
        b.key = keyOf(2);
        _expectInvalid(b);
        b = _copy(a);
        b.list[0].staker = STRANGER;
        _expectInvalid(b);
        b = _copy(a);
        b.proof = BlsSigner.sign(secretOf(2), _message(a));
        _expectInvalid(b);
        // Another payer, even one that pays willingly.
        b = _copy(a);
        b.payer = STRANGER;
        fundPayer(STRANGER);
        _expectInvalid(b);
        b.payer = a.payer == PAYER ? operatorOf(N) : PAYER;
        fundPayer(b.payer);
        _expectInvalid(b);
        // A proof for this payer alone is none for the same address as operator, and the other way round.
        b = _copy(a);
        b.proof = BlsSigner.sign(
            secretOf(N),
            registry.proofOfPossessionMessage(a.key, a.ed25519Key, operatorOf(N), a.feeBps, _otherFunding(a))
        );
        _expectInvalid(b);
    }

    function _otherFunding(Attempt memory a) private pure returns (bytes32) {
        return a.payer == PAYER ? keccak256(abi.encode(a.list)) : keccak256(abi.encode(a.payer));
    }

    /// @dev Who stakes what, in which order, for whose benefit: signed when the operator pays.
    function _list(Attempt memory a) private {
        Attempt memory b = _copy(a);
        b.list[1].beneficiary = STRANGER;
        _expectInvalid(b);
        b = _copy(a);
        b.list[2].staker = STRANGER;
        _expectInvalid(b);
        b = _copy(a);
        (b.list[1], b.list[2]) = (b.list[2], b.list[1]);
        _expectInvalid(b);
        b = _copy(a);
        b.list[0].amount += 1;
        b.list[1].amount -= 1;
        _expectInvalid(b);
        b = _copy(a);
        (b.list[1].staker, b.list[1].beneficiary) = (b.list[1].beneficiary, b.list[1].staker);
        _expectInvalid(b);
    }

    function _points(Attempt memory a) private {
        Attempt memory b = _copy(a);
        b.key = OddPoints.infinityG1();
        _expectRefused(b, abi.encodeWithSelector(BLS12381.BlsKeyInfinity.selector));
        b.proof = OddPoints.infinityG2();
        _expectRefused(b, abi.encodeWithSelector(BLS12381.BlsKeyInfinity.selector));
        b.key = a.key;
        _expectRefused(b, abi.encodeWithSelector(BLS12381.BlsSignatureInfinity.selector));
        b = _copy(a);
        b.key = OddPoints.offCurve(a.key);
        _expectNoPoint(b);
        b.key = OddPoints.offSubgroupG1();
        _expectNoPoint(b);
        b.key = OddPoints.beyondField(a.key);
        _expectNoPoint(b);
        b = _copy(a);
        b.proof = OddPoints.offCurve(a.proof);
        _expectNoPoint(b);
        b.proof = OddPoints.offSubgroupG2();
        _expectNoPoint(b);
        b.proof = OddPoints.beyondField(a.proof);
        _expectNoPoint(b);
        // A lawful point in the wrong half: c1 before c0, as compressed encodings have it.
        b.proof = OddPoints.copyOf(a.proof);
        (b.proof.words[0], b.proof.words[2]) = (a.proof.words[2], a.proof.words[0]);
        _expectNoPoint(b);
    }
}
