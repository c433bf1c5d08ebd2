import { StandardMerkleTree } from "@openzeppelin/merkle-tree"
import { buildMerkleTree } from "@sextant/crypto/merkle"
import { bytesTo0x } from "@sextant/shared/bytes"
import type { Address } from "@sextant/shared/networks"
import { amountAtomic } from "@sextant/shared/units"
import { describe, expect, it } from "vitest"
import type { RegistryId } from "./l2Event.ts"
import { type ExitLeaf, exitKinds } from "./snapshot.ts"
import { exitLeafHash, rewardLeafHash } from "./snapshotCodec.ts"

describe("rewardLeafHash", () => {
  it("makes the leaves of OpenZeppelin's tree over (address, uint256)", () => {
    const rows = [1n, 2n, 3n, 4n, 5n].map((n): [Address, bigint] => [
      `0x${n.toString(16).padStart(40, "a")}`,
      n ** 40n,
    ])
    const leaves = rows.map(([account, amount]) => ({ account, lifetimeAmountAtomic: amountAtomic(amount) }))
    const tree = buildMerkleTree(leaves.map(rewardLeafHash))
    expect(bytesTo0x(tree.root)).toBe(StandardMerkleTree.of(rows, ["address", "uint256"]).root)
  })
})

describe("exitLeafHash", () => {
  it("makes the leaves of OpenZeppelin's tree over (uint64, uint8, uint64, uint64)", () => {
    const leaves = exitKinds.map(
      (kind, index): ExitLeaf => ({
        registryId: (index + 7) as RegistryId,
        kind,
        eligibleAtS: 1_800_000_000 + index,
        unlockAtS: 1_900_000_000 + index,
      }),
    )
    const rows = leaves.map(({ registryId, kind, eligibleAtS, unlockAtS }) => [
      BigInt(registryId),
      exitKinds.indexOf(kind),
      BigInt(eligibleAtS),
      BigInt(unlockAtS),
    ])
    const tree = buildMerkleTree(leaves.map(exitLeafHash))
    expect(bytesTo0x(tree.root)).toBe(
      StandardMerkleTree.of(rows, ["uint64", "uint8", "uint64", "uint64"]).root,
    )
  })
})
