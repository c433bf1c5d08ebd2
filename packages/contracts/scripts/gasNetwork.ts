import { setTimeout as sleep } from "node:timers/promises"
import blst from "@chainsafe/blst"
import {
  type Abi,
  type Address,
  createTestClient,
  encodeAbiParameters,
  encodeFunctionData,
  getContractAddress,
  type Hex,
  http,
  keccak256,
  parseAbiParameters,
  publicActions,
  stringToBytes,
  TransactionReceiptNotFoundError,
  walletActions,
} from "viem"
import { erc1967ProxyAbi, erc1967ProxyBytecode } from "../abi/Erc1967Proxy.ts"
import { nodeRegistryAbi, nodeRegistryBytecode } from "../abi/NodeRegistry.ts"
import { rewardPoolAbi, rewardPoolBytecode } from "../abi/RewardPool.ts"
import { rewardsVaultAbi, rewardsVaultBytecode } from "../abi/RewardsVault.ts"
import { sessionTokenAbi, sessionTokenBytecode } from "../abi/SessionToken.ts"
import { g1Words, g2Words } from "./blsPoints.ts"

const SESH = 10n ** 9n
const REQUIREMENT = 25_000n * SESH
const DAY_S = 86_400n

/** One contract call: what is sent where, by whom. */
export type Call = {
  readonly to: Address
  readonly abi: Abi
  readonly name: string
  readonly args: readonly unknown[]
  readonly from?: Address
}

export type SnapshotInput = {
  readonly rewardsRoot: Hex
  readonly exitsRoot: Hex
  readonly nonSignerIds: readonly number[]
}

export type GasNetwork = Awaited<ReturnType<typeof createGasNetwork>>

const secretOf = (n: number) =>
  blst.SecretKey.fromKeygen(stringToBytes(keccak256(stringToBytes(`node ${n}`))))
const ed25519KeyOf = (n: number) => keccak256(stringToBytes(`ed25519 ${n}`))
const messageBytes = (message: Hex) => Buffer.from(message.slice(2), "hex")

/** Deploys the contracts on a fresh development chain and hands back what a measurement needs. Node n gets the id n. */
export async function createGasNetwork(rpcUrl: string) {
  const client = createTestClient({ mode: "anvil", transport: http(rpcUrl) })
    .extend(publicActions)
    .extend(walletActions)
  const [owner] = await client.getAddresses()
  if (owner === undefined) throw new Error("the chain offers no unlocked accounts")

  /** Asks until the receipt is there: the block is mined at once, and no later one would wake a waiting client. */
  const receiptOf = async (hash: Hex) => {
    for (let attempt = 0; attempt < 2_000; attempt++) {
      const receipt = await client.getTransactionReceipt({ hash }).catch((error: unknown) => {
        if (!(error instanceof TransactionReceiptNotFoundError)) throw error
      })
      if (receipt !== undefined) return receipt
      await sleep(5)
    }
    throw new Error(`transaction ${hash} was not mined in time`)
  }
  /** Sends real transactions, one block each. @throws Error when it reverts. @returns Gas used. */
  const send = async (input: { to?: Address; data: Hex; from?: Address }): Promise<bigint> => {
    const hash = await client.sendTransaction({
      account: input.from ?? owner,
      to: input.to ?? null,
      data: input.data,
      gas: 16_000_000n,
      chain: null,
    })
    const receipt = await receiptOf(hash)
    if (receipt.status !== "success") throw new Error(`transaction ${hash} was reverted`)
    return receipt.gasUsed
  }
  const call = ({ to, abi, name, args, from }: Call) =>
    send({ to, data: encodeFunctionData({ abi, functionName: name, args }), ...(from ? { from } : {}) })
  const deploy = async (bytecode: Hex, encodedArgs: Hex = "0x"): Promise<Address> => {
    const nonce = BigInt(await client.getTransactionCount({ address: owner }))
    await send({ data: `${bytecode}${encodedArgs.slice(2)}` })
    return getContractAddress({ from: owner, nonce })
  }
  const deployProxied = async (bytecode: Hex, abi: Abi, params: object): Promise<Address> => {
    const implementation = await deploy(bytecode)
    const initData = encodeFunctionData({ abi, functionName: "initialize", args: [params] })
    const [proxyConstructor] = erc1967ProxyAbi
    return deploy(
      erc1967ProxyBytecode,
      encodeAbiParameters(proxyConstructor.inputs, [implementation, initData]),
    )
  }

  const token = await deploy(
    sessionTokenBytecode,
    encodeAbiParameters(parseAbiParameters("address receiver"), [owner]),
  )
  const governance = { owner, manager: owner, guardian: owner }
  const registry = await deployProxied(nodeRegistryBytecode, nodeRegistryAbi, {
    ...governance,
    token,
    stakingRequirement: REQUIREMENT,
    keyActivationDelayS: 0n,
    exitWithoutSnapshotDelayS: 30n * DAY_S,
    snapshotAgeMaxS: DAY_S,
    smallContributorDelayS: 30n * DAY_S,
    liquidationDelayS: 7n * DAY_S,
  })
  const vault = await deployProxied(rewardsVaultBytecode, rewardsVaultAbi, {
    ...governance,
    token,
    registry,
    accountLimit: 1_000_000n * SESH,
    globalLimit: 1_000_000n * SESH,
    periodS: 43_200n,
  })
  const pool = await deployProxied(rewardPoolBytecode, rewardPoolAbi, {
    ...governance,
    token,
    vault,
    releaseIntervalS: 0n,
  })
  const chainId = BigInt(await client.getChainId())
  return { client, owner, chainId, token, registry, vault, pool, call }
}

/** Registers node n, paid by the owner from an earlier approval. @returns Gas used. */
export async function registerNode(network: GasNetwork, n: number): Promise<bigint> {
  const { owner, chainId, registry } = network
  const secret = secretOf(n)
  const key = g1Words(secret.toPublicKey())
  const contributorsHash = keccak256(
    encodeAbiParameters(parseAbiParameters("(address, address, uint256)[]"), [[[owner, owner, REQUIREMENT]]]),
  )
  const message = keccak256(
    encodeAbiParameters(
      parseAbiParameters(
        "bytes32, uint256, address, uint256, uint256, uint256, uint256, bytes32, address, uint16, bytes32",
      ),
      [
        keccak256(stringToBytes("sextant/proof-of-possession/1")),
        chainId,
        registry,
        key.xHi,
        key.xLo,
        key.yHi,
        key.yLo,
        ed25519KeyOf(n),
        owner,
        1_000,
        contributorsHash,
      ],
    ),
  )
  const proof = g2Words(secret.sign(messageBytes(message)))
  const ed25519Signature = [keccak256(ed25519KeyOf(n)), keccak256(message)]
  return network.call({
    to: registry,
    abi: nodeRegistryAbi,
    name: "register",
    args: [key, proof, ed25519KeyOf(n), ed25519Signature, 1_000, owner],
  })
}

/** Approves all that `count` registrations cost, so that each of them still updates a finite allowance. */
export async function approveStakes(network: GasNetwork, count: number): Promise<void> {
  const args = [network.registry, REQUIREMENT * BigInt(count + 1)]
  await network.call({ to: network.token, abi: sessionTokenAbi, name: "approve", args })
}

/** Has all `nodeIds` but the non-signers sign the next snapshot, and submits it. @returns Gas used. */
export async function submitSnapshot(
  network: GasNetwork,
  nodeIds: readonly number[],
  input: SnapshotInput,
): Promise<bigint> {
  const { client, registry } = network
  const last = await client.readContract({
    address: registry,
    abi: nodeRegistryAbi,
    functionName: "snapshot",
  })
  const block = await client.getBlock()
  const snapshot = {
    height: last.height + 30n,
    l2Number: block.number,
    timestampS: block.timestamp,
    blockHash: keccak256(stringToBytes(`block ${last.height}`)),
    stateRoot: keccak256(stringToBytes(`state ${last.height}`)),
    rewardsRoot: input.rewardsRoot,
    exitsRoot: input.exitsRoot,
  }
  const message = await client.readContract({
    address: registry,
    abi: nodeRegistryAbi,
    functionName: "snapshotMessage",
    args: [snapshot],
  })
  const signers = nodeIds.filter((id) => !input.nonSignerIds.includes(id))
  const signature = blst.aggregateSignatures(signers.map((id) => secretOf(id).sign(messageBytes(message))))
  const keys = input.nonSignerIds.map((id) => g1Words(secretOf(id).toPublicKey()))
  return network.call({
    to: registry,
    abi: nodeRegistryAbi,
    name: "submitSnapshot",
    args: [snapshot, g2Words(signature), input.nonSignerIds.map(BigInt), keys],
  })
}
