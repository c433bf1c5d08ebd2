import blst from "@chainsafe/blst"
import {
  type Address,
  encodeAbiParameters,
  type Hex,
  keccak256,
  parseAbiParameters,
  stringToBytes,
} from "viem"
import { g1Words, g2Words } from "../blsPoints.ts"
import type { TestNetwork } from "./network.ts"

export type Contributor = { readonly staker: Address; readonly beneficiary: Address; readonly amount: bigint }

export const FEE_BPS = 1_000

/** Node n has keys that follow from n, so that a run can be repeated. */
const secretOf = (n: number) =>
  blst.SecretKey.fromKeygen(stringToBytes(keccak256(stringToBytes(`node ${n}`))))
const messageBytes = (message: Hex) => Buffer.from(message.slice(2), "hex")
export const blsKeyOf = (n: number) => g1Words(secretOf(n).toPublicKey())
export const ed25519KeyOf = (n: number) => keccak256(stringToBytes(`ed25519 ${n}`))

/** What a proof of possession says about the money when the operator pays: all contributors. */
export function contributorsHash(contributors: readonly Contributor[]): Hex {
  const list = parseAbiParameters("(address staker, address beneficiary, uint256 amount)[]")
  return keccak256(encodeAbiParameters(list, [contributors]))
}

/** The same when another pays, such as a pool: who. */
export function payerHash(payer: Address): Hex {
  return keccak256(encodeAbiParameters([{ type: "address" }], [payer]))
}

/** The arguments that every registration of node n begins with, up to its fee. */
export function signedTerms(
  network: TestNetwork,
  input: { readonly n: number; readonly operator: Address; readonly fundingHash: Hex },
) {
  const { n, operator, fundingHash } = input
  const secret = secretOf(n)
  const blsKey = blsKeyOf(n)
  const ed25519Key = ed25519KeyOf(n)
  const message = keccak256(
    encodeAbiParameters(
      parseAbiParameters(
        "bytes32, uint256, address, uint256, uint256, uint256, uint256, bytes32, address, uint16, bytes32",
      ),
      [
        keccak256(stringToBytes("sextant/proof-of-possession/1")),
        network.chainId,
        network.addressOf("NodeRegistry"),
        blsKey.xHi,
        blsKey.xLo,
        blsKey.yHi,
        blsKey.yLo,
        ed25519Key,
        operator,
        FEE_BPS,
        fundingHash,
      ],
    ),
  )
  const proof = g2Words(secret.sign(messageBytes(message)))
  // relayed by the contract, checked by nodes only
  const ed25519Signature = [keccak256(ed25519Key), keccak256(message)] as const
  return { blsKey, proof, ed25519Key, ed25519Signature, feeBps: FEE_BPS }
}

/** Registers node n, paid by the owner from an earlier approval. @returns Gas used. */
export function registerNode(network: TestNetwork, n: number): Promise<bigint> {
  const { owner, requirement } = network
  const alone = [{ staker: owner, beneficiary: owner, amount: requirement }]
  const terms = signedTerms(network, { n, operator: owner, fundingHash: contributorsHash(alone) })
  return network.call({ contract: "NodeRegistry", name: "register", args: [...Object.values(terms), owner] })
}

/** Registers node n with several contributors, all paid by the first of them, the owner. @returns Gas used. */
export function registerShared(
  network: TestNetwork,
  input: { readonly n: number; readonly contributors: readonly Contributor[] },
): Promise<bigint> {
  const { n, contributors } = input
  const terms = signedTerms(network, {
    n,
    operator: network.owner,
    fundingHash: contributorsHash(contributors),
  })
  const args = [...Object.values(terms), contributors]
  return network.call({ contract: "NodeRegistry", name: "registerShared", args })
}

/** Approves all that `count` registrations cost, so that each of them still updates a finite allowance. */
export async function approveStakes(network: TestNetwork, count: number): Promise<void> {
  const args = [network.addressOf("NodeRegistry"), network.requirement * BigInt(count + 1)]
  await network.call({ contract: "SessionToken", name: "approve", args })
}

export type SnapshotInput = {
  /** Every node whose key counts. */
  readonly nodeIds: readonly number[]
  readonly nonSignerIds?: readonly number[]
  readonly rewardsRoot?: Hex
  readonly exitsRoot?: Hex
}

/** Has all nodes but the non-signers sign the next snapshot, and submits it. @returns Gas used. */
export async function submitSnapshot(network: TestNetwork, input: SnapshotInput): Promise<bigint> {
  const { client, read, call } = network
  const last = await read<{ height: bigint }>({ contract: "NodeRegistry", name: "snapshot", args: [] })
  const block = await client.getBlock()
  const snapshot = {
    height: last.height + 30n,
    l2Number: block.number,
    timestampS: block.timestamp,
    blockHash: keccak256(stringToBytes(`block ${last.height}`)),
    stateRoot: keccak256(stringToBytes(`state ${last.height}`)),
    rewardsRoot: input.rewardsRoot ?? keccak256(stringToBytes(`rewards ${last.height}`)),
    exitsRoot: input.exitsRoot ?? keccak256(stringToBytes(`exits ${last.height}`)),
  }
  const message = await read<Hex>({ contract: "NodeRegistry", name: "snapshotMessage", args: [snapshot] })
  const missing = new Set(input.nonSignerIds)
  const signers = input.nodeIds.filter((id) => !missing.has(id))
  const signature = blst.aggregateSignatures(signers.map((id) => secretOf(id).sign(messageBytes(message))))
  const ids = [...missing].map(BigInt)
  const keys = [...missing].map(blsKeyOf)
  return call({
    contract: "NodeRegistry",
    name: "submitSnapshot",
    args: [snapshot, g2Words(signature), ids, keys],
  })
}
