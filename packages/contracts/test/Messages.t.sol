// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Contributor, ExitLeaf, Snapshot} from "../src/interfaces/INodeRegistry.sol";
import {G1Point} from "../src/libraries/BLS12381.sol";
import {Messages} from "../src/libraries/Messages.sol";
import {MerkleTree} from "./support/MerkleTree.sol";
import {vm} from "./support/Vm.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

contract MessagesHarness {
    function proofOfPossession(
        G1Point memory key,
        bytes32 ed25519Key,
        address operator,
        uint16 feeBps,
        bytes32 contributorsHash
    ) external view returns (bytes32) {
        return Messages.proofOfPossession(key, ed25519Key, operator, feeBps, contributorsHash);
    }

    function snapshot(Snapshot calldata s) external view returns (bytes32) {
        return Messages.snapshot(s);
    }
}

/// @notice The contracts agree bit for bit with what programs off the chain encode.
contract MessagesTest {
    string private vectors;
    MessagesHarness private harness;

    function setUp() public {
        vectors = vm.readFile("test/vectors/blst.json");
        vm.chainId(vm.parseJsonUint(vectors, ".messages.chainId"));
        harness = MessagesHarness(vm.parseJsonAddress(vectors, ".messages.registry"));
        vm.etch(address(harness), address(new MessagesHarness()).code);
    }

    function test_proofOfPossession_agreesWithViem() public view {
        address operator = vm.parseJsonAddress(vectors, ".messages.operator");
        Contributor[] memory contributors = new Contributor[](1);
        contributors[0] =
            Contributor(operator, vm.parseJsonAddress(vectors, ".messages.beneficiary"), 25_000_000_000_000);
        bytes32 contributorsHash = keccak256(abi.encode(contributors));
        vm.assertEq(contributorsHash, vm.parseJsonBytes32(vectors, ".messages.contributorsHash"));
        G1Point memory key = abi.decode(vm.parseJsonBytes(vectors, ".singles[0].key"), (G1Point));
        vm.assertEq(
            harness.proofOfPossession(key, keccak256("ed25519"), operator, 1234, contributorsHash),
            vm.parseJsonBytes32(vectors, ".messages.proofOfPossession")
        );
    }

    function test_snapshot_agreesWithViem() public view {
        Snapshot memory s = Snapshot({
            height: 60,
            l2Number: 77,
            timestampS: 1_800_000_123,
            blockHash: keccak256("block"),
            stateRoot: keccak256("state"),
            rewardsRoot: keccak256("rewards"),
            exitsRoot: keccak256("exits")
        });
        vm.assertEq(harness.snapshot(s), vm.parseJsonBytes32(vectors, ".messages.snapshot"));
    }

    function test_leaves_agreeWithTheMerkleTreeLibrary() public view {
        vm.assertEq(
            MerkleProof.processProof(
                vm.parseJsonBytes32Array(vectors, ".merkle.rewardsProof"),
                MerkleTree.rewardLeaf(address(7), 1006)
            ),
            vm.parseJsonBytes32(vectors, ".merkle.rewardsRoot")
        );
        ExitLeaf memory leaf =
            ExitLeaf({id: 4, kind: 0, eligibleAtS: 1_700_000_003, unlockAtS: 1_700_000_103});
        vm.assertEq(
            MerkleProof.processProof(
                vm.parseJsonBytes32Array(vectors, ".merkle.exitsProof"), MerkleTree.exitLeaf(leaf)
            ),
            vm.parseJsonBytes32(vectors, ".merkle.exitsRoot")
        );
    }
}
