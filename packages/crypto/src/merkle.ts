import { bytesEqual, compareBytes, concatBytes } from "@sextant/shared/bytes"
import { CryptoError } from "./errors.ts"
import { keccak256 } from "./hash.ts"

/**
 * Merkle trees in the format of OpenZeppelin's StandardMerkleTree: leaves are hashed twice, sorted by their hash, and each
 * pair is sorted before it is hashed, so a proof is only a list of siblings.
 */
export type MerkleTree = {
  /** 32 bytes. */
  readonly root: Uint8Array
  /** Siblings from the leaf up. @throws CryptoError `merkle/unknown-leaf`. */
  readonly proofOf: (leafHash: Uint8Array) => Uint8Array[]
}

/** Hash of one leaf. @param encoded - The leaf's fields by `abi.encode`. @returns 32 bytes. */
export function merkleLeafHash(encoded: Uint8Array): Uint8Array {
  return keccak256(keccak256(encoded))
}

/**
 * @param leafHashes - From {@link merkleLeafHash}, in any order.
 * @throws CryptoError `merkle/no-leaves`.
 */
export function buildMerkleTree(leafHashes: readonly Uint8Array[]): MerkleTree {
  const leaves = [...leafHashes].sort(compareBytes)
  if (leaves.length === 0 || leaves.some((leaf) => leaf.length !== 32))
    throw new CryptoError("merkle/no-leaves")
  // A complete binary tree in an array, root first; the smallest leaf stands last.
  const innerCount = leaves.length - 1
  const nodes = new Array<Uint8Array>(innerCount).concat(leaves.reverse())
  for (let at = innerCount - 1; at >= 0; at--)
    nodes[at] = hashPair(node(nodes, 2 * at + 1), node(nodes, 2 * at + 2))
  return {
    root: node(nodes, 0),
    proofOf: (leafHash) => proofAt(nodes, findLeaf(nodes, innerCount, leafHash)),
  }
}

/** True when `leafHash` stands under `root`. */
export function verifyMerkleProof(
  root: Uint8Array,
  leafHash: Uint8Array,
  proof: readonly Uint8Array[],
): boolean {
  return bytesEqual(proof.reduce(hashPair, leafHash), root)
}

function hashPair(left: Uint8Array, right: Uint8Array): Uint8Array {
  return keccak256(compareBytes(left, right) <= 0 ? concatBytes(left, right) : concatBytes(right, left))
}

/** Binary search among the leaves, which stand in falling order from `from` on. */
function findLeaf(nodes: readonly Uint8Array[], from: number, leafHash: Uint8Array): number {
  let low = from
  let high = nodes.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const order = compareBytes(node(nodes, middle), leafHash)
    if (order === 0) return middle
    if (order > 0) low = middle + 1
    else high = middle - 1
  }
  throw new CryptoError("merkle/unknown-leaf")
}

function proofAt(nodes: readonly Uint8Array[], leafAt: number): Uint8Array[] {
  const proof: Uint8Array[] = []
  for (let at = leafAt; at > 0; at = (at - 1) >> 1) proof.push(node(nodes, at % 2 === 0 ? at - 1 : at + 1))
  return proof
}

function node(nodes: readonly Uint8Array[], at: number): Uint8Array {
  return nodes[at] as Uint8Array
}
