import { SimpleMerkleTree, StandardMerkleTree } from "@openzeppelin/merkle-tree"
import { bytesTo0x, concatBytes, hexToBytes } from "@sextant/shared/bytes"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { buildMerkleTree, merkleLeafHash, verifyMerkleProof } from "./merkle.ts"

const leafHash = fc.uint8Array({ minLength: 32, maxLength: 32 })
const leaves = fc.array(leafHash, { minLength: 1, maxLength: 70 })

describe("buildMerkleTree", () => {
  it("equals OpenZeppelin's tree: root and every proof", () => {
    fc.assert(
      fc.property(leaves, (hashes) => {
        const theirs = SimpleMerkleTree.of(hashes.map(bytesTo0x))
        const ours = buildMerkleTree(hashes)
        expect(bytesTo0x(ours.root)).toBe(theirs.root)
        for (const hash of hashes) {
          const proof = ours.proofOf(hash)
          expect(verifyMerkleProof(ours.root, hash, proof)).toBe(true)
          const unique = hashes.filter((other) => bytesTo0x(other) === bytesTo0x(hash)).length === 1
          if (unique) expect(proof.map(bytesTo0x)).toEqual(theirs.getProof(bytesTo0x(hash)))
        }
      }),
      { numRuns: 60 },
    )
  })
  it("equals OpenZeppelin's standard tree over ABI-encoded rows", () => {
    const rows = Array.from({ length: 9 }, (_, index): [string, bigint] => [
      `0x${String(index + 1).padStart(40, "0")}`,
      10n ** BigInt(index * 2),
    ])
    const hashes = rows.map(([account, amount]) =>
      merkleLeafHash(
        concatBytes(
          new Uint8Array(12),
          hexToBytes(account),
          hexToBytes(amount.toString(16).padStart(64, "0")),
        ),
      ),
    )
    const theirs = StandardMerkleTree.of(rows, ["address", "uint256"])
    expect(bytesTo0x(buildMerkleTree(hashes).root)).toBe(theirs.root)
  })
  it("refuses no leaves, short leaves and leaves of another tree", () => {
    const error = (code: string) => expect.objectContaining({ code })
    expect(() => buildMerkleTree([])).toThrow(error("merkle/no-leaves"))
    expect(() => buildMerkleTree([new Uint8Array(31)])).toThrow(error("merkle/no-leaves"))
    const tree = buildMerkleTree([new Uint8Array(32)])
    expect(() => tree.proofOf(new Uint8Array(32).fill(1))).toThrow(error("merkle/unknown-leaf"))
  })
})

describe("verifyMerkleProof", () => {
  it("refuses another leaf, a cut proof and a changed sibling", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(leafHash, { minLength: 2, maxLength: 40, selector: bytesTo0x }),
        (hashes) => {
          const { root, proofOf } = buildMerkleTree(hashes)
          const [first, second] = hashes as [Uint8Array, Uint8Array]
          const proof = proofOf(first)
          expect(verifyMerkleProof(root, second, proof)).toBe(false)
          expect(verifyMerkleProof(root, first, proof.slice(1))).toBe(false)
          const changed = proof.map((sibling, index) =>
            index === 0 ? sibling.map((byte) => byte ^ 1) : sibling,
          )
          expect(verifyMerkleProof(root, first, changed)).toBe(false)
        },
      ),
    )
  })
})
