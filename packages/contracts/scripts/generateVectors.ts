import { writeFileSync } from "node:fs"
import path from "node:path"
import blst from "@chainsafe/blst"
import { StandardMerkleTree } from "@openzeppelin/merkle-tree"
import { encodeAbiParameters, type Hex, keccak256, parseAbiParameters, stringToBytes, toHex } from "viem"
import { g1Hex, g2Hex } from "./blsPoints.ts"
import { contractsRoot } from "./runForge.ts"

/**
 * Writes test/vectors/blst.json: keys, signatures and hashes made by blst, messages encoded by viem and trees built by
 * OpenZeppelin's library, for the Solidity tests to agree with. The same every time.
 */

const word = (text: string): Hex => keccak256(stringToBytes(text))

function secretKey(name: string): blst.SecretKey {
  return blst.SecretKey.fromKeygen(stringToBytes(word(name)))
}

const one = blst.SecretKey.fromBytes(Uint8Array.from({ length: 32 }, (_, index) => (index === 31 ? 1 : 0)))

/** The secret key 1 signs with the hashed message itself. */
const hashes = [0, 1, 31, 32, 33, 84, 128, 200].map((length) => {
  const message = Uint8Array.from({ length }, (_, index) => (index * 7 + length) % 256)
  return { message: toHex(message), point: g2Hex(one.sign(message)) }
})

const singles = ["a", "b", "c"].map((name) => {
  const secret = secretKey(name)
  const message = word(`message ${name}`)
  return {
    key: g1Hex(secret.toPublicKey()),
    message,
    signature: g2Hex(secret.sign(Buffer.from(message.slice(2), "hex"))),
  }
})

const group = Array.from({ length: 10 }, (_, index) => secretKey(`group ${index}`))
const groupMessage = word("group message")
const groupSignatures = group.map((secret) => secret.sign(Buffer.from(groupMessage.slice(2), "hex")))

const chainId = 31_337n
const registry = "0x5FbDB2315678afecb367f032d93F642f64180aa3"
const operator = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
const beneficiary = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"
const contributorsHash = keccak256(
  encodeAbiParameters(parseAbiParameters("(address staker, address beneficiary, uint256 amount)[]"), [
    [{ staker: operator, beneficiary, amount: 25_000_000_000_000n }],
  ]),
)
const keyWords = g1Hex(secretKey("a").toPublicKey())
  .slice(2)
  .match(/.{64}/g)!
  .map((part) => BigInt(`0x${part}`))
const proofOfPossession = keccak256(
  encodeAbiParameters(
    parseAbiParameters(
      "bytes32, uint256, address, uint256, uint256, uint256, uint256, bytes32, address, uint16, bytes32",
    ),
    [
      word("sextant/proof-of-possession/1"),
      chainId,
      registry,
      keyWords[0]!,
      keyWords[1]!,
      keyWords[2]!,
      keyWords[3]!,
      word("ed25519"),
      operator,
      1_234,
      contributorsHash,
    ],
  ),
)
const snapshot = keccak256(
  encodeAbiParameters(
    parseAbiParameters(
      "bytes32, uint256, address, uint64, uint64, uint64, bytes32, bytes32, bytes32, bytes32",
    ),
    [
      word("sextant/snapshot/1"),
      chainId,
      registry,
      60n,
      77n,
      1_800_000_123n,
      word("block"),
      word("state"),
      word("rewards"),
      word("exits"),
    ],
  ),
)

const rewards = StandardMerkleTree.of(
  Array.from({ length: 11 }, (_, index) => [
    `0x${(index + 1).toString(16).padStart(40, "0")}`,
    1_000n + BigInt(index),
  ]),
  ["address", "uint256"],
)
const exits = StandardMerkleTree.of(
  Array.from({ length: 5 }, (_, index) => [
    index + 1,
    index % 3,
    1_700_000_000 + index,
    1_700_000_100 + index,
  ]),
  ["uint64", "uint8", "uint64", "uint64"],
)

const vectors = {
  hashes,
  singles,
  group: {
    keys: group.map((secret) => g1Hex(secret.toPublicKey())),
    sum: g1Hex(blst.aggregatePublicKeys(group.map((secret) => secret.toPublicKey()))),
    message: groupMessage,
    signature: g2Hex(blst.aggregateSignatures(groupSignatures)),
    /** Without the third and the eighth. */
    partialSignature: g2Hex(
      blst.aggregateSignatures(groupSignatures.filter((_, index) => index !== 2 && index !== 7)),
    ),
  },
  messages: {
    chainId: Number(chainId),
    registry,
    operator,
    beneficiary,
    contributorsHash,
    proofOfPossession,
    snapshot,
  },
  merkle: {
    rewardsRoot: rewards.root,
    rewardsProof: rewards.getProof(6),
    exitsRoot: exits.root,
    exitsProof: exits.getProof(3),
  },
}

writeFileSync(
  path.join(contractsRoot, "test", "vectors", "blst.json"),
  `${JSON.stringify(vectors, null, 2)}\n`,
)
